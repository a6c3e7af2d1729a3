/** Counts failed attempts of each address in a fixed window, in bounded memory. */
export interface FailureLimiter {
  /** Seconds until `address` may try again; 0 when it may now. */
  blockedFor(address: string): number;
  recordFailure(address: string): void;
}

interface Tally {
  failures: number;
  readonly until: number;
}

/** IPv4 as it is, IPv4-mapped IPv6 as IPv4, other IPv6 by its /64, which is what one subscriber gets. */
export function addressGroup(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return `${[...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4).join(':')}::/64`;
}

/** @param options times in milliseconds. Beyond `maxAddresses`, the oldest tally is forgotten. */
export function createFailureLimiter(options: {
  readonly maxFailures: number;
  readonly window: number;
  readonly maxAddresses?: number;
  readonly now?: () => number;
}): FailureLimiter {
  const { maxFailures, window, maxAddresses = 10_000, now = () => performance.now() } = options;
  const tallies = new Map<string, Tally>();

  const current = (address: string): Tally | undefined => {
    const tally = tallies.get(address);
    if (tally === undefined || tally.until > now()) return tally;
    tallies.delete(address);
    return undefined;
  };

  const makeRoom = (): void => {
    const [oldest] = tallies.keys();
    if (tallies.size >= maxAddresses && oldest !== undefined) tallies.delete(oldest);
  };

  return {
    blockedFor(address) {
      const tally = current(address);
      if (tally === undefined || tally.failures < maxFailures) return 0;
      return Math.max(1, Math.ceil((tally.until - now()) / 1000));
    },
    recordFailure(address) {
      const tally = current(address);
      if (tally !== undefined) {
        tally.failures += 1;
        return;
      }
      makeRoom();
      tallies.set(address, { failures: 1, until: now() + window });
    },
  };
}
