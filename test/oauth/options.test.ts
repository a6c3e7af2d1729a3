import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { anyOf } from '../../src/auth/any-of.js';
import { apiKey } from '../../src/auth/api-key.js';
import type { AuthStrategy } from '../../src/auth/strategy.js';
import { ConfigurationError } from '../../src/errors.js';
import { type OAuthServerOptions, oauthServer } from '../../src/oauth/index.js';
import { loadOidcProvider } from '../../src/oauth/provider/load-provider.js';
import { createProxy } from '../../src/proxy.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { type Store, StoreUnavailableError } from '../../src/store/store.js';
import { silentLogger } from '../../src/telemetry/silent-logger.js';
import { CALLBACK, signingKey, startOAuthProxy } from '../helpers/oauth-proxy.js';
import { recordingLogger } from '../helpers/recording-logger.js';
import { testUsers } from '../helpers/test-users.js';
import { handMadeToolSet } from '../helpers/tool-set.js';

const good: OAuthServerOptions = { issuer: 'https://mcp.example.com', login: testUsers, keys: [signingKey] };

function placesOf(options: Partial<OAuthServerOptions>): readonly string[] {
  try {
    void oauthServer({ ...good, logger: silentLogger, ...options }).close?.();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ place }) => place);
    throw error;
  }
}

test('T009: an issuer or resource that is not https beyond loopback, or has query, fragment or user, does not start', (t) => {
  t.deepEqual(placesOf({}), []);
  for (const issuer of [
    'http://mcp.example.com',
    'https://mcp.example.com?x=1',
    'https://mcp.example.com#x',
    'https://user@mcp.example.com',
    'https://mcp.example.com/',
    'ftp://mcp.example.com',
    'mcp.example.com',
    '',
  ]) {
    t.deepEqual(placesOf({ issuer }), ['oauthServer.issuer'], issuer);
  }
  t.deepEqual(placesOf({ issuer: 'http://127.0.0.1:3001' }), []);
  for (const resource of ['http://mcp.example.com/mcp', 'https://mcp.example.com/mcp#x', '/mcp']) {
    t.deepEqual(placesOf({ resources: [resource] }), ['oauthServer.resources'], resource);
  }
});

test('keys, secrets, lifetimes, scopes and clients are checked at start, all at once', (t) => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' });
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const durable = { ...memoryStore(), durable: true };
  t.deepEqual(placesOf({ keys: [small] }), ['oauthServer.keys[0]']);
  t.deepEqual(placesOf({ keys: [curve] }), ['oauthServer.keys[0]']);
  t.deepEqual(placesOf({ keys: ['not a key'] }), ['oauthServer.keys[0]']);
  t.deepEqual(placesOf({ keys: [signingKey, signingKey] }), ['oauthServer.keys']);
  t.deepEqual(placesOf({ keys: [] }), ['oauthServer.keys']);
  t.deepEqual(placesOf({ keys: [], issuer: 'http://127.0.0.1:3001' }), []);
  t.deepEqual(placesOf({ store: durable }), ['oauthServer.secret']);
  t.deepEqual(placesOf({ store: durable, secret: 'short' }), ['oauthServer.secret[0]']);
  t.deepEqual(placesOf({ store: durable, secret: 'a secret of at least 32 characters', keys: [] }), []);
  t.deepEqual(
    placesOf({
      issuer: 'http://mcp.example.com',
      ttl: { accessToken: 3601, authorizationCode: 0, interaction: 601 },
      scopes: ['bad scope'],
      defaultScopes: ['other'],
      allowedSchemes: ['javascript', 'https', 'Upper'],
      throttle: { maxFailures: 0 },
      registration: { perAddress: 1.5 },
      clients: [
        { clientId: 'one', redirectUris: [] },
        { clientId: 'two', redirectUris: [CALLBACK], clientSecret: 'short' },
        { clientId: 'two', redirectUris: [CALLBACK], scopes: ['unknown'] },
      ],
    }),
    [
      'oauthServer.issuer',
      'oauthServer.ttl.accessToken',
      'oauthServer.ttl.authorizationCode',
      'oauthServer.ttl.interaction',
      'oauthServer.registration.perAddress',
      'oauthServer.throttle.maxFailures',
      'oauthServer.scopes[0]',
      'oauthServer.defaultScopes',
      'oauthServer.clients[2].scopes',
      'oauthServer.allowedSchemes',
      'oauthServer.allowedSchemes',
      'oauthServer.allowedSchemes',
      'oauthServer.clients[0]',
      'oauthServer.clients[1].clientSecret',
      'oauthServer.clients[2].clientId',
    ],
  );
});

