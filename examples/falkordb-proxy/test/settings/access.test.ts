import test from 'ava';
import { ConfigurationError } from 'mcp-rest-proxy';
import { readConfig } from '../../src/config.js';

const BACKEND = 'http://backend:3000';
const JWT = { PROXY_AUTH: 'jwt', JWT_ISSUER: 'https://auth.example.com/', JWT_AUDIENCE: 'https://mcp.example.com/mcp' };
const OAUTH = { FALKORDB_MCPSERVER_URL: BACKEND, PROXY_AUTH: 'oauth', OAUTH_USERS_FILE: '/users' };

test('sign-in on this machine needs no variable: tenants, and tokens of the proxy’s own for the backend', (t) => {
  t.deepEqual(readConfig({}), readConfig({ PROXY_AUTH: 'oauth' }));
  t.like(readConfig({}), {
    auth: ['oauth'],
    tenantClaim: 'tenant_id',
    oauth: {
      issuer: undefined,
      usersFile: undefined,
      upstream: undefined,
      accessTokens: 'opaque',
      secrets: [],
      redisUrl: undefined,
    },
    backend: {
      credential: { kind: 'minted', audience: 'falkordb-mcpserver', issuer: undefined, keyFiles: [] },
    },
  });
});

test('every variable of the authorization server inside the proxy is read', (t) => {
  const config = readConfig({
    FALKORDB_MCPSERVER_URL: BACKEND,
    PROXY_HOST: '0.0.0.0',
    PROXY_AUTH: 'api-key, oauth',
    PROXY_API_KEYS: 'acme:first-key-0123456789,globex:second:key-0123456789',
    OAUTH_ISSUER: 'https://mcp.example.com',
    OAUTH_UPSTREAM_ISSUER: 'https://login.example.com/',
    OAUTH_UPSTREAM_CLIENT_ID: 'proxy',
    OAUTH_UPSTREAM_CLIENT_SECRET: 'secret',
    OAUTH_UPSTREAM_SCOPES: 'openid,email offline_access',
    OAUTH_ACCESS_TOKENS: 'jwt',
    OAUTH_SECRET: 'a-secret-of-32-characters-or-more',
    REDIS_URL: 'rediss://redis:6379/1',
    TENANT_CLAIM: 'org',
    BACKEND_JWT_AUDIENCE: 'falkordb',
    BACKEND_JWT_ISSUER: 'proxy',
    BACKEND_JWT_KEY_FILES: '/new.pem,/old.pem',
  });
  t.like(config, {
    auth: ['api-key', 'oauth'],
    tenantClaim: 'org',
    apiKeys: [
      { key: 'first-key-0123456789', tenant: 'acme' },
      { key: 'second:key-0123456789', tenant: 'globex' },
    ],
    oauth: {
      issuer: 'https://mcp.example.com',
      usersFile: undefined,
      upstream: {
        issuer: 'https://login.example.com/',
        clientId: 'proxy',
        clientSecret: 'secret',
        scopes: ['openid', 'email', 'offline_access'],
      },
      accessTokens: 'jwt',
      secrets: ['a-secret-of-32-characters-or-more'],
      redisUrl: 'rediss://redis:6379/1',
    },
    backend: {
      credential: { kind: 'minted', audience: 'falkordb', issuer: 'proxy', keyFiles: ['/new.pem', '/old.pem'] },
    },
  });
});

test('every variable of an authorization server elsewhere is read; its issuer stays as it is', (t) => {
  const exchange = { BACKEND_CREDENTIAL: 'exchange', BACKEND_JWT_AUDIENCE: 'falkordb' };
  const client = { BACKEND_CLIENT_ID: 'proxy', BACKEND_CLIENT_SECRET: 'secret' };
  const keys = { JWT_JWKS_URI: 'https://auth.example.com/keys', TENANTS: 'true' };
  const config = readConfig({ ...JWT, ...exchange, ...client, ...keys, FALKORDB_MCPSERVER_URL: BACKEND });
  t.like(config, {
    auth: ['jwt'],
    jwt: {
      issuer: 'https://auth.example.com/',
      audience: 'https://mcp.example.com/mcp',
      jwksUri: 'https://auth.example.com/keys',
    },
    backend: { credential: { kind: 'exchange', audience: 'falkordb', clientId: 'proxy', clientSecret: 'secret' } },
  });
});

