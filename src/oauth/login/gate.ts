/** Lets few in at a time. */
export interface Gate {
  /** Runs `task` when its turn comes; `undefined` when too many are waiting already. */
  run<T>(task: () => Promise<T>): Promise<T | undefined>;
}

/** Hashing takes memory and a thread of the pool that files and name look-ups share: it must not take all of them. */
export function createGate({ running, waiting }: { readonly running: number; readonly waiting: number }): Gate {
  const queue: (() => void)[] = [];
  let active = 0;

  const enter = (): Promise<void> | undefined => {
    if (active < running) {
      active += 1;
      return Promise.resolve();
    }
    if (queue.length >= waiting) return undefined;
    return new Promise((resolve) => queue.push(resolve));
  };
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) active -= 1;
    else next();
  };

  return {
    async run(task) {
      const turn = enter();
      if (turn === undefined) return undefined;
      await turn;
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
