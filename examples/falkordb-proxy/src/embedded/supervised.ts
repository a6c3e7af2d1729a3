import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { killGroup } from './run-command.js';

/**
 * Runs `"$@"`, and ends it with SIGTERM as soon as standard input ends: when the parent closes it, and also when
 * the parent dies without a word. Answers the program's own exit status.
 */
const watch = `exec 3<&0
"$@" </dev/null 3<&- &
program=$!
{ read -r _; kill -TERM $program; } <&3 2>/dev/null &
watcher=$!
exec 3<&-
wait $program
status=$?
kill $watcher 2>/dev/null
exit $status`;

const maxLog = 16_384;

/** A program that never outlives this process, however this process ends. */
export interface Supervised {
  /** Process group of the program and its watcher. */
  readonly pid: number;
  /** The last lines the program wrote. */
  log(): string;
  /** Settles when the program has ended. */
  readonly ended: Promise<number | null>;
  /** Ends the program with SIGTERM, after `patience` milliseconds (default 10000) with SIGKILL. Safe to call twice. */
  stop(patience?: number): Promise<void>;
}

/** Starts a program in a process group of its own, so that the terminal's Ctrl-C does not reach it. */
export async function startSupervised(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Supervised> {
  const child = spawn('/bin/sh', ['-c', watch, 'sh', command, ...args], {
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  await once(child, 'spawn');
  if (child.pid === undefined) throw new Error(`${command} has no process id`);
  const { pid } = child;
  child.stdin.on('error', () => {});
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  void ended.then(() => child.stdin.destroy());
  return { pid, log: collectLog(child), ended, stop: (patience = 10_000) => stop(child, pid, ended, patience) };
}

function collectLog(child: ChildProcess): () => string {
  let log = '';
  const collect = (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-maxLog);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return () => log;
}

async function stop(child: ChildProcess, pid: number, ended: Promise<unknown>, patience: number): Promise<void> {
  child.stdin?.end();
  const timer = setTimeout(() => killGroup(pid, 'SIGKILL'), patience);
  await ended;
  clearTimeout(timer);
}
