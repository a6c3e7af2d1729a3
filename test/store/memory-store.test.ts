import test from 'ava';
import { memoryStore } from '../../src/store/memory-store.js';
import { StoreUnavailableError } from '../../src/store/store.js';

test('a full store refuses rather than forgets, and has room again when something ends', async (t) => {
  let now = 0;
  const store = memoryStore({ maxEntries: 2, now: () => now });
  t.teardown(() => store.close());
  await store.set('a', '1', { ttl: 100 });
  await store.set('b', '2');
  await t.throwsAsync(store.set('c', '3'), { instanceOf: StoreUnavailableError, message: /2 entries/ });
  t.is(await store.get('a'), '1');
  t.true(await store.set('a', 'changed', { ttl: 100 }));
  now = 100;
  t.true(await store.set('c', '3'));
  t.is(await store.get('a'), undefined);
});

test('sets count as entries, member by member', async (t) => {
  let now = 0;
  const store = memoryStore({ maxEntries: 2, now: () => now });
  t.teardown(() => store.close());
  await store.addMember('one', 'a', { ttl: 10 });
  await store.addMember('two', 'b', { ttl: 1000 });
  await t.throwsAsync(store.addMember('two', 'c', { ttl: 10 }), { instanceOf: StoreUnavailableError });
  now = 10;
  t.true(await store.addMember('two', 'c', { ttl: 10 }));
});

test('F35: a step of the wall clock neither ends nor keeps anything', async (t) => {
  const { now } = Date;
  t.teardown(() => {
    Date.now = now;
  });
  const store = memoryStore();
  t.teardown(() => store.close());
  await store.set('a', 'x', { ttl: 60_000 });
  Date.now = () => now() + 3_600_000;
  t.is(await store.get('a'), 'x');
  Date.now = () => now() - 3_600_000;
  await store.set('b', 'y', { ttl: 1 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  t.is(await store.get('b'), undefined);
});

test('a limit that is no number is refused at start', (t) => {
  for (const maxEntries of [0, -1, 1.5, Number.NaN]) {
    t.throws(() => memoryStore({ maxEntries }), { code: 'configuration_invalid' });
  }
});
