import { generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { base64url, exportSPKI, importJWK, SignJWT } from 'jose';
import { tenantRules } from '../../src/auth/tenant.js';
import type { Account, Login } from '../../src/oauth/login/login.js';
import { recordName } from '../../src/oauth/storage/record-names.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { CALLBACK, type OAuthProxy, signingKey, startOAuthProxy } from '../helpers/oauth-proxy.js';

function ask(proxy: OAuthProxy, token: string) {
  return proxy.server.authenticate({
    method: 'POST',
    path: '/mcp',
    headers: { authorization: `Bearer ${token}` },
    remoteAddress: '127.0.0.1',
    endpoint: { path: '/mcp', base: proxy.issuer },
  });
}

for (const accessTokenFormat of ['opaque', 'jwt'] as const) {
  test(`an access token tells who calls, for whom, with which scopes and tenant, and until when (${accessTokenFormat})`, async (t) => {
    const proxy = await startOAuthProxy(t, {
      accessTokenFormat,
      scopes: ['notes:read', 'notes:write'],
      impliedScopes: { 'notes:write': ['notes:read'] },
    });
    const client = await proxy.client();
    const { accessToken } = await proxy.tokens(client, { scope: 'notes:write' });
    const principal = await ask(proxy, accessToken);
    t.like(principal, {
      subject: 'alice',
      issuer: proxy.issuer,
      clientId: client.clientId,
      tenant: 'wonderland',
      scopes: ['notes:write', 'notes:read'],
    });
    t.is(principal.token?.reveal(), accessToken);
    t.is(principal.claims.tenant_id, 'wonderland');
    t.is(principal.claims.sub, 'alice');
    const lifetime = (principal.expiresAt ?? 0) - Date.now() / 1000;
    t.true(lifetime > 500 && lifetime <= (accessTokenFormat === 'jwt' ? 600 : 3600));
    t.false(JSON.stringify(principal).includes(accessToken));
  });

  test(`T062: tokens that are made up, changed or expired are 401 with a challenge that leads on (${accessTokenFormat})`, async (t) => {
    const proxy = await startOAuthProxy(t, { accessTokenFormat, ttl: { accessToken: 1 } });
    const { accessToken } = await proxy.tokens(await proxy.client());
    const middle = Math.floor(accessToken.length / 2);
    const changed = `${accessToken.slice(0, middle)}${accessToken[middle] === 'A' ? 'B' : 'A'}${accessToken.slice(middle + 1)}`;
    for (const token of [
      'x',
      'x'.repeat(43),
      changed,
      `${accessToken}x`,
      'eyJhbGciOiJub25lIn0.e30.',
      'y'.repeat(10_000),
    ]) {
      const { status, headers } = await proxy.call(token);
      t.is(status, 401, token.slice(0, 20));
      t.regex(String(headers['www-authenticate']), /error="invalid_token".*resource_metadata="[^"]+\/mcp"/);
    }
    await new Promise((resolve) => setTimeout(resolve, 7200));
    t.is((await proxy.call(accessToken)).status, 401);
  });

  test(`T077: a tenant that is missing or not valid is 403, and one that is not needed may be missing (${accessTokenFormat})`, async (t) => {
    const accounts: Readonly<Record<string, Account>> = {
      alice: { subject: 'alice', claims: { role: 'admin', sub: 'mallory', aud: 'elsewhere', tenant_id: 'stolen' } },
      bob: { subject: 'bob', tenant: 'a b/../c', claims: {} },
    };
    const login: Login = () => ({
      kind: 'form',
      authenticate: async ({ username }) => {
        const account = accounts[username];
        return account === undefined ? { status: 'denied' } : { status: 'authenticated', account };
      },
      find: async (subject) => accounts[subject],
    });
    const clients = [{ clientId: 'tool', redirectUris: [CALLBACK] }];
    const strict = await startOAuthProxy(t, { accessTokenFormat, login, clients, tenant: { rules: tenantRules() } });
    const loose = await startOAuthProxy(t, { accessTokenFormat, login, clients });
    const token = async (proxy: OAuthProxy, subject: string) =>
      (await proxy.server.issueToken({ subject, clientId: 'tool' })).accessToken;
    t.is((await strict.call(await token(strict, 'alice'))).status, 403);
    t.is((await strict.call(await token(strict, 'bob'))).status, 403);
    t.is((await loose.call(await token(loose, 'bob'))).status, 403);
    const principal = await ask(loose, await token(loose, 'alice'));
    t.is(principal.tenant, undefined);
    t.is(principal.subject, 'alice');
    t.is(principal.claims.role, 'admin');
  });

  test(`the grant of a token from issueToken is kept no longer than the token (${accessTokenFormat})`, async (t) => {
    const store = memoryStore();
    const lifetimes: (number | undefined)[] = [];
    const watched: Store = {
      ...store,
      set: (key, value, options) => {
        if (key.startsWith('oidc:Grant:')) lifetimes.push(options?.ttl);
        return store.set(key, value, options);
      },
    };
    const clients = [{ clientId: 'tool', redirectUris: [CALLBACK] }];
    const proxy = await startOAuthProxy(t, { accessTokenFormat, clients, store: watched, ttl: { accessToken: 120 } });
    const { accessToken, expiresIn } = await proxy.server.issueToken({ subject: 'alice', clientId: 'tool' });
    t.is(expiresIn, 120);
    // With the ten seconds by which clocks may differ.
    t.is(lifetimes.length, 1);
    t.true(
      lifetimes.every((ttl) => ttl !== undefined && ttl > 125_000 && ttl <= 130_000),
      String(lifetimes),
    );
    t.is((await proxy.call(accessToken)).status, 200);
    const principal = await ask(proxy, accessToken);
    t.true(await proxy.server.revocations?.isAlive(principal));
  });

  test(`issueToken makes a token without a browser, within what account and server allow (${accessTokenFormat})`, async (t) => {
    const clients = [{ clientId: 'tool', redirectUris: [CALLBACK] }];
    const proxy = await startOAuthProxy(t, { accessTokenFormat, clients, scopes: ['notes:read', 'notes:write'] });
    const issued = await proxy.server.issueToken({ subject: 'reader', clientId: 'tool' });
    t.deepEqual(issued.scopes, ['notes:read']);
    t.is((await proxy.call(issued.accessToken)).status, 200);
    t.like(await ask(proxy, issued.accessToken), { subject: 'reader', tenant: 'library', scopes: ['notes:read'] });
    for (const request of [
      { subject: 'nobody', clientId: 'tool' },
      { subject: 'alice', clientId: 'nobody' },
      { subject: 'alice', clientId: 'tool', scopes: ['admin'] },
      { subject: 'alice', clientId: 'tool', resource: 'https://other.example/mcp' },
    ]) {
      await t.throwsAsync(proxy.server.issueToken(request), { code: 'configuration_invalid' });
    }
  });
}

test('T069, T072, T075, T076: a JWT counts only with our key, algorithm, type, issuer and audience', async (t) => {
  const proxy = await startOAuthProxy(t, { accessTokenFormat: 'jwt' });
  const { accessToken } = await proxy.tokens(await proxy.client());
  const [head = '', body = ''] = accessToken.split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString());
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  const key = await importJWK({ ...signingKey, alg: 'RS256' } as never, 'RS256');
  const sign = (payload: object, changes: object = {}, by: Parameters<SignJWT['sign']>[0] = key) =>
    new SignJWT({ ...payload }).setProtectedHeader({ ...header, ...changes }).sign(by);
  t.is((await proxy.call(await sign(claims))).status, 200);
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spki = await exportSPKI(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);
  const without = (name: string) => Object.fromEntries(Object.entries(claims).filter(([other]) => other !== name));
  for (const [name, token] of Object.entries({
    'foreign key': await sign(claims, {}, foreign.privateKey),
    'unknown kid': await sign(claims, { kid: 'other' }),
    'HS256 with the public key': await sign(claims, { alg: 'HS256' }, new TextEncoder().encode(spki)),
    none: `${base64url.encode(JSON.stringify({ ...header, alg: 'none' }))}.${body}.`,
    'ID token': await sign(claims, { typ: 'JWT' }),
    'unknown crit': `${base64url.encode(JSON.stringify({ ...header, crit: ['x'], x: 1 }))}.${body}.${accessToken.split('.')[2]}`,
    'other audience': await sign({ ...claims, aud: `${claims.aud}.evil` }),
    'other issuer': await sign({ ...claims, iss: `${claims.iss}/` }),
    'no expiry': await sign(without('exp')),
    'no grant': await sign(without('grant')),
    'no client': await sign(without('client_id')),
    'no subject': await sign(without('sub')),
    'no audience': await sign(without('aud')),
    'grant of nobody': await sign({ ...claims, iat: claims.iat - 3600, grant: 'x'.repeat(43) }),
  })) {
    t.is((await proxy.call(token)).status, 401, name);
  }
});

test('T049: a token for another server is refused even when it is in our store', async (t) => {
  const store = (await import('../../src/store/memory-store.js')).memoryStore();
  const secret = 'the secret of this test is long enough';
  const one = await startOAuthProxy(t, { store, secret });
  const other = await startOAuthProxy(t, { store, secret });
  const { accessToken } = await one.tokens(await one.client());
  t.truthy(await store.get(recordName('AccessToken', accessToken)));
  t.is((await one.call(accessToken)).status, 200);
  t.is((await other.call(accessToken)).status, 401);
});

test('a strategy that is not part of a proxy has no tokens to accept', async (t) => {
  const { oauthServer } = await import('../../src/oauth/index.js');
  const { testUsers } = await import('../helpers/test-users.js');
  const server = oauthServer({ issuer: 'http://127.0.0.1:1', login: testUsers, keys: [signingKey] });
  await t.throwsAsync(server.issueToken({ subject: 'alice', clientId: 'x' }), { message: /not part of a proxy/ });
  await server.close?.();
});
