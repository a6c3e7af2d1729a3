import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SealedRecords } from './sealed-records.js';

/** Lets one caller do a thing at a time, whichever process it is in. */
export interface RefreshLock {
  /** Runs `task` once it is alone; `undefined` when that took longer than `patience`. */
  alone<T>(key: string, task: () => Promise<T>): Promise<T | undefined>;
}

/**
 * @param options `hold` is how many milliseconds a lock outlives a process that died with it: longer than any task;
 * `patience` how many to wait for one.
 */
export function createRefreshLock(
  records: SealedRecords,
  { hold, patience }: { readonly hold: number; readonly patience: number },
): RefreshLock {
  const enter = async (key: string, owner: string): Promise<boolean> => {
    const until = performance.now() + patience;
    while (!(await records.claim(key, owner, hold))) {
      if (performance.now() >= until) return false;
      await sleep(50 + Math.random() * 50);
    }
    return true;
  };
  const leave = async (key: string, owner: string): Promise<void> => {
    if ((await records.get(key)) === owner) await records.delete(key);
  };
  return {
    async alone(key, task) {
      const owner = randomUUID();
      if (!(await enter(key, owner))) return undefined;
      try {
        return await task();
      } finally {
        await leave(key, owner);
      }
    },
  };
}
