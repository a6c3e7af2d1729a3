import test from 'ava';
import { redisStore } from '../../src/store/redis-store.js';
import { startOAuthProxy } from '../helpers/oauth-proxy.js';
import { faultyLine, type RedisServer, startRedis } from '../helpers/redis-server.js';
import { openTestBrowser } from '../helpers/test-browser.js';

let redis: RedisServer;
test.before(async () => {
  redis = await startRedis();
});
test.after.always(() => redis.stop());

const secret = 'the secret of this test is long enough';

async function until(check: () => Promise<boolean>): Promise<number> {
  const start = performance.now();
  while (!(await check())) {
    if (performance.now() - start > 10_000) return Number.POSITIVE_INFINITY;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return performance.now() - start;
}

for (const accessTokenFormat of ['opaque', 'jwt'] as const) {
  test(`F31: while Redis is down every endpoint says so, nothing is let through, and it comes back by itself (${accessTokenFormat})`, async (t) => {
    const line = await faultyLine(redis.port);
    t.teardown(() => line.close());
    const store = redisStore(line.url, { prefix: `${accessTokenFormat}:`, timeout: 1000 });
    const proxy = await startOAuthProxy(t, { store, secret, accessTokenFormat });
    await until(async () => (await proxy.register()).status === 201);
    const client = await proxy.client();
    const { accessToken, refreshToken } = await proxy.tokens(client);
    const code = (await proxy.authorize(client)).searchParams.get('code') ?? '';
    t.is((await proxy.call(accessToken)).status, 200);
    const browser = openTestBrowser();
    const page = await browser.follow(await browser.open(proxy.authorizeUrl(client)), client.redirectUri);
    line.cut();

    const url = new URL(proxy.authorizeUrl(client));
    for (const { status, json, headers } of [
      await proxy.redeem(client, code),
      await proxy.refresh(client, refreshToken),
      await proxy.register(),
      await proxy.post('/revoke', { token: refreshToken, client_id: client.clientId }),
    ]) {
      t.is(status, 503);
      t.is(json.error, 'temporarily_unavailable');
      t.true(Number(headers['retry-after']) > 0);
      t.is(headers['cache-control'], 'no-store');
    }
    const authorize = await proxy.request(`${url.pathname}${url.search}`);
    t.is(authorize.status, 503);
    t.is(authorize.headers.location, undefined);
    t.true(Number(authorize.headers['retry-after']) > 0);
    const signIn = await browser.submit(page, 'sign-in', {
      username: 'alice',
      password: 'correct horse battery staple',
    });
    t.is(signIn.status, 503);
    const call = await proxy.call(accessToken);
    t.is(call.status, accessTokenFormat === 'jwt' ? 200 : 503);
    t.is((await proxy.call('x'.repeat(43))).status, accessTokenFormat === 'jwt' ? 401 : 503);

    line.mend();
    t.true((await until(async () => (await proxy.redeem(client, code)).status === 200)) < 5000);
    t.is((await proxy.redeem(client, code)).json.error, 'invalid_grant');
    t.is((await proxy.refresh(client, refreshToken)).status, 200);
    t.is((await proxy.call(accessToken)).status, 200);
  });
}

test('F31: a server that is down at start answers 503 and works once it is there', async (t) => {
  const line = await faultyLine(redis.port);
  t.teardown(() => line.close());
  line.cut();
  const store = redisStore(line.url, { prefix: 'start:' });
  const proxy = await startOAuthProxy(t, { store, secret, keys: [] });
  const { status, headers } = await proxy.request('/jwks');
  t.is(status, 503);
  t.true(Number(headers['retry-after']) > 0);
  line.mend();
  t.true((await until(async () => (await proxy.request('/jwks')).status === 200)) < 5000);
});

test('F31: a failover in the middle of a redemption leaves the code used once at the most', async (t) => {
  const line = await faultyLine(redis.port);
  t.teardown(() => line.close());
  const store = redisStore(line.url, { prefix: 'failover:', timeout: 1000 });
  const proxy = await startOAuthProxy(t, { store, secret, throttle: { maxFailures: 1000 } });
  await until(async () => (await proxy.register()).status === 201);
  const client = await proxy.client();
  const code = (await proxy.authorize(client)).searchParams.get('code') ?? '';
  line.refuse('SET', "READONLY You can't write against a read only replica.");
  t.is((await proxy.redeem(client, code)).status, 503);
  line.refuse(undefined);
  const answers = await Promise.all(Array.from({ length: 10 }, () => proxy.redeem(client, code)));
  t.true(answers.filter(({ status }) => status === 200).length <= 1);
});
