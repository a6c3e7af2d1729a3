import test from 'ava';
import { BackendFailure, type BackendFailureCode, type Delivery } from '../../src/backend/client.js';
import { backoffDelay, mayRepeatFailure, mayRepeatStatus, parseRetryAfter } from '../../src/backend/retry-policy.js';

const failure = (code: BackendFailureCode, delivery: Delivery) => new BackendFailure(code, delivery, '');

test('what was not sent is repeated by connect-only and safe, what may have arrived by safe alone', (t) => {
  for (const [code, delivery, expected] of [
    ['backend_unavailable', 'not_sent', [false, true, true]],
    ['backend_unavailable', 'unknown', [false, false, true]],
    ['backend_timeout', 'unknown', [false, false, true]],
    ['backend_truncated', 'unknown', [false, false, true]],
    ['backend_tls', 'not_sent', [false, false, false]],
    ['backend_protocol', 'unknown', [false, false, false]],
    ['response_too_large', 'unknown', [false, false, false]],
    ['cancelled', 'not_sent', [false, false, false]],
  ] as const) {
    const actual = (['never', 'connect-only', 'safe'] as const).map((retry) =>
      mayRepeatFailure(retry, failure(code, delivery), 1),
    );
    t.deepEqual(actual, [...expected], `${code} ${delivery}`);
  }
});

test('F05: a second time-out is the last', (t) => {
  t.false(mayRepeatFailure('safe', failure('backend_timeout', 'unknown'), 2));
});

test('F14 F15 F16: only safe calls are repeated after an answer, and only after these', (t) => {
  const all = Array.from({ length: 500 }, (_, index) => index + 100);
  t.deepEqual(
    all.filter((status) => mayRepeatStatus('safe', status)),
    [429, 500, 502, 503, 504],
  );
  t.deepEqual(
    all.filter((status) => mayRepeatStatus('connect-only', status) || mayRepeatStatus('never', status)),
    [],
  );
});

test('the pause is anything below a limit that doubles up to the longest', (t) => {
  const options = { attempts: 9, minDelay: 100, maxDelay: 1000 };
  const most = (repeat: number) => backoffDelay(options, repeat, () => 1);
  t.deepEqual([most(1), most(2), most(3), most(4), most(5), most(60)], [100, 200, 400, 800, 1000, 1000]);
  t.is(
    backoffDelay(options, 3, () => 0),
    0,
  );
});

test('F14: retry-after is whole seconds or an HTTP date', (t) => {
  const now = Date.UTC(2026, 0, 1);
  for (const [value, expected] of [
    ['0', 0],
    [' 120 ', 120_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Thursday, 01-Jan-26 00:00:30 GMT', 30_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['soon', undefined],
    ['2026', 2_026_000],
    ['Thu, nonsense', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const) {
    t.is(parseRetryAfter(value, now), expected, value);
  }
});
