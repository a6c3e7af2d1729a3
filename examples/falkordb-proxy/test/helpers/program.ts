import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { eventually, groupIsAlive } from './processes.js';

/** A built program of this package, as a person runs it. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Both outputs so far. */
  output(): string;
  /** Waits for the output to match; fails when it ends or does not within 60 s. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<number | null>;
}

/** Path of a built program: `start`, `stdio`, `token`, `try` or `hash-password`. */
export function programPath(name: string): string {
  return fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));
}

/** An empty folder that goes with the test. */
export async function tempFolder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'falkordb-proxy-test-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** The machine's environment without what would configure the proxy, and with `settings`. */
export function environment(settings: Record<string, string>): Record<string, string> {
  const ours =
    /^(?:PROXY_|BACKEND_|FALKORDB_MCPSERVER|FALKORDB_DATA|FALKORDB_PARAMETERS|OAUTH_|JWT_|TENANT|REDIS_URL|LOG_LEVEL|npm_)/;
  const inherited = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(inherited.map(([name, value]) => [name, value ?? ''])), ...settings };
}

/** Runs a program; what is left of it is killed with the test. */
export function runProgram(t: ExecutionContext, name: string, settings: Record<string, string>): RunningProgram {
  const child = spawn(process.execPath, [programPath(name)], {
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  t.teardown(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, output: () => output, ended, said: (pattern) => untilSaid(pattern, child, () => output) };
}

async function untilSaid(pattern: RegExp, child: ChildProcess, output: () => string): Promise<RegExpExecArray> {
  for (let tries = 0; tries < 2; tries += 1) {
    const found = await eventually(() => pattern.test(output()) || child.exitCode !== null);
    const match = pattern.exec(output());
    if (match) return match;
    if (found) break;
  }
  throw new Error(`${pattern} was not said:\n${output()}`);
}

/** `npm start` on free ports, ready; without sign-in unless `PROXY_AUTH` is among the settings, be it empty. */
export async function runStart(t: ExecutionContext, settings: Record<string, string> = {}) {
  const dataDir = settings.FALKORDB_DATA_DIR ?? (await tempFolder(t));
  const program = runProgram(t, 'start', {
    PROXY_PORT: '0',
    PROXY_AUTH: 'none',
    FALKORDB_DATA_DIR: dataDir,
    ...settings,
  });
  const [, url = ''] = await program.said(/Streamable HTTP +(http\S+)\/mcp/);
  const [, backendUrl = ''] = await program.said(/Backend +(http\S+)/);
  await program.said(/Stop: +Ctrl-C/);
  return { ...program, url, backendUrl, dataDir, database: await databaseOf(dataDir) };
}

/** Process group of the FalkorDB that uses a data folder. */
export async function databaseOf(dataDir: string): Promise<number> {
  return Number(await readFile(join(dataDir, 'in-use-by'), 'utf8'));
}

/** True when the database of a program is gone, after a moment at most. */
export function isGone(database: number): Promise<boolean> {
  return eventually(() => !groupIsAlive(database));
}
