import test from 'ava';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { openStream, until } from '../../../../test/helpers/proxy.js';
import { registerClient } from '../helpers/public-client.js';
import { rawCall } from '../helpers/raw-call.js';
import { useTenantStack } from '../helpers/tenant-stack.js';
import { tourBridge, tourSignedIn } from './signed-in-tour.js';

// Opaque tokens in front of the documented backend: oauth.test.ts.
const jwtActual = useTenantStack(test, { dialect: 'actual', accessTokens: 'jwt' });
const jwtDocumented = useTenantStack(test, { dialect: 'documented', accessTokens: 'jwt' });
const opaqueActual = useTenantStack(test, { dialect: 'actual', accessTokens: 'opaque' });

tourSignedIn(test, jwtActual, 'jwt, actual', [/^SDK 1.x, SSE/, /^SDK 2.x, 2026-07-28/]);
tourBridge(test, jwtActual, 'jwt, actual', 'sse');
tourSignedIn(test, jwtDocumented, 'jwt, documented', [/^SDK 1.x, Streamable/]);
tourSignedIn(test, opaqueActual, 'opaque, actual', [/^SDK 2.x, SSE/]);

const HEALTH = { name: 'falkordb_health', arguments: {} };

test.serial('T059: a JWT is short-lived, and ends with its grant, together with the streams it opened', async (t) => {
  const { origin, user } = jwtActual();
  const { name: username, password } = user('alice');
  const client = await registerClient(origin);
  const [revoked, kept] = [await client.signIn({ username, password }), await client.signIn({ username, password })];
  const { iat = 0, exp = 0, tenant_id } = decodeJwt(revoked.access);
  t.deepEqual([decodeProtectedHeader(revoked.access).alg, exp - iat, tenant_id], ['RS256', 600, 'acme']);
  const at = { port: Number(new URL(origin).port) };
  const [gone, open] = await Promise.all(
    [revoked, kept].map(({ access }) =>
      openStream(at, { path: '/sse/', headers: { authorization: `Bearer ${access}`, accept: 'text/event-stream' } }),
    ),
  );
  const ended = { gone: false, open: false };
  void gone?.ended.then(() => (ended.gone = true));
  void open?.ended.then(() => (ended.open = true));
  t.is((await rawCall(`${origin}/mcp`, revoked.access, HEALTH)).status, 200);
  t.is((await client.revoke(revoked.refresh)).status, 200);
  t.is((await rawCall(`${origin}/mcp`, revoked.access, HEALTH)).status, 401);
  t.true(await until(() => ended.gone));
  t.is((await rawCall(`${origin}/mcp`, kept.access, HEALTH)).status, 200);
  t.false(ended.open);
  open?.drop();
});

test.serial('T059: what the backend was shown for a JWT is good for five minutes at most', async (t) => {
  const { origin, backend, token } = jwtActual();
  await rawCall(`${origin}/mcp`, await token('bob'), { name: 'falkordb_list_graphs', arguments: {} });
  const { iat = 0, exp = 0, sub } = decodeJwt(backend.authorizations.at(-1)?.replace('Bearer ', '') ?? '');
  t.is(sub, 'globex');
  t.true(exp - iat > 0 && exp - iat <= 300);
});
