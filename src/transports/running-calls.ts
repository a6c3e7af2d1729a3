/** Counts what is running, so that a shutdown can wait for it. */
export interface RunningCalls {
  /** One more; call what it returns, once or more often, when it is done. */
  begin(): () => void;
  /** Settles when nothing runs. */
  idle(): Promise<void>;
}

export function createRunningCalls(): RunningCalls {
  let running = 0;
  let waiters: (() => void)[] = [];
  const release = (): void => {
    if (running > 0) return;
    for (const resolve of waiters) resolve();
    waiters = [];
  };
  return {
    begin() {
      let done = false;
      running += 1;
      return () => {
        if (done) return;
        done = true;
        running -= 1;
        release();
      };
    },
    idle() {
      return new Promise((resolve) => {
        waiters.push(resolve);
        release();
      });
    },
  };
}