for (const [options, place] of [
  [{ keys: 'a key' }, 'keys'],
  [{ clients: 'one' }, 'clients'],
  [{ clients: [null] }, 'clients'],
  [{ clients: [{ clientId: 'one', redirectUris: [CALLBACK], scopes: 'mcp' }] }, 'clients[0].scopes'],
  [{ scopes: 'mcp' }, 'scopes'],
  [{ scopes: { mcp: 7 } }, 'scopes'],
  [{ defaultScopes: 'mcp' }, 'defaultScopes'],
  [{ resources: 'https://mcp.example.com/mcp' }, 'resources'],
  [{ ttl: null }, 'ttl'],
  [{ registration: 'yes' }, 'registration'],
  [{ clientIdMetadata: { hosts: 'clients.example.com' } }, 'clientIdMetadata.hosts'],
  [{ allowedSchemes: 'cursor' }, 'allowedSchemes'],
  [{ tenant: 'org' }, 'tenant'],
  [{ tenant: { required: 'no' } }, 'tenant.required'],
  [{ tenant: { claim: 'sub' } }, 'tenant.claim'],
  [{ tenant: { claim: '' } }, 'tenant.claim'],
  [{ throttle: 5 }, 'throttle'],
  [{ store: {} }, 'store'],
  [{ logger: 'debug' }, 'logger'],
  [{ secret: 5 }, 'secret'],
  [{ login: 'users' }, 'login'],
  [{ issuer: 5 }, 'issuer'],
] as const) {
  test(`${JSON.stringify(options)} is a configuration error, not a crash`, (t) => {
    const all = { ...good, logger: silentLogger, ...options };
    const error = t.throws(() => Reflect.apply(oauthServer, undefined, [all]), { instanceOf: ConfigurationError });
    t.deepEqual(
      error?.problems.map((problem) => problem.place),
      [`oauthServer.${place}`],
    );
  });
}

test('no message of a mistake shows a key or a secret', (t) => {
  const error = t.throws(() => oauthServer({ ...good, keys: ['canary-key-0123456789'], secret: 'canary-secret' }));
  t.notRegex(String(error?.message), /canary/);
});

test('a development key is made on loopback only, once, and is said to be one', async (t) => {
  const proxy = await startOAuthProxy(t, { keys: [] });
  const [first, second] = [await proxy.request('/jwks'), await proxy.request('/jwks')];
  t.is(first.status, 200);
  t.deepEqual(first.json, second.json);
  t.is(proxy.logger.entries.filter(({ level, message }) => level === 'warn' && /development/.test(message)).length, 1);
});

const [former, other] = ['the former secret 0123456789012345', 'another secret 0123456789012345678'];

function startOn(
  t: ExecutionContext,
  store: Store,
  secret: string | readonly string[],
  wrap = (own: AuthStrategy) => own,
) {
  const logger = recordingLogger();
  const own = oauthServer({ issuer: 'http://127.0.0.1:3999', login: testUsers, store, secret, logger });
  const auth = wrap(own);
  const proxy = createProxy({ name: 'x', version: '1', auth, logger, tools: handMadeToolSet({}) });
  t.teardown(() => proxy.close());
  return { logger, proxy, listen: () => proxy.listen({ port: 0 }) };
}

