import type { Problem } from '../errors.js';

/** One token bucket. */
export interface RateOptions {
  /** How many a minute, in the long run. */
  readonly perMinute: number;
  /** How many at once, after a quiet time. Default: `perMinute`. */
  readonly burst?: number;
}

/**
 * Messages over HTTP for each principal (without authentication: for each address). What is too much is answered
 * 429, with the time to wait.
 */
export interface RateLimitOptions extends RateOptions {
  /** Calls of each one tool by each principal, besides. Default: none. */
  readonly perTool?: RateOptions;
}

export interface RateLimiter {
  /** Takes `count` tokens of `key`. Answers 0, or the seconds to wait when there are not enough; then none is taken. */
  take(key: string, count?: number): number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_KEYS = 10_000;

function checkRate(place: string, { perMinute, burst = 1 }: RateOptions): readonly Problem[] {
  return Object.entries({ perMinute, burst }).flatMap(([name, value]): Problem[] =>
    Number.isFinite(value) && value >= 1
      ? []
      : [{ place: `${place}.${name}`, message: 'must be a number of at least 1.' }],
  );
}

/** What is wrong with the `rateLimit` option. */
export function checkRateLimit({ perTool, ...perCaller }: RateLimitOptions): readonly Problem[] {
  return [
    ...checkRate('rateLimit', perCaller),
    ...(perTool === undefined ? [] : checkRate('rateLimit.perTool', perTool)),
  ];
}

/** Memory is bounded: beyond 10000 keys, the one unused for longest starts again with a full bucket. */
export function createRateLimiter(
  { perMinute, burst = perMinute }: RateOptions,
  now: () => number = () => performance.now(),
): RateLimiter {
  const perMillisecond = perMinute / 60_000;
  const buckets = new Map<string, Bucket>();

  const refill = (key: string): Bucket => {
    const time = now();
    const bucket = buckets.get(key) ?? { tokens: burst, at: time };
    bucket.tokens = Math.min(burst, bucket.tokens + (time - bucket.at) * perMillisecond);
    bucket.at = time;
    buckets.delete(key);
    buckets.set(key, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > MAX_KEYS && oldest !== undefined) buckets.delete(oldest);
    return bucket;
  };

  return {
    take(key, count = 1) {
      const bucket = refill(key);
      if (bucket.tokens < count) {
        return Math.max(1, Math.ceil((Math.min(count, burst) - bucket.tokens) / perMillisecond / 1000));
      }
      bucket.tokens -= count;
      return 0;
    },
  };
}
