/** Both requirement sets of the suite, against one endpoint of one process: a small REST API behind an endpoint map. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createProxy, silentLogger, streamableHttp } from 'mcp-rest-proxy';
import { fixtures } from './endpoints.js';
import { createRestBackend } from './rest-backend.js';
import { exitCode, runSuite } from './suite.js';

const REVISIONS = ['2025-11-25', '2026-07-28'];

async function check(url: string, revision: string): Promise<boolean> {
  console.log(`\n== Conformance of the server, requirements of ${revision}`);
  const baseline = fileURLToPath(new URL(`./baseline-${revision}.yml`, import.meta.url));
  const options = ['--url', url, '--requirements', revision, '--expected-failures', baseline];
  return (await exitCode(runSuite(['server', ...options], revision))) === 0;
}

/** True when every scenario that applies is green and the baselines list all others. */
export async function checkServer(): Promise<boolean> {
  const backend = createRestBackend();
  backend.listen(0, '127.0.0.1');
  await once(backend, 'listening');
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
  let green = true;
  for (const revision of REVISIONS) green = (await check(`http://127.0.0.1:${port}/mcp`, revision)) && green;
  await proxy.close();
  backend.close();
  return green;
}
