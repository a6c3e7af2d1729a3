/** The tool calls that run, over all peers of an engine: also those that no client waits for any more. */
export interface RunningTools {
  /** One more, and how it is aborted; call what it returns when it has ended. */
  begin(abort: () => void): () => void;
  /** Settles when none runs. */
  idle(): Promise<void>;
  /** Aborts all of them, writes included. Answers how many there were. */
  abortAll(): number;
}

export function createRunningTools(): RunningTools {
  const running = new Set<() => void>();
  const waiters: (() => void)[] = [];
  const release = (): void => {
    if (running.size > 0) return;
    for (const resolve of waiters.splice(0)) resolve();
  };
  return {
    begin(abort) {
      running.add(abort);
      return () => {
        running.delete(abort);
        release();
      };
    },
    idle() {
      return new Promise((resolve) => {
        waiters.push(resolve);
        release();
      });
    },
    abortAll() {
      const calls = [...running];
      for (const abort of calls) abort();
      return calls.length;
    },
  };
}