test('tenants can be switched off, and are off for plain keys', (t) => {
  const off = { ...JWT, FALKORDB_MCPSERVER_URL: BACKEND, TENANTS: 'false' };
  t.like(readConfig(off), { tenantClaim: undefined, backend: { credential: { kind: 'api-key' } } });
  t.is(readConfig({ PROXY_AUTH: 'api-key', PROXY_API_KEYS: 'first-key-0123456789' }).tenantClaim, undefined);
});

function placesOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ place }) => place).toSorted();
  }
}

const LOOPBACK = { FALKORDB_MCPSERVER_URL: BACKEND };

const wrong: [title: string, env: Record<string, string>, places: string[]][] = [
  ['none beside another way', { PROXY_AUTH: 'none,api-key', PROXY_API_KEYS: 'first-key-0123456789' }, ['PROXY_AUTH']],
  ['jwt without issuer and audience', { ...LOOPBACK, PROXY_AUTH: 'jwt' }, ['JWT_AUDIENCE', 'JWT_ISSUER']],
  ['an issuer over plain http', { ...LOOPBACK, ...JWT, JWT_ISSUER: 'http://auth.example.com' }, ['JWT_ISSUER']],
  [
    'settings of a way that is not on',
    { ...LOOPBACK, JWT_ISSUER: 'https://a.example', REDIS_URL: 'redis://r' },
    ['JWT_ISSUER', 'REDIS_URL'],
  ],
  ['sign-in where nobody can', { ...LOOPBACK, PROXY_AUTH: 'oauth' }, ['OAUTH_USERS_FILE']],
  [
    'two places to sign in',
    { ...OAUTH, OAUTH_UPSTREAM_ISSUER: 'https://l.example', OAUTH_UPSTREAM_CLIENT_ID: 'x' },
    ['OAUTH_USERS_FILE'],
  ],
  [
    'a provider without a client',
    { ...LOOPBACK, PROXY_AUTH: 'oauth', OAUTH_UPSTREAM_ISSUER: 'https://l.example' },
    ['OAUTH_UPSTREAM_CLIENT_ID'],
  ],
  [
    'a provider without openid',
    {
      ...LOOPBACK,
      PROXY_AUTH: 'oauth',
      OAUTH_UPSTREAM_ISSUER: 'https://l.example',
      OAUTH_UPSTREAM_CLIENT_ID: 'x',
      OAUTH_UPSTREAM_SCOPES: 'email',
    },
    ['OAUTH_UPSTREAM_SCOPES'],
  ],
  ['an issuer with a slash', { ...OAUTH, OAUTH_ISSUER: 'http://127.0.0.1:3001/' }, ['OAUTH_ISSUER']],
  [
    'an issuer where the proxy does not answer',
    { ...OAUTH, OAUTH_ISSUER: 'http://localhost:3001', PROXY_PUBLIC_URL: 'http://127.0.0.1:3001' },
    ['OAUTH_ISSUER'],
  ],
  [
    'an issuer at another port',
    { ...OAUTH, OAUTH_ISSUER: 'http://127.0.0.1:3002/x', PROXY_PUBLIC_URL: 'http://127.0.0.1:3001/x' },
    ['OAUTH_ISSUER'],
  ],
  ['Redis without a secret', { ...OAUTH, REDIS_URL: 'redis://redis' }, ['OAUTH_SECRET']],
  ['a short secret', { ...OAUTH, OAUTH_SECRET: 'short' }, ['OAUTH_SECRET']],
  ['a Redis URL of another kind', { ...OAUTH, REDIS_URL: 'http://redis' }, ['REDIS_URL']],
  [
    'sign-in for others with nowhere to keep it',
    { ...OAUTH, PROXY_HOST: '0.0.0.0' },
    ['BACKEND_JWT_KEY_FILES', 'OAUTH_ISSUER', 'REDIS_URL'],
  ],
  ['tenants where nobody is known', { TENANTS: 'true', FALKORDB_MCPSERVER_URL: BACKEND }, ['TENANTS']],
  ['a claim without tenants', { ...LOOPBACK, TENANT_CLAIM: 'org' }, ['TENANT_CLAIM']],
  [
    'keys without a tenant',
    { ...LOOPBACK, TENANTS: 'true', PROXY_AUTH: 'api-key', PROXY_API_KEYS: 'first-key-0123456789' },
    ['PROXY_API_KEYS'],
  ],
  [
    'T077: a tenant that would reach into another',
    { ...LOOPBACK, TENANTS: 'true', PROXY_AUTH: 'api-key', PROXY_API_KEYS: 'a_b:first-key-0123456789' },
    ['PROXY_API_KEYS'],
  ],
  ['one key for all tenants', { ...OAUTH, BACKEND_CREDENTIAL: 'api-key' }, ['BACKEND_CREDENTIAL']],
  ['T128: relaying tokens of the proxy’s own', { ...OAUTH, BACKEND_CREDENTIAL: 'forward' }, ['BACKEND_CREDENTIAL']],
  [
    'an exchange without a client',
    { ...LOOPBACK, ...JWT, BACKEND_CREDENTIAL: 'exchange' },
    ['BACKEND_CLIENT_ID', 'BACKEND_CLIENT_SECRET', 'BACKEND_JWT_AUDIENCE'],
  ],
  [
    'a credential that the backend on this machine does not take',
    { ...JWT, BACKEND_CREDENTIAL: 'forward' },
    ['BACKEND_CREDENTIAL'],
  ],
  ['an unknown credential', { BACKEND_CREDENTIAL: 'password' }, ['BACKEND_CREDENTIAL']],
];

