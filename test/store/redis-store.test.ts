import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';
import { createClient } from 'redis';
import { ConfigurationError } from '../../src/errors.js';
import { redisClients } from '../../src/store/redis-client.js';
import { redisStore } from '../../src/store/redis-store.js';
import { StoreUnavailableError } from '../../src/store/store.js';
import { faultyLine, type RedisServer, startRedis } from '../helpers/redis-server.js';

let redis: RedisServer;
test.before(async () => {
  redis = await startRedis();
});
test.after.always(() => redis.stop());

const unavailable = { instanceOf: StoreUnavailableError, code: 'store_unavailable' } as const;

async function timed<T>(work: () => Promise<T>): Promise<number> {
  const start = performance.now();
  await work().catch(() => undefined);
  return performance.now() - start;
}

async function recovered(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (;;) {
    try {
      await work();
      return performance.now() - start;
    } catch (error) {
      if (performance.now() - start > 10_000) throw error;
      await delay(25);
    }
  }
}

test('F31: a server that is away at start makes every operation fail at once, and is found within 5 s', async (t) => {
  const line = await faultyLine(redis.port);
  line.cut();
  const store = redisStore(line.url, { prefix: 'away:' });
  t.teardown(() => store.close());
  t.teardown(() => line.close());
  await t.throwsAsync(store.set('a', 'x'), unavailable);
  t.true((await timed(() => store.get('a'))) < 500);
  line.mend();
  t.true((await recovered(() => store.set('a', 'x'))) < 5000);
  t.is(await store.get('a'), 'x');
});

test('F31: a connection that breaks fails what is under way, queues nothing, and comes back', async (t) => {
  const line = await faultyLine(redis.port);
  const store = redisStore(line.url, { prefix: 'cut:' });
  t.teardown(() => store.close());
  t.teardown(() => line.close());
  const heard: string[] = [];
  await store.subscribe('news', (message) => heard.push(message));
  await store.set('a', 'x');
  line.slow(300);
  const underWay = t.throwsAsync(store.take('a'), unavailable);
  await delay(50);
  line.cut();
  await underWay;
  const failures = await Promise.all(Array.from({ length: 100 }, () => timed(() => store.set('b', 'queued'))));
  t.true(Math.max(...failures) < 1000);
  line.slow(0);
  line.mend();
  t.true((await recovered(() => store.get('a'))) < 5000);
  t.is(await store.get('b'), undefined);
  await recovered(async () => {
    await store.publish('news', 'again');
    await delay(20);
    if (heard.length === 0) throw new Error('not yet');
  });
  t.is(heard[0], 'again');
});

test('F31: a server that takes 5 s to answer counts as away', async (t) => {
  const line = await faultyLine(redis.port);
  const store = redisStore(line.url, { prefix: 'slow:', timeout: 1000 });
  t.teardown(() => store.close());
  t.teardown(() => line.close());
  await store.set('a', 'x');
  line.slow(5000);
  const took = await timed(() => store.get('a'));
  t.true(took >= 900 && took < 4000, `${took}`);
  await t.throwsAsync(store.get('a'), unavailable);
});

test('F31: a server that has become a replica is left for a new connection', async (t) => {
  const line = await faultyLine(redis.port);
  const store = redisStore(line.url, { prefix: 'failover:' });
  t.teardown(() => store.close());
  t.teardown(() => line.close());
  await store.set('a', 'x');
  line.refuse('SET', "READONLY You can't write against a read only replica.");
  const error = await t.throwsAsync(store.set('a', 'y'), unavailable);
  t.notRegex(String(error?.message), /127\.0\.0\.1|READONLY/);
  line.refuse(undefined);
  t.true((await recovered(() => store.set('a', 'z', { onlyIfAbsent: true }))) < 5000);
  t.is(await store.get('a'), 'x');
});

test('F32: a value of another type counts as absent', async (t) => {
  const client = await createClient({ url: redis.url }).connect();
  t.teardown(() => client.destroy());
  await client.hSet('junk:a', 'field', 'value');
  await client.set('junk:set', 'text');
  const store = redisStore(redis.url, { prefix: 'junk:' });
  t.teardown(() => store.close());
  t.is(await store.get('a'), undefined);
  t.is(await store.take('a'), undefined);
  t.deepEqual(await store.members('set'), []);
  t.true(await store.set('a', 'good'));
  t.is(await store.get('a'), 'good');
});

test('the database and the prefix keep programs apart', async (t) => {
  const [first, second] = [0, 3].map((database) => redisStore(redis.url, { database, prefix: 'db:' }));
  const byUrl = redisStore(`${redis.url}/3`, { prefix: 'db:' });
  for (const store of [first, second, byUrl]) t.teardown(() => store?.close());
  await recovered(async () => first?.set('a', 'zero'));
  await recovered(async () => second?.set('a', 'three'));
  await recovered(() => byUrl.get('a'));
  t.is(await first?.get('a'), 'zero');
  t.is(await byUrl.get('a'), 'three');
});

test('a client of your own is used as it is and left open', async (t) => {
  const client = await createClient({ url: redis.url }).connect();
  t.teardown(() => client.destroy());
  const store = redisStore(client, { prefix: 'own:' });
  const heard: string[] = [];
  await store.subscribe('news', (message) => heard.push(message));
  await store.set('a', 'x');
  await store.publish('news', 'hello');
  await delay(50);
  t.deepEqual(heard, ['hello']);
  await store.close();
  t.is(await client.get('own:a'), 'x');
});

test('what is neither a URL nor a client is a configuration error', (t) => {
  for (const target of [undefined, 5, {}, 'localhost:6379']) {
    const error = t.throws(() => Reflect.apply(redisStore, undefined, [target]), { instanceOf: ConfigurationError });
    t.deepEqual(
      error?.problems.map(({ place }) => place),
      ['redisStore.url'],
    );
  }
});

test('mistakes in the options are told at once, all of them', (t) => {
  const error = t.throws(() => redisStore('http://127.0.0.1', { database: -1, timeout: 0 }), {
    code: 'configuration_invalid',
  });
  t.regex(String(error?.message), /redisStore\.url[\s\S]*redisStore\.database[\s\S]*redisStore\.timeout/);
});

test('without the package redis, the error names the command that installs it', (t) => {
  const missing = () => {
    throw Object.assign(new Error("Cannot find module 'redis'"), { code: 'MODULE_NOT_FOUND' });
  };
  const error = t.throws(() => redisClients({ url: redis.url, database: undefined }, missing), {
    code: 'missing_peer',
  });
  t.regex(String(error?.message), /npm install redis/);
});
