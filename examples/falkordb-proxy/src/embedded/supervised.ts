import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { killGroup } from './run-command.js';

/**
 * Runs `"$@"` without its first word, and ends it with SIGTERM, 5 s later with SIGKILL, as soon as standard input
 * ends: when the parent closes it, and also when the parent dies without a word. Then deletes the folder that is the
 * first word, and answers the program's own exit status.
 */
const watch = `exec 3<&0
scratch=$1
shift
"$@" </dev/null 3<&- &
program=$!
{ read -r _; kill -TERM $program; sleep 5; kill -KILL $program; } <&3 2>/dev/null &
exec 3<&- >/dev/null 2>&1
wait $program
status=$?
trap '' TERM
kill -TERM 0
wait
rm -rf -- "$scratch"
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
  /** Ends the program with SIGTERM, 5 s later with SIGKILL. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a program in a process group of its own, so that the terminal's Ctrl-C does not reach it.
 *
 * @param scratch folder that is deleted when the program has ended, whoever is still there then.
 */
export async function startSupervised(
  command: string,
  args: readonly string[],
  scratch: string,
  env: NodeJS.ProcessEnv,
): Promise<Supervised> {
  const child = spawn('/bin/sh', ['-c', watch, 'sh', scratch, command, ...args], {
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
  return { pid, log: collectLog(child), ended, stop: () => stop(child, pid, ended) };
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

async function stop(child: ChildProcess, pid: number, ended: Promise<unknown>): Promise<void> {
  child.stdin?.end();
  const timer = setTimeout(() => killGroup(pid, 'SIGKILL'), 6_000);
  await ended;
  clearTimeout(timer);
}
