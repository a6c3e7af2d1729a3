import { addressGroup, createFailureLimiter } from '../../auth/failure-limiter.js';

/** How many wrong passwords are borne with. */
export interface AttemptLimits {
  /** Wrong passwords for one name from one address. Default 5. */
  readonly perUser?: number;
  /** Wrong passwords from one address, whatever the name. Default 30. */
  readonly perAddress?: number;
  /** Milliseconds until both are forgotten, counted from the first. Default 15 minutes. */
  readonly window?: number;
}

/** Slows guessing down. Counts by address too, so that nobody can lock somebody else out from elsewhere. */
export interface AttemptLimiter {
  /** Seconds until this name may be tried from this address again; 0 when it may now. */
  blockedFor(username: string, remoteAddress: string | undefined): number;
  recordFailure(username: string, remoteAddress: string | undefined): void;
}

export function createAttemptLimiter(limits: AttemptLimits = {}, now?: () => number): AttemptLimiter {
  const { perUser = 5, perAddress = 30, window = 15 * 60_000 } = limits;
  const clock = now === undefined ? {} : { now };
  const users = createFailureLimiter({ maxFailures: perUser, window, ...clock });
  const addresses = createFailureLimiter({ maxFailures: perAddress, window, ...clock });
  const userKey = (username: string, group: string) => JSON.stringify([group, username.slice(0, 256)]);
  return {
    blockedFor(username, remoteAddress) {
      const group = addressGroup(remoteAddress);
      return Math.max(users.blockedFor(userKey(username, group)), addresses.blockedFor(group));
    },
    recordFailure(username, remoteAddress) {
      const group = addressGroup(remoteAddress);
      users.recordFailure(userKey(username, group));
      addresses.recordFailure(group);
    },
  };
}