for (const [title, env, places] of wrong) {
  test(`${title} is refused`, (t) => {
    t.deepEqual(placesOf(env), places);
  });
}

test('T123: no secret is shown in a message', (t) => {
  const env = {
    ...OAUTH,
    OAUTH_SECRET: 's3cret-a',
    REDIS_URL: 'http://u:s3cret-b@redis',
    OAUTH_UPSTREAM_CLIENT_SECRET: 's3cret c',
  };
  const error = t.throws(() => readConfig(env), { instanceOf: ConfigurationError });
  t.notRegex(error.message, /s3cret/);
});

test('an issuer may be at the public URL, below it, or at another name by which the proxy is reached', (t) => {
  const url = 'http://127.0.0.1:3001';
  for (const env of [
    { OAUTH_ISSUER: url, PROXY_PUBLIC_URL: url },
    { OAUTH_ISSUER: `${url}/falkordb`, PROXY_PUBLIC_URL: `${url}/falkordb/` },
    { OAUTH_ISSUER: url, PROXY_PUBLIC_URL: `${url}/falkordb` },
    { OAUTH_ISSUER: 'http://localhost:3001', PROXY_PUBLIC_URL: url, PROXY_ALLOWED_HOSTS: 'other, LOCALHOST' },
    { OAUTH_ISSUER: 'http://localhost:3001', PROXY_PUBLIC_URL: url, PROXY_ALLOWED_HOSTS: 'localhost:3001' },
    { OAUTH_ISSUER: url },
  ]) {
    t.is(readConfig({ ...OAUTH, ...env }).oauth?.issuer, env.OAUTH_ISSUER);
  }
});

test('an issuer where the proxy does not answer is refused with what to do', (t) => {
  const env = { ...OAUTH, OAUTH_ISSUER: 'http://localhost:3001', PROXY_PUBLIC_URL: 'http://127.0.0.1:3001/x' };
  const error = t.throws(() => readConfig(env), { instanceOf: ConfigurationError });
  t.like(error?.problems[0], { place: 'OAUTH_ISSUER' });
  t.regex(
    error?.problems[0]?.message ?? '',
    /look for the authorization server at http:\/\/localhost:3001, .* answers at http:\/\/127\.0\.0\.1:3001,/,
  );
  t.regex(error?.problems[0]?.fix ?? '', /Leave it out.*add localhost to PROXY_ALLOWED_HOSTS.*JWT_ISSUER/);
});
