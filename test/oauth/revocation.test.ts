import test, { type ExecutionContext } from 'ava';
import type { Principal } from '../../src/auth/principal.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { type OAuthProxy, startOAuthProxy } from '../helpers/oauth-proxy.js';

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

function principalOf(proxy: OAuthProxy, token: string): Promise<Principal> {
  return proxy.server.authenticate({
    method: 'POST',
    path: '/mcp',
    headers: { authorization: `Bearer ${token}` },
    remoteAddress: '127.0.0.1',
  });
}

test('T059: a revoked access token is refused by the next call, and so is everything of its grant', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  const { accessToken, refreshToken } = await proxy.tokens(client);
  t.is((await proxy.call(accessToken)).status, 200);
  const { status, body } = await proxy.post('/revoke', { token: accessToken, client_id: client.clientId });
  t.is(status, 200);
  t.is(body, '');
  const refused = await proxy.call(accessToken);
  t.is(refused.status, 401);
  t.regex(String(refused.headers['www-authenticate']), /error="invalid_token"/);
  t.is((await proxy.refresh(client, refreshToken)).json.error, 'invalid_grant');
});

test('T059: a revoked refresh token ends the whole grant', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  const { accessToken, refreshToken } = await proxy.tokens(client);
  const hint = { token_type_hint: 'access_token' };
  t.is((await proxy.post('/revoke', { token: refreshToken, client_id: client.clientId, ...hint })).status, 200);
  t.is((await proxy.call(accessToken)).status, 401);
  t.is((await proxy.refresh(client, refreshToken)).json.error, 'invalid_grant');
});

test('T059: revoking one connection leaves the others of the same person and client alone', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  const [first, second] = [await proxy.tokens(client), await proxy.tokens(client)];
  await proxy.post('/revoke', { token: first.refreshToken, client_id: client.clientId });
  t.is((await proxy.call(first.accessToken)).status, 401);
  t.is((await proxy.call(second.accessToken)).status, 200);
});

test("T059: unknown tokens are 200, others' tokens stay, and who cannot prove to be the client gets 401", async (t) => {
  const proxy = await startOAuthProxy(t);
  const [owner, other] = [await proxy.client(), await proxy.client()];
  const confidential = await proxy.client({ token_endpoint_auth_method: 'client_secret_basic' });
  const { accessToken, refreshToken } = await proxy.tokens(owner);
  for (const token of ['garbage', 'x'.repeat(43), '\u00e4\u00f6']) {
    t.is((await proxy.post('/revoke', { token, client_id: owner.clientId })).status, 200);
  }
  for (const token of [accessToken, refreshToken]) {
    t.is((await proxy.post('/revoke', { token, client_id: other.clientId })).status, 200);
    const refused = await proxy.post('/revoke', { token }, basic(confidential.clientId, String(confidential.secret)));
    t.is(refused.status, 400);
  }
  t.is((await proxy.call(accessToken)).status, 200);
  const unauthenticated = await proxy.post('/revoke', { token: accessToken, client_id: confidential.clientId });
  t.is(unauthenticated.status, 401);
  t.is(unauthenticated.json.error, 'invalid_client');
  t.is((await proxy.post('/revoke', { token: accessToken })).status, 400);
});

test('T059: a JWT cannot be revoked by itself, and ends with its grant', async (t) => {
  const proxy = await startOAuthProxy(t, { accessTokenFormat: 'jwt' });
  const client = await proxy.client();
  const { accessToken, refreshToken, all } = await proxy.tokens(client);
  t.is(all.expires_in, 600);
  t.is((await proxy.call(accessToken)).status, 200);
  const refused = await proxy.post('/revoke', { token: accessToken, client_id: client.clientId });
  t.is(refused.status, 400);
  t.is(refused.json.error, 'unsupported_token_type');
  t.is((await proxy.call(accessToken)).status, 200);
  t.is((await proxy.post('/revoke', { token: refreshToken, client_id: client.clientId })).status, 200);
  t.is((await proxy.call(accessToken)).status, 401);
});

async function twoProcesses(t: ExecutionContext, more: object = {}) {
  const store = memoryStore();
  const first = await startOAuthProxy(t, { store, ...more });
  return { store, first };
}

for (const accessTokenFormat of ['opaque', 'jwt'] as const) {
  test(`T060: a revocation is told to who listens, and found by who asks (${accessTokenFormat})`, async (t) => {
    const { first } = await twoProcesses(t, { accessTokenFormat, recheckInterval: 500 });
    const client = await first.client();
    const [mine, another] = [await first.tokens(client), await first.tokens(client)];
    const [principal, bystander] = [
      await principalOf(first, mine.accessToken),
      await principalOf(first, another.accessToken),
    ];
    const { revocations } = first.server;
    t.is(revocations?.recheckInterval, 500);
    t.true(await revocations?.isAlive(principal));
    const told: boolean[][] = [];
    const stop = revocations?.subscribe((affects) => told.push([affects(principal), affects(bystander)]));
    await first.post('/revoke', { token: mine.refreshToken, client_id: client.clientId });
    t.deepEqual(told, [[true, false]]);
    stop?.();
    t.false(await revocations?.isAlive(principal));
    t.true(await revocations?.isAlive(bystander));
  });
}

test('T060: another process on the same store hears of it, and refuses within the interval even when it does not', async (t) => {
  const store = memoryStore();
  const deaf = { ...store, subscribe: async () => async () => undefined };
  const secret = 'shared by both processes of this test';
  const options = { accessTokenFormat: 'jwt', recheckInterval: 600, secret } as const;
  const first = await startOAuthProxy(t, { ...options, store });
  const client = await first.client();
  const { accessToken, refreshToken } = await first.tokens(client);
  const { oauthServer } = await import('../../src/oauth/index.js');
  const { testUsers } = await import('../helpers/test-users.js');
  const { signingKey } = await import('../helpers/oauth-proxy.js');
  const second = oauthServer({
    ...options,
    issuer: first.issuer,
    login: testUsers,
    store: deaf,
    keys: [signingKey],
    logger: first.logger,
  });
  second.routes?.({ origin: first.origin, path: '', resources: ['/mcp'], baseOf: () => first.origin });
  const request = {
    method: 'POST',
    path: '/mcp',
    headers: { authorization: `Bearer ${accessToken}` },
    remoteAddress: undefined,
  };
  t.is((await second.authenticate(request)).subject, 'alice');
  await first.post('/revoke', { token: refreshToken, client_id: client.clientId });
  await new Promise((resolve) => setTimeout(resolve, 1700));
  await t.throwsAsync(second.authenticate(request), { message: /revoked/ });
  await second.close?.();
});
