import test, { type ExecutionContext } from 'ava';
import { registerClient, tokensOf } from '../helpers/public-client.js';
import { ALICE, SECRET, startSharedProxies } from '../helpers/shared-proxies.js';
import { publishedKeys, rowsAt } from './process-checks.js';

async function checkRestart(t: ExecutionContext, accessTokens: 'opaque' | 'jwt') {
  const proxies = await startSharedProxies(t, { OAUTH_ACCESS_TOKENS: accessTokens });
  const before = await proxies.start();
  const client = await registerClient(proxies.origin);
  const { access, refresh: kept } = await client.signIn(ALICE);
  const keys = await publishedKeys(before.origin);
  t.is(await rowsAt(proxies.origin, access, 'RETURN 1 AS one'), '[{"one":1}]');
  await proxies.stop(before);
  const after = await proxies.start();
  t.deepEqual(await publishedKeys(after.origin), keys);
  t.is(await rowsAt(proxies.origin, access, 'RETURN 1 AS one'), '[{"one":1}]');
  const fresh = tokensOf(await client.refresh(kept));
  t.is(await rowsAt(proxies.origin, fresh.access, 'RETURN 1 AS one'), '[{"one":1}]');
  const again = await client.signIn(ALICE);
  t.is(await rowsAt(proxies.origin, again.access, 'RETURN 1 AS one'), '[{"one":1}]');
  return { proxies, after, token: again.access };
}

test.serial('REDIS_URL: clients, sign-ins and keys outlive a restart (opaque)', async (t) => {
  await checkRestart(t, 'opaque');
});

test.serial('REDIS_URL: they outlive one with JWTs, and one with a new OAUTH_SECRET in front of the old', async (t) => {
  const { proxies, after, token } = await checkRestart(t, 'jwt');
  await proxies.stop(after);
  const other = 'another-secret-of-these-tests-of-32-characters';
  await t.throwsAsync(proxies.start({ OAUTH_SECRET: other }), { message: /signing keys .* cannot be opened with it/ });
  await proxies.start({ OAUTH_SECRET: `${other},${SECRET}` });
  t.is(await rowsAt(proxies.origin, token, 'RETURN 1 AS one'), '[{"one":1}]');
});
