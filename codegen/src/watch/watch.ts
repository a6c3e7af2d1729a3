import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { watch as watchFiles } from 'chokidar';

/** How long a folder takes to be watched, at most, in milliseconds. */
const SETTLE_MS = 500;

/** What is to be watched next. */
export interface WatchStep {
  /** Absolute paths; a file that is not there yet is waited for. */
  readonly files: readonly string[];
}

export interface WatchOptions {
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Milliseconds without a change before anything is done: editors write in several steps. Default 100. */
  readonly quiet?: number;
}

/** Waits until nothing has changed for a while after a first change. */
function createAlarm(quiet: number): { ring(): void; next(signal: AbortSignal): Promise<boolean>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let pending = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        pending = true;
        wake?.();
      }, quiet);
    },
    async next(signal) {
      if (!pending && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      pending = false;
      return !signal.aborted;
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

/** True when a file was changed since: between being read and being watched, nobody else would tell. */
async function changedSince(files: Iterable<string>, time: number): Promise<boolean> {
  const stats = await Promise.all([...files].map((file) => stat(file).catch(() => undefined)));
  return stats.some((each) => each !== undefined && each.mtimeMs > time);
}

/**
 * Does something now and after every change of the files it names, until `signal` aborts. One run at a time: changes
 * during a run lead to one more. `run` must not throw; it tells what to watch from then on.
 */
export async function watchAndRun(run: () => Promise<WatchStep>, options: WatchOptions): Promise<void> {
  const { signal, quiet = 100 } = options;
  const alarm = createAlarm(quiet);
  const watched = new Set<string>();
  // Folders, since editors replace files rather than write them, and some files come later.
  const watcher = watchFiles([], { ignoreInitial: true, depth: 0 });
  let wanted = new Set<string>();
  let settle: NodeJS.Timeout | undefined;
  watcher.on('all', (_event, path) => {
    if (wanted.has(path)) alarm.ring();
  });
  try {
    do {
      const start = Date.now();
      const { files } = await run();
      wanted = new Set(files);
      const fresh = [...new Set(files.map((file) => dirname(file)))].filter((folder) => !watched.has(folder));
      for (const folder of fresh) watched.add(folder);
      watcher.add(fresh);
      const look = async () => {
        if (await changedSince(wanted, start)) alarm.ring();
      };
      // Now for what was not known to be wanted during the run, and later for folders not yet watched.
      await look();
      if (fresh.length > 0) settle = setTimeout(() => void look(), SETTLE_MS);
    } while (await alarm.next(signal));
  } finally {
    clearTimeout(settle);
    alarm.stop();
    await watcher.close();
  }
}
