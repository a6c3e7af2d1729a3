import test from 'ava';
import { checkRateLimit, createRateLimiter } from '../../src/http/rate-limit.js';

test('T121: a bucket allows its burst, then its rate', (t) => {
  let now = 0;
  const limiter = createRateLimiter({ perMinute: 60, burst: 2 }, () => now);
  t.deepEqual([limiter.take('a'), limiter.take('a'), limiter.take('a')], [0, 0, 1]);
  t.is(limiter.take('b'), 0, 'each key has its own');
  now = 999;
  t.is(limiter.take('a'), 1);
  now = 2000;
  t.is(limiter.take('a'), 0);
  now = 600_000;
  t.is(limiter.take('a', 2), 0);
  t.is(limiter.take('a', 2), 2, 'a quiet time never gives more than the burst');
});

test('what cannot be taken whole is not taken at all', (t) => {
  const limiter = createRateLimiter({ perMinute: 6, burst: 3 }, () => 0);
  t.is(limiter.take('a', 2), 0);
  t.is(limiter.take('a', 2), 10);
  t.is(limiter.take('a', 1), 0);
});

test('the burst is the rate unless it is given; both must be at least 1', (t) => {
  const limiter = createRateLimiter({ perMinute: 2 }, () => 0);
  t.deepEqual([limiter.take('a'), limiter.take('a'), limiter.take('a')], [0, 0, 30]);
  t.deepEqual(
    checkRateLimit({ perMinute: 0, burst: Number.NaN, perTool: { perMinute: -1 } }).map(({ place }) => place),
    ['rateLimit.perMinute', 'rateLimit.burst', 'rateLimit.perTool.perMinute'],
  );
});
