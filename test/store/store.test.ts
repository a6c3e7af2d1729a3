import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { memoryStore } from '../../src/store/memory-store.js';
import { redisStore } from '../../src/store/redis-store.js';
import { type Store, StoreUnavailableError } from '../../src/store/store.js';
import { type RedisServer, startRedis } from '../helpers/redis-server.js';

let redis: RedisServer;
test.before(async () => {
  redis = await startRedis();
});
test.after.always(() => redis.stop());

let count = 0;
const makers: Readonly<Record<string, () => Store>> = {
  memory: () => memoryStore(),
  redis: () => {
    count += 1;
    return redisStore(redis.url, { database: 1, prefix: `test-${count}:` });
  },
};

/** One contract, every store. */
function contract(title: string, check: (t: ExecutionContext, store: Store) => Promise<void>): void {
  for (const [name, make] of Object.entries(makers)) {
    test(`${name}: ${title}`, async (t) => {
      const store = make();
      try {
        await check(t, store);
      } finally {
        await store.close();
      }
    });
  }
}

contract('a value is what was set last, until it is deleted', async (t, store) => {
  t.is(await store.get('a'), undefined);
  t.true(await store.set('a', 'one'));
  t.true(await store.set('a', 'two \u{1f30d}\r\n\0'));
  t.is(await store.get('a'), 'two \u{1f30d}\r\n\0');
  t.true(await store.delete('a'));
  t.false(await store.delete('a'));
  t.is(await store.get('a'), undefined);
});

contract('a value ends with its time', async (t, store) => {
  await store.set('short', 'x', { ttl: 60 });
  await store.set('long', 'y', { ttl: 60_000 });
  t.is(await store.get('short'), 'x');
  await delay(120);
  t.is(await store.get('short'), undefined);
  t.is(await store.get('long'), 'y');
});

contract('touch gives a value more time, and none to a value that is gone', async (t, store) => {
  await store.set('a', 'x', { ttl: 80 });
  t.true(await store.touch('a', 60_000));
  await delay(150);
  t.is(await store.get('a'), 'x');
  t.false(await store.touch('b', 1000));
});

contract('onlyIfAbsent writes once, and again after the first value has ended', async (t, store) => {
  t.true(await store.set('a', 'first', { ttl: 60, onlyIfAbsent: true }));
  t.false(await store.set('a', 'second', { ttl: 60, onlyIfAbsent: true }));
  t.is(await store.get('a'), 'first');
  await delay(120);
  t.true(await store.set('a', 'third', { ttl: 60, onlyIfAbsent: true }));
});

contract('of 50 callers at once, one claims and one takes', async (t, store) => {
  const claims = await Promise.all(
    Array.from({ length: 50 }, (_, index) => store.set('claim', String(index), { onlyIfAbsent: true })),
  );
  t.is(claims.filter(Boolean).length, 1);
  t.is(await store.get('claim'), String(claims.indexOf(true)));
  await store.set('take', 'value');
  const taken = await Promise.all(Array.from({ length: 50 }, () => store.take('take')));
  t.deepEqual(
    taken.filter((value) => value !== undefined),
    ['value'],
  );
  t.is(await store.take('take'), undefined);
});

contract('a set holds each member until its time, and is renewed by adding', async (t, store) => {
  t.true(await store.addMember('set', 'a', { ttl: 80 }));
  t.true(await store.addMember('set', 'b', { ttl: 60_000 }));
  t.true(await store.addMember('set', 'b', { ttl: 60_000 }));
  t.deepEqual([...(await store.members('set'))].sort(), ['a', 'b']);
  await delay(150);
  t.deepEqual(await store.members('set'), ['b']);
  await store.removeMember('set', 'b');
  await store.removeMember('set', 'nobody');
  t.deepEqual(await store.members('set'), []);
  t.deepEqual(await store.members('other'), []);
});

contract('a set with a limit takes no more new members, but renews its own', async (t, store) => {
  const added = await Promise.all(
    Array.from({ length: 20 }, (_, index) => store.addMember('set', `m${index}`, { ttl: 60_000, limit: 5 })),
  );
  t.is(added.filter(Boolean).length, 5);
  const [first = ''] = await store.members('set');
  t.true(await store.addMember('set', first, { ttl: 60_000, limit: 5 }));
  t.is((await store.members('set')).length, 5);
});

contract('messages reach who listens to the channel, until they stop', async (t, store) => {
  const heard: string[] = [];
  const stop = await store.subscribe('news', (message) => heard.push(message));
  await store.publish('other', 'not this');
  await store.publish('news', 'one');
  await delay(50);
  await stop();
  await store.publish('news', 'two');
  await delay(50);
  t.deepEqual(heard, ['one']);
});

contract('a closed store says so, and may be closed again', async (t, store) => {
  await store.close();
  await store.close();
  await t.throwsAsync(store.get('a'), { instanceOf: StoreUnavailableError, code: 'store_unavailable' });
});

type Command =
  | { readonly kind: 'set'; readonly key: string; readonly value: string; readonly absent: boolean }
  | { readonly kind: 'get' | 'take' | 'delete'; readonly key: string };

const key = fc.constantFrom('a', 'b', '__proto__');
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, value: fc.string(), absent: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('get' as const, 'take' as const, 'delete' as const), key }),
);

function run(store: Store, step: Command): Promise<unknown> {
  if (step.kind === 'set') return store.set(step.key, step.value, { onlyIfAbsent: step.absent });
  return store[step.kind](step.key);
}

test('both stores answer every sequence of commands alike', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 12 }), async (steps) => {
      const stores = Object.values(makers).map((make) => make());
      try {
        for (const step of steps) {
          const [first, second] = await Promise.all(stores.map((store) => run(store, step)));
          t.deepEqual(first, second);
        }
      } finally {
        await Promise.all(stores.map((store) => store.close()));
      }
    }),
    { numRuns: 40 },
  );
});
