import type { Principal } from '../auth/principal.js';

/** Ends something when the identity behind it does. */
export interface Expiry {
  /** Counts from now on with the end of this principal, if it has one. */
  follow(principal: Principal): void;
  stop(): void;
}

/** What a timer of Node can wait at most. */
const LONGEST = 2 ** 31 - 1;

/**
 * A request is checked when it comes; a stream that stays open has to be ended when its token ends. The time is
 * taken once, so that a step of the clock does not end every stream.
 */
export function createExpiry(end: () => void): Expiry {
  let timer: NodeJS.Timeout | undefined;
  const wait = (milliseconds: number): void => {
    const step = Math.min(milliseconds, LONGEST);
    timer = setTimeout(() => (milliseconds > step ? wait(milliseconds - step) : end()), Math.max(0, step));
    timer.unref();
  };
  return {
    follow({ expiresAt }) {
      clearTimeout(timer);
      if (expiresAt !== undefined) wait(expiresAt * 1000 - Date.now());
    },
    stop: () => clearTimeout(timer),
  };
}
