import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import { CONFIG_NAMES } from '../config/load-config.js';
import { importGraph } from '../source/import-graph.js';
import { isUrl } from '../source/location.js';
import { watchAndRun } from '../watch/watch.js';
import type { Console } from './console.js';
import { EXIT } from './exit-codes.js';
import type { GenerateFlags } from './flags.js';

/** Set for the processes that each run is given: Node.js never forgets a JavaScript module it has loaded. */
const ONE_RUN = 'GENERATE_TOOLS_ONE_RUN';

/** True in a process that watching has started. */
export function isOneRun(): boolean {
  return process.env[ONE_RUN] === '1' && process.send !== undefined;
}

/** Tells the process that watches which files a run has read. */
export function reportFiles(files: readonly string[]): void {
  process.send?.({ files });
  process.disconnect();
}

function filesIn(message: unknown): readonly string[] {
  if (typeof message !== 'object' || message === null || !('files' in message)) return [];
  return Array.isArray(message.files) ? message.files.filter((file) => typeof file === 'string') : [];
}

/** Runs the same command line once, in a process of its own. */
async function runApart(argv: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  const [, program = ''] = process.argv;
  const env = { ...process.env, [ONE_RUN]: '1' };
  const child = fork(program, argv, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let files: readonly string[] = [];
  child.on('message', (message) => {
    files = filesIn(message);
  });
  const end = () => child.kill('SIGTERM');
  signal.addEventListener('abort', end, { once: true });
  await new Promise<void>((done) => child.once('error', () => done()).once('close', () => done()));
  signal.removeEventListener('abort', end);
  return files;
}

/** Files to watch when nothing could be read yet: those a config would have, too. */
function startingPoints(source: string | undefined, flags: GenerateFlags, cwd: string): readonly string[] {
  const named = source ?? flags.from ?? flags.config;
  if (named === undefined) return CONFIG_NAMES.map((name) => resolve(cwd, name));
  return isUrl(named) ? [] : importGraph(resolve(cwd, named));
}

/** Generates at every change until SIGINT or SIGTERM. Mistakes are told, and waited out. */
export async function runWatch(
  source: string | undefined,
  flags: GenerateFlags,
  argv: readonly string[],
  console: Console,
): Promise<number> {
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  let known: readonly string[] = [];
  const run = async () => {
    const files = await runApart(argv, stop.signal);
    // A run that failed may not have come to all its files: those of the last one stay in sight.
    known = [...new Set([...startingPoints(source, flags, console.cwd), ...(files.length > 0 ? files : known)])];
    if (!flags.json && !stop.signal.aborted)
      console.error(console.errorColors.dim('watching for changes; Ctrl+C ends'));
    return { files: known.filter((file) => !isUrl(file)) };
  };
  try {
    await watchAndRun(run, { signal: stop.signal });
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
  return EXIT.ok;
}
