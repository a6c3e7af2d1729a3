/** Lets a bounded number of calls through at once, the rest in order of arrival, and turns away what is too much. */
export interface Gate {
  /**
   * Waits for a place. `undefined` at once when the queue is full or `key` holds its share already, and when
   * the signal is aborted while waiting; otherwise a function that gives the place back.
   */
  enter(key: string, signal: AbortSignal): Promise<(() => void) | undefined>;
  /** Calls inside. */
  readonly running: number;
  /** Calls waiting. */
  readonly waiting: number;
}

export interface GateOptions {
  /** Calls inside at once. */
  readonly limit: number;
  /** Calls waiting at once. */
  readonly queue: number;
  /** Calls of one key, inside and waiting, at once. */
  readonly perKey: number;
}

export function createGate({ limit, queue, perKey }: GateOptions): Gate {
  const waiters = new Set<() => void>();
  const held = new Map<string, number>();
  let running = 0;

  const count = (key: string, change: 1 | -1) => {
    const value = (held.get(key) ?? 0) + change;
    if (value === 0) held.delete(key);
    else held.set(key, value);
  };
  const leave = (key: string) => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      count(key, -1);
      running -= 1;
      const [next] = waiters;
      next?.();
    };
  };
  const waitForPlace = (key: string, signal: AbortSignal) =>
    new Promise<(() => void) | undefined>((resolve) => {
      const giveUp = () => {
        waiters.delete(admit);
        count(key, -1);
        resolve(undefined);
      };
      const admit = () => {
        waiters.delete(admit);
        signal.removeEventListener('abort', giveUp);
        running += 1;
        resolve(leave(key));
      };
      waiters.add(admit);
      signal.addEventListener('abort', giveUp, { once: true });
    });

  return {
    async enter(key, signal) {
      const full = running >= limit;
      if (signal.aborted || (held.get(key) ?? 0) >= perKey || (full && waiters.size >= queue)) return undefined;
      count(key, 1);
      if (full) return waitForPlace(key, signal);
      running += 1;
      return leave(key);
    },
    get running() {
      return running;
    },
    get waiting() {
      return waiters.size;
    },
  };
}
