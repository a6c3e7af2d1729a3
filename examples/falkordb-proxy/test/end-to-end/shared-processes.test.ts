import test, { type ExecutionContext } from 'ava';
import { createClient } from 'redis';
import { send } from '../../../../test/helpers/proxy.js';
import { BACKEND_JWKS_PATH } from '../../src/proxy.js';
import { eventually } from '../helpers/processes.js';
import { registerClient, tokensOf } from '../helpers/public-client.js';
import { ALICE, type SharedProxies, startSharedProxies } from '../helpers/shared-proxies.js';
import { publishedKeys, rowsAt } from './process-checks.js';

/** What the backend gets that asks under this name. */
async function keysForBackend(origin: string, host: string) {
  const at = { port: Number(new URL(origin).port) };
  const { status, json } = await send(at, { path: BACKEND_JWKS_PATH, headers: { host } });
  return { status, json };
}

/** What lies in the database of sign-ins: every key and every value, as text. */
async function everythingKept({ redisUrl }: SharedProxies): Promise<string> {
  const redis = await createClient({ url: redisUrl }).connect();
  try {
    const keys = await redis.keys('*');
    const values = await Promise.all(
      keys.map(async (key) => ((await redis.type(key)) === 'string' ? redis.get(key) : redis.dump(key))),
    );
    return [...keys, ...values.map(String)].join('\n');
  } finally {
    redis.destroy();
  }
}

async function checkSharing(t: ExecutionContext, accessTokens: 'opaque' | 'jwt'): Promise<void> {
  const proxies = await startSharedProxies(t, { OAUTH_ACCESS_TOKENS: accessTokens });
  const [one, two] = [await proxies.start(), await proxies.start()];
  const client = await registerClient(proxies.origin);
  const { access, refresh: first } = await client.signIn(ALICE);
  t.is(await rowsAt(one.origin, access, "CREATE (n:Page {of: 'alice'}) RETURN n.of AS of"), '[{"of":"alice"}]');
  t.is(await rowsAt(two.origin, access, 'MATCH (n:Page) RETURN n.of AS of'), '[{"of":"alice"}]');
  t.deepEqual(await proxies.falkordb.graphs(), ['acme_diary']);
  t.deepEqual(await publishedKeys(one.origin), await publishedKeys(two.origin));
  t.deepEqual(await keysForBackend(one.origin, 'proxy:3001'), await keysForBackend(two.origin, 'proxy:3001'));
  t.is((await keysForBackend(one.origin, 'elsewhere:3001')).status, 403);
  const kept = await everythingKept(proxies);
  t.regex(kept, /^falkordb-proxy:.*AccessToken|^falkordb-proxy:.*Client/m);
  for (const secret of [access, first, ALICE.password]) t.false(kept.includes(secret));

  const fresh = tokensOf(await client.refresh(first, one.origin));
  t.is(await rowsAt(two.origin, fresh.access, 'RETURN 1 AS one'), '[{"one":1}]');
  t.is((await client.revoke(fresh.refresh, two.origin)).status, 200);
  t.is(await rowsAt(two.origin, fresh.access, 'RETURN 1 AS one'), '401');
  // The other process hears of it a moment later.
  t.true(await eventually(async () => (await rowsAt(one.origin, fresh.access, 'RETURN 1 AS one')) === '401'));
  t.is((await client.refresh(fresh.refresh, one.origin)).json.error, 'invalid_grant');
}

for (const accessTokens of ['opaque', 'jwt'] as const) {
  test.serial(`REDIS_URL: two processes share clients, sign-ins, keys and revocations (${accessTokens})`, (t) =>
    checkSharing(t, accessTokens),
  );
}
