/** The life of one program, from start to the signal that ends it. */
export interface Life {
  /** Aborted when the program is to end, also in the middle of its start. */
  readonly signal: AbortSignal;
  /** Closes something at the end: what was opened last is closed first. */
  onEnd(close: () => Promise<unknown>): void;
  /** Ends the program, with an error when there is one. */
  end(error?: Error): void;
}

/** A terminal's Ctrl-C reaches a program directly and, a moment later, once more through npm. */
const sameKeyPress = 300;

/**
 * Runs a program until it ends by itself or by SIGINT, SIGTERM or SIGHUP, then closes what it opened. A second
 * signal ends it at once. Answers the exit code: 0 when it was asked to end.
 */
export async function runUntilStopped(
  start: (life: Life) => Promise<void>,
  complain: (message: string) => void,
): Promise<number> {
  const stop = new AbortController();
  const closers: (() => Promise<unknown>)[] = [];
  let failure: unknown;
  const end = (error?: Error) => {
    failure ??= stop.signal.aborted ? undefined : error;
    stop.abort(new Error('The program is ending.'));
  };
  const release = [endOnSignals(end), endWithRunner(end)];
  const ended = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve(), { once: true }));
  try {
    await start({ signal: stop.signal, onEnd: (close) => closers.push(close), end });
    await ended;
  } catch (error) {
    // What a start says because it was stopped is no failure.
    if (!stop.signal.aborted) failure = error;
    stop.abort(error);
  }
  if (failure !== undefined) complain(messageOf(failure));
  for (const close of closers.reverse()) await close().catch((error: unknown) => complain(messageOf(error)));
  for (const undo of release) undo();
  return failure === undefined ? 0 : 1;
}

function endOnSignals(end: () => void): () => void {
  let first: number | undefined;
  const handle = () => {
    if (first !== undefined && Date.now() - first > sameKeyPress) process.exit(130);
    first ??= Date.now();
    end();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}

/** npm passes SIGTERM on to the shell between it and the program, which dies of it and leaves the program behind. */
function endWithRunner(end: () => void): () => void {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const runner = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== runner) end();
  }, 100).unref();
  return () => clearInterval(timer);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
