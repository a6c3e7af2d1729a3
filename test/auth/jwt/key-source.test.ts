import test, { type ExecutionContext } from 'ava';
import type { CryptoKey, JWTHeaderParameters } from 'jose';
import type { KeySet } from '../../../src/auth/jwt/key-set.js';
import { cachedKeys, type KeyCachePolicy, KeysUnavailable } from '../../../src/auth/jwt/key-source.js';

const policy: KeyCachePolicy = { maxAge: 600_000, maxStale: 3_600_000, cooldown: 10_000 };

/** A source over a clock and an issuer that are turned by hand. */
function bench(options: Partial<KeyCachePolicy> = {}) {
  const state = { now: 1_000_000, fetches: 0, down: false, kids: ['a'] };
  const load = async (): Promise<KeySet> => {
    state.fetches += 1;
    await new Promise((resolve) => setImmediate(resolve));
    if (state.down) throw new Error('down');
    const published = [...state.kids];
    return { find: async ({ kid }) => (published.includes(String(kid)) ? ({} as CryptoKey) : undefined) };
  };
  const source = cachedKeys(load, { ...policy, ...options }, () => state.now);
  const knows = async (kid: string): Promise<boolean | number> => {
    try {
      return (await source.find({ alg: 'ES256', kid } as JWTHeaderParameters)) !== undefined;
    } catch (error) {
      if (error instanceof KeysUnavailable) return error.retryAfter;
      throw error;
    }
  };
  return { state, knows };
}

async function allKnow(t: ExecutionContext, answers: Promise<boolean | number>[], wanted: boolean | number) {
  t.deepEqual([...new Set(await Promise.all(answers))], [wanted]);
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

test('T079: a hundred callers at once share the first fetch', async (t) => {
  const { state, knows } = bench();
  await allKnow(
    t,
    times(100, () => knows('a')),
    true,
  );
  t.is(state.fetches, 1);
});

test('T078, F33: a key that has just been rotated in costs one fetch, and nobody is refused', async (t) => {
  const { state, knows } = bench();
  t.true(await knows('a'));
  state.kids = ['b', 'a'];
  await allKnow(
    t,
    times(100, (i) => knows(i % 2 === 0 ? 'b' : 'a')),
    true,
  );
  t.is(state.fetches, 2);
});

test('T078: random kids cost one fetch per cool-down', async (t) => {
  const { state, knows } = bench();
  t.true(await knows('a'));
  for (let round = 1; round <= 3; round += 1) {
    for (let i = 0; i < 50; i += 1) t.false(await knows(`random-${round}-${i}`));
    await allKnow(
      t,
      times(50, (i) => knows(`more-${round}-${i}`)),
      false,
    );
    t.is(state.fetches, 1 + round);
    state.now += policy.cooldown;
  }
});

test('T078: a key that comes into use just after a search for another is refused until the cool-down ends', async (t) => {
  const { state, knows } = bench();
  t.true(await knows('a'));
  t.false(await knows('made-up'));
  state.kids = ['b', 'a'];
  t.false(await knows('b'));
  state.now += 9999;
  t.false(await knows('b'));
  t.is(state.fetches, 2);
  state.now += 1;
  t.true(await knows('b'));
  t.is(state.fetches, 3);
});

test('T078: a random kid on an empty cache costs the first fetch only', async (t) => {
  const { state, knows } = bench();
  t.false(await knows('x'));
  t.is(state.fetches, 1);
});

test('T078: a withdrawn key is refused once the set has reached its age', async (t) => {
  const { state, knows } = bench();
  t.true(await knows('a'));
  state.kids = ['b'];
  state.now += policy.maxAge - 1;
  t.true(await knows('a'));
  state.now += 1;
  t.false(await knows('a'));
  t.is(state.fetches, 2);
});

test('T079: without keys the answer is not known, and an issuer that fails is asked ever less', async (t) => {
  const { state, knows } = bench();
  state.down = true;
  t.is(await knows('a'), 1);
  await allKnow(
    t,
    times(1000, () => knows('a')),
    1,
  );
  t.is(state.fetches, 1);
  const fetchesAfter = async (milliseconds: number): Promise<number> => {
    state.now += milliseconds;
    await knows('a');
    return state.fetches;
  };
  t.deepEqual(
    [await fetchesAfter(999), await fetchesAfter(1), await fetchesAfter(1999), await fetchesAfter(1)],
    [1, 2, 2, 3],
  );
  for (let i = 0; i < 20; i += 1) await fetchesAfter(policy.cooldown);
  const before = state.fetches;
  t.is(await fetchesAfter(policy.cooldown), before + 1, 'never less than once per cool-down');
  state.down = false;
  state.now += policy.cooldown;
  t.true(await knows('a'));
});

test('T079: old keys work until the bounded end while the issuer is down', async (t) => {
  const { state, knows } = bench();
  t.true(await knows('a'));
  state.down = true;
  state.now += policy.maxAge;
  t.true(await knows('a'));
  t.is(state.fetches, 2);
  for (let i = 0; i < 100; i += 1) t.true(await knows('a'));
  t.is(state.fetches, 2);
  state.now += policy.maxStale - 1;
  t.true(await knows('a'));
  await new Promise((resolve) => setImmediate(resolve));
  state.now += 1;
  t.is(typeof (await knows('a')), 'number');
});

test('T079: while the issuer is down an unknown key is neither known nor refused', async (t) => {
  const { state, knows } = bench();
  t.true(await knows('a'));
  state.down = true;
  t.is(await knows('b'), 1);
  t.is(await knows('b'), 1);
  t.true(await knows('a'));
  t.is(state.fetches, 2);
});

test('T079: with old keys at hand nobody waits for an issuer that has failed before', async (t) => {
  const gates: (() => void)[] = [];
  let now = 0;
  let down = false;
  const key = {} as CryptoKey;
  const load = async (): Promise<KeySet> => {
    if (down) {
      await new Promise<void>((resolve) => gates.push(resolve));
      throw new Error('down');
    }
    return { find: async () => key };
  };
  const source = cachedKeys(load, policy, () => now);
  await source.find({ alg: 'ES256' });
  down = true;
  now += policy.maxAge;
  const first = source.find({ alg: 'ES256' });
  gates.shift()?.();
  t.is(await first, key);
  now += policy.cooldown;
  t.is(await source.find({ alg: 'ES256' }), key, 'answered though the second attempt hangs');
  t.is(gates.length, 1);
});
