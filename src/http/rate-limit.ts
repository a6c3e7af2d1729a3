import type { Problem } from '../errors.js';

/** A token bucket for each principal (without authentication: for each address). */
export interface RateLimitOptions {
  /** Messages a minute in the long run. */
  readonly perMinute: number;
  /** Messages at once, after a quiet time. Default: `perMinute`. */
  readonly burst?: number;
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

export function checkRateLimit({ perMinute, burst }: RateLimitOptions): readonly Problem[] {
  const positive = (place: string, value: number): Problem[] =>
    Number.isFinite(value) && value >= 1 ? [] : [{ place, message: 'must be a number of at least 1.' }];
  return [
    ...positive('rateLimit.perMinute', perMinute),
    ...(burst === undefined ? [] : positive('rateLimit.burst', burst)),
  ];
}

/** Memory is bounded: beyond 10000 keys, the one unused for longest starts again with a full bucket. */
export function createRateLimiter(
  { perMinute, burst = perMinute }: RateLimitOptions,
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
