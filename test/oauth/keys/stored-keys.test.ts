import test from 'ava';
import { ConfigurationError } from '../../../src/errors.js';
import { storedKeys } from '../../../src/oauth/keys/stored-keys.js';
import { createSealer } from '../../../src/oauth/login/seal.js';
import { memoryStore } from '../../../src/store/memory-store.js';
import type { Store } from '../../../src/store/store.js';
import { recordingLogger } from '../../helpers/recording-logger.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;

const secret = 'the secret of this test is long enough';

function openKeys(store: Store, clock: { now: number }, first = secret, ...others: readonly string[]) {
  const logger = recordingLogger();
  const keys = storedKeys({
    store,
    sealer: createSealer([first, ...others]),
    logger,
    rotation: 90 * DAY,
    retention: 2 * HOUR,
    now: () => clock.now,
  });
  return { keys, logger, kids: async () => (await keys.current()).map(({ kid }) => kid) };
}

test('keys are made once, however many processes start at once, and survive all of them', async (t) => {
  const store = memoryStore();
  t.teardown(() => store.close());
  const clock = { now: 0 };
  const all = await Promise.all(Array.from({ length: 4 }, () => openKeys(store, clock).kids()));
  t.deepEqual(new Set(all.map((kids) => kids.join())).size, 1);
  t.deepEqual(await openKeys(store, clock).kids(), all[0]);
});

test('T087: the private key is nowhere to be read in the store', async (t) => {
  const store = memoryStore();
  t.teardown(() => store.close());
  const [key] = await openKeys(store, { now: 0 }).keys.current();
  const kept = String(await store.get('oauth:signing-keys'));
  for (const part of [key.d, key.p, key.kid, key.n]) t.false(kept.includes(part));
  t.false(Buffer.from(kept, 'base64url').toString('latin1').includes('"kty"'));
});

test('a new key is published first, signs later, and the old one stays until nothing it signed is alive', async (t) => {
  const store = memoryStore();
  t.teardown(() => store.close());
  const clock = { now: 0 };
  const [old = ''] = await openKeys(store, clock).kids();
  clock.now = 91 * DAY;
  const [signing, published, ...none] = await openKeys(store, clock).kids();
  t.is(signing, old);
  t.deepEqual(none, []);
  t.truthy(published);
  clock.now += HOUR;
  t.deepEqual(await openKeys(store, clock).kids(), [published, old]);
  clock.now += 3 * HOUR;
  t.deepEqual(await openKeys(store, clock).kids(), [published]);
});

test('several processes succeed a key once', async (t) => {
  const store = memoryStore();
  t.teardown(() => store.close());
  const clock = { now: 0 };
  await openKeys(store, clock).kids();
  clock.now = 91 * DAY;
  await Promise.all(Array.from({ length: 4 }, () => openKeys(store, clock).kids()));
  t.is((await openKeys(store, clock).kids()).length, 2);
});

test('keys that were sealed with another secret are neither used nor replaced', async (t) => {
  const store = memoryStore();
  t.teardown(() => store.close());
  const clock = { now: 0 };
  const before = await openKeys(store, clock).kids();
  const kept = await store.get('oauth:signing-keys');
  for (const now of [0, 91 * DAY]) {
    clock.now = now;
    const { keys } = openKeys(store, clock, 'quite another secret, also long enough');
    for (const read of [() => keys.prepare?.(), () => keys.current()]) {
      const error = await t.throwsAsync(async () => read(), { instanceOf: ConfigurationError });
      t.is(error?.problems[0]?.place, 'oauthServer.secret');
      t.regex(error?.message ?? '', /memory store, under "oauth:signing-keys".*secret: \[NEW, FORMER\]/s);
    }
  }
  t.is(await store.get('oauth:signing-keys'), kept);
  clock.now = 0;
  t.deepEqual(await openKeys(store, clock).kids(), before);
});

for (const [name, junk] of [
  ['no base64', '\u0000{}'],
  ['nothing', ''],
] as const) {
  test(`junk in the place of keys is not used, said to be there, and left for somebody to look at (${name})`, async (t) => {
    const store = memoryStore();
    t.teardown(() => store.close());
    await store.set('oauth:signing-keys', junk);
    await t.throwsAsync(openKeys(store, { now: 0 }).kids(), { instanceOf: ConfigurationError });
    t.is(await store.get('oauth:signing-keys'), junk);
  });
}

test('a secret that is changed opens the keys of the former one, as long as it is listed', async (t) => {
  const store = memoryStore();
  t.teardown(() => store.close());
  const clock = { now: 0 };
  const before = await openKeys(store, clock).kids();
  const changed = ['quite another secret, also long enough', secret] as const;
  t.deepEqual(await openKeys(store, clock, ...changed).kids(), before);
  clock.now = 91 * DAY;
  t.is((await openKeys(store, clock, ...changed).kids()).length, 2);
  t.is((await openKeys(store, clock, changed[0]).kids()).length, 2);
});

test('F31: keys that are known stay in force while the store is away', async (t) => {
  const inner = memoryStore();
  t.teardown(() => inner.close());
  let away = false;
  const store: Store = { ...inner, get: async (key) => (away ? Promise.reject(new Error('away')) : inner.get(key)) };
  const { performance: real } = globalThis;
  const opened = openKeys(store, { now: 0 });
  const before = await opened.kids();
  away = true;
  const now = real.now.bind(real);
  t.teardown(() => {
    real.now = now;
  });
  real.now = () => now() + HOUR;
  t.deepEqual(await opened.kids(), before);
  t.true(opened.logger.entries.some(({ level }) => level === 'warn'));
});
