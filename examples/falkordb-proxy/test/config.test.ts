import test from 'ava';
import { ConfigurationError } from 'mcp-rest-proxy';
import { readConfig } from '../src/config.js';

test('an empty environment gives the defaults: sign-in, with tenants', (t) => {
  t.deepEqual(readConfig({ XDG_DATA_HOME: '/data', BACKEND_TIMEOUT: '', PROXY_HOST: ' ', PROXY_AUTH: '' }), {
    backend: {
      url: undefined,
      apiKey: undefined,
      credential: { kind: 'minted', audience: 'falkordb-mcpserver', issuer: undefined, keyFiles: [] },
      timeout: 30_000,
      attempts: 3,
      connections: 10,
    },
    host: '127.0.0.1',
    port: 3001,
    publicUrl: undefined,
    allowedHosts: [],
    trustedHops: 0,
    auth: ['oauth'],
    apiKeys: undefined,
    jwt: undefined,
    oauth: {
      issuer: undefined,
      usersFile: undefined,
      upstream: undefined,
      accessTokens: 'opaque',
      secrets: [],
      redisUrl: undefined,
    },
    tenantClaim: 'tenant_id',
    rateLimit: 0,
    logLevel: 'info',
    dataDir: '/data/mcp-rest-proxy/falkordb',
    parameters: 'cypher-header',
  });
});

const open: [title: string, env: Record<string, string>, options?: { signIn: boolean }][] = [
  ['PROXY_AUTH=none', { PROXY_AUTH: 'none' }],
  ['a backend of one’s own', { FALKORDB_MCPSERVER_URL: 'http://backend:3000' }],
  ['stdio', {}, { signIn: false }],
];

for (const [title, env, options] of open) {
  test(`with ${title} nobody signs in, and there are no tenants`, (t) => {
    const { auth, oauth, tenantClaim, backend } = readConfig(env, options);
    t.deepEqual([auth, oauth, tenantClaim, backend.credential], [[], undefined, undefined, { kind: 'api-key' }]);
  });
}

test('every variable of a proxy with keys is read', (t) => {
  const env = {
    FALKORDB_MCPSERVER_URL: 'https://backend.example/base/',
    BACKEND_API_KEY: 'backend-key',
    BACKEND_TIMEOUT: '5000',
    BACKEND_RETRY_ATTEMPTS: '1',
    BACKEND_CONNECTION_POOL_SIZE: '20',
    PROXY_HOST: '0.0.0.0',
    PROXY_PORT: '0',
    PROXY_PUBLIC_URL: 'https://mcp.example.com/falkordb',
    PROXY_ALLOWED_HOSTS: 'mcp.example.com, other.example:8443',
    PROXY_TRUSTED_HOPS: '1',
    PROXY_RATE_LIMIT: '600',
    PROXY_AUTH: 'api-key',
    PROXY_API_KEYS: 'first-key-0123456789,second-key-0123456789',
    LOG_LEVEL: 'debug',
    FALKORDB_DATA_DIR: '/graphs',
    FALKORDB_PARAMETERS: 'native',
  };
  t.deepEqual(readConfig(env), {
    backend: {
      url: 'https://backend.example/base',
      apiKey: 'backend-key',
      credential: { kind: 'api-key' },
      timeout: 5_000,
      attempts: 1,
      connections: 20,
    },
    host: '0.0.0.0',
    port: 0,
    publicUrl: 'https://mcp.example.com/falkordb',
    allowedHosts: ['mcp.example.com', 'other.example:8443'],
    trustedHops: 1,
    auth: ['api-key'],
    apiKeys: [
      { key: 'first-key-0123456789', tenant: undefined },
      { key: 'second-key-0123456789', tenant: undefined },
    ],
    jwt: undefined,
    oauth: undefined,
    tenantClaim: undefined,
    rateLimit: 600,
    logLevel: 'debug',
    dataDir: '/graphs',
    parameters: 'native',
  });
});

function placesOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ place }) => place);
  }
}

test('all mistakes are reported at once', (t) => {
  const env = {
    FALKORDB_MCPSERVER_URL: 'localhost:3000',
    BACKEND_API_KEY: 'two words',
    BACKEND_TIMEOUT: '30s',
    BACKEND_RETRY_ATTEMPTS: '0',
    BACKEND_CONNECTION_POOL_SIZE: '-1',
    PROXY_PORT: '70000',
    PROXY_PUBLIC_URL: 'ftp://mcp.example.com',
    PROXY_AUTH: 'api-key',
    PROXY_API_KEYS: 'short',
    LOG_LEVEL: 'trace',
    FALKORDB_PARAMETERS: 'text',
  };
  t.deepEqual(
    placesOf(env).toSorted(),
    Object.keys(env)
      .filter((name) => name !== 'PROXY_AUTH')
      .toSorted(),
  );
});

const wrong: [title: string, env: Record<string, string>, places: string[]][] = [
  ['an unknown way to authenticate', { PROXY_AUTH: 'password' }, ['PROXY_AUTH']],
  ['api-key without keys', { PROXY_AUTH: 'api-key' }, ['PROXY_API_KEYS']],
  ['keys that nobody asks for', { PROXY_API_KEYS: 'first-key-0123456789' }, ['PROXY_API_KEYS']],
  ['a network address without keys', { PROXY_HOST: '0.0.0.0' }, ['PROXY_HOST']],
  [
    'T099: a public URL in front of loopback without keys',
    { FALKORDB_MCPSERVER_URL: 'http://backend:3000', PROXY_PUBLIC_URL: 'https://mcp.example.com' },
    ['PROXY_PUBLIC_URL'],
  ],
  ['a backend URL with a password', { FALKORDB_MCPSERVER_URL: 'http://a:b@host' }, ['FALKORDB_MCPSERVER_URL']],
  ['a backend URL with a query', { FALKORDB_MCPSERVER_URL: 'http://host?x=1' }, ['FALKORDB_MCPSERVER_URL']],
];

for (const [title, env, places] of wrong) {
  test(`${title} is refused`, (t) => {
    t.deepEqual(placesOf(env), places);
  });
}

for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) {
  test(`${host} needs no keys`, (t) => {
    t.deepEqual(placesOf({ PROXY_HOST: host }), []);
  });
}

test('over stdio nobody can reach it, whatever PROXY_HOST and PROXY_PUBLIC_URL say', (t) => {
  const env = { PROXY_HOST: '0.0.0.0', PROXY_PUBLIC_URL: 'https://mcp.example.com' };
  t.deepEqual(readConfig(env, { signIn: false }).auth, []);
});

test('an unknown way to authenticate is answered with the known ones', (t) => {
  const error = t.throws(() => readConfig({ PROXY_AUTH: 'oauth2' }), { instanceOf: ConfigurationError });
  t.regex(error.message, /PROXY_AUTH: "oauth2" is not known\. Use one of: none, api-key, jwt, oauth;/);
});

test('no secret is shown in a message', (t) => {
  const env = {
    FALKORDB_MCPSERVER_URL: 'http://user:s3cret-a@host',
    BACKEND_API_KEY: 's3cret-b with blanks',
    PROXY_AUTH: 'api-key',
    PROXY_API_KEYS: 's3cret-c',
  };
  const error = t.throws(() => readConfig(env), { instanceOf: ConfigurationError });
  t.is(error.problems.length, 3);
  t.notRegex(error.message, /s3cret/);
});