test('a proxy with another secret than that of its store does not start, and leaves the store as it is', async (t) => {
  const store = { ...memoryStore(), durable: true };
  t.teardown(() => store.close());
  await startOn(t, store, former).listen();
  const kept = await store.get('oauth:signing-keys');
  t.truthy(kept);
  const withKeys = (own: AuthStrategy) => anyOf(own, apiKey({ keys: ['an-api-key-0123456789'] }));
  for (const wrap of [undefined, withKeys]) {
    const wrong = startOn(t, store, other, wrap);
    const error = await t.throwsAsync(wrong.listen(), { instanceOf: ConfigurationError });
    t.is(error?.problems[0]?.place, 'oauthServer.secret');
    t.is(wrong.proxy.address, undefined);
    t.false(String(error?.message).includes(other));
  }
  t.is(await store.get('oauth:signing-keys'), kept);
  await t.notThrowsAsync(startOn(t, store, [other, former]).listen());
  await t.notThrowsAsync(startOn(t, store, former).listen());
});

test('F31: a proxy whose store is away starts, and says so', async (t) => {
  const away = async () => {
    throw new StoreUnavailableError('test', 'it is away.');
  };
  const inner = memoryStore();
  t.teardown(() => inner.close());
  const { logger, listen } = startOn(t, { ...inner, durable: true, get: away }, former);
  const { url } = await listen();
  t.true(logger.entries.some(({ level, message }) => level === 'warn' && /could not be read yet/.test(message)));
  t.is((await fetch(`${url}/jwks`)).status, 503);
});

test('configured clients, public and confidential, work without registering', async (t) => {
  const clientSecret = 'a secret of a configured client 0123456789';
  const proxy = await startOAuthProxy(t, {
    registration: false,
    clients: [
      { clientId: 'public', redirectUris: [CALLBACK], name: 'Public' },
      { clientId: 'confidential', redirectUris: [CALLBACK], clientSecret },
    ],
  });
  for (const client of [
    { clientId: 'public', redirectUri: CALLBACK },
    { clientId: 'confidential', redirectUri: CALLBACK, secret: clientSecret },
  ]) {
    t.is((await proxy.call((await proxy.tokens(client)).accessToken)).status, 200);
  }
  const wrong = await proxy.redeem(
    { clientId: 'confidential', redirectUri: CALLBACK, secret: `${clientSecret}x` },
    'x',
  );
  t.is(wrong.status, 401);
});

test('without the package oidc-provider, the error names the command that installs it', (t) => {
  const missing = () => {
    throw Object.assign(new Error("Cannot find package 'oidc-provider'"), { code: 'ERR_MODULE_NOT_FOUND' });
  };
  const error = t.throws(() => loadOidcProvider(silentLogger, missing), { code: 'missing_peer' });
  t.regex(String(error?.message), /npm install oidc-provider/);
});

test('T125: loading and configuring the authorization server writes nothing to standard output or error', (t) => {
  const script = `
    import { oauthServer } from './src/oauth/index.ts';
    import { silentLogger } from './src/telemetry/silent-logger.ts';
    import { createProxy } from './src/proxy.ts';
    import { handMadeToolSet } from './test/helpers/tool-set.ts';
    const login = () => ({ kind: 'form', authenticate: async () => ({ status: 'denied' }), find: async () => undefined });
    const auth = oauthServer({ issuer: 'http://127.0.0.1:3999', login, logger: silentLogger });
    const proxy = createProxy({ name: 'x', version: '1', auth, logger: silentLogger, tools: handMadeToolSet({}), publicUrl: 'http://127.0.0.1:3999' });
    const { url } = await proxy.listen({ port: 0 });
    const answers = await Promise.all(['/jwks', '/.well-known/openid-configuration', '/authorize'].map((path) => fetch(url + path)));
    if (answers.map(({ status }) => status).join() !== '200,200,400') throw new Error('not served');
    await proxy.close();
    await auth.close();
  `;
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  const args = ['--import=tsx', '--input-type=module', '--eval', script];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: 60_000 });
  t.is(stderr, '');
  t.is(stdout, '');
  t.is(status, 0);
});
