import test from 'ava';
import fc from 'fast-check';
import { createTokenCache, type IssuedToken } from '../../src/credentials/token-cache.js';

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setImmediate(resolve, value));

test('T130: a token is handed out again until shortly before its end', async (t) => {
  let clock = 0;
  let issued = 0;
  const cache = createTokenCache({ maxEntries: 10, now: () => clock });
  const issue = async (): Promise<IssuedToken> => ({ value: `t${++issued}`, reusableUntil: 10 });
  t.is(await cache.get('k', false, issue), 't1');
  clock = 9_999;
  t.is(await cache.get('k', false, issue), 't1');
  clock = 10_000;
  t.is(await cache.get('k', false, issue), 't2');
});

test('F18: a refused token is passed over', async (t) => {
  let issued = 0;
  const cache = createTokenCache({ maxEntries: 10, now: () => 0 });
  const issue = async (): Promise<IssuedToken> => ({ value: `t${++issued}`, reusableUntil: 10 });
  await cache.get('k', false, issue);
  t.is(await cache.get('k', true, issue), 't2');
  t.is(await cache.get('k', false, issue), 't2');
});

test('T084: callers of one key share one request, also when it fails, and a failure is not kept', async (t) => {
  let asked = 0;
  const cache = createTokenCache({ maxEntries: 10, now: () => 0 });
  const fail = async (): Promise<IssuedToken> => {
    asked += 1;
    await later(undefined);
    throw new Error('down');
  };
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => cache.get('k', false, fail)));
  t.true(outcomes.every(({ status }) => status === 'rejected'));
  t.is(asked, 1);
  const issue = async (): Promise<IssuedToken> => ({ value: `up-${++asked}`, reusableUntil: 10 });
  const values = await Promise.all(Array.from({ length: 50 }, (_, at) => cache.get('k', at % 2 === 0, issue)));
  t.deepEqual([...new Set(values)], ['up-2']);
});

test('a token without a known end is used by those who waited for it, and not kept', async (t) => {
  let issued = 0;
  const cache = createTokenCache({ maxEntries: 10, now: () => 0 });
  const issue = async (): Promise<IssuedToken> => later({ value: `t${++issued}`, reusableUntil: undefined });
  t.deepEqual(await Promise.all([cache.get('k', false, issue), cache.get('k', false, issue)]), ['t1', 't1']);
  t.is(await cache.get('k', false, issue), 't2');
  t.is(cache.size, 0);
});

test('T130: the number of tokens is bounded, and the one unused for longest goes first', async (t) => {
  let issued = 0;
  const cache = createTokenCache({ maxEntries: 2, now: () => 0 });
  const issue = async (): Promise<IssuedToken> => ({ value: `t${++issued}`, reusableUntil: 10 });
  for (const key of ['a', 'b', 'a', 'c']) await cache.get(key, false, issue);
  t.is(cache.size, 2);
  t.is(await cache.get('a', false, issue), 't1');
  t.is(await cache.get('b', false, issue), 't4');
});

test('T084: whatever the order of answers, nobody gets what was issued under another key', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { maxLength: 40 }),
      async (scheduler, asks) => {
        const cache = createTokenCache({ maxEntries: 3, now: () => 0 });
        const all = asks.map(async ([user, fresh]) => {
          const key = `user-${user}`;
          const issue = () => scheduler.schedule(Promise.resolve({ value: `token of ${key}`, reusableUntil: 10 }), key);
          return (await cache.get(key, fresh, issue)) === `token of ${key}`;
        });
        await scheduler.waitAll();
        return (await Promise.all(all)).every(Boolean) && cache.size <= 3;
      },
    ),
    { numRuns: 300 },
  );
  t.pass();
});
