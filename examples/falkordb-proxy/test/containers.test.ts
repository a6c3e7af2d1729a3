import { spawnSync } from 'node:child_process';
import test from 'ava';
import { readConfig } from '../src/config.js';
import { BACKEND_JWKS_PATH } from '../src/proxy.js';
import { COMPOSE_FILES, compose, type Service, type Services, servicesIn, top } from './helpers/compose.js';

const [BASE, TENANTS] = COMPOSE_FILES;
const KEY = 'key-of-a-client-0123456789';
const SECRET = 'secret-of-the-authorization-server-0123456789abc';

function services(): Promise<Services> {
  return servicesIn(BASE);
}

async function service(name: string, file: string = BASE): Promise<Service> {
  const found = (await servicesIn(file))[name];
  if (!found) throw new Error(`There is no service ${name}`);
  return found;
}

/** The configuration that the proxy in its container reads. */
async function configOf(files: readonly string[], env: Readonly<Record<string, string>>) {
  const { proxy } = await compose(files, { BACKEND_API_KEY: 'key-of-the-backend', ...env });
  return readConfig({ ...proxy?.environment });
}

/** The variables the proxy reads. */
function variables(): string[] {
  const asked = new Set<string>();
  const recorder = new Proxy<NodeJS.ProcessEnv>({}, { get: (_, name) => void asked.add(String(name)) });
  readConfig(recorder);
  return [...asked].filter((name) => name !== 'XDG_DATA_HOME').toSorted();
}

test('there are three services, each checked for health', async (t) => {
  t.deepEqual(Object.keys(await services()), ['falkordb', 'backend', 'proxy']);
  t.deepEqual((await service('falkordb')).healthcheck?.test, ['CMD', 'redis-cli', '-e', 'ping']);
  t.regex(String((await service('backend')).healthcheck?.test), /127\.0\.0\.1:3000\/health/);
  t.regex(await top('examples/falkordb-proxy/Dockerfile'), /HEALTHCHECK [\s\S]*\/health/);
});

test('each service waits until the one below it is healthy', async (t) => {
  t.deepEqual((await service('backend')).depends_on, { falkordb: { condition: 'service_healthy' } });
  t.deepEqual((await service('proxy')).depends_on, { backend: { condition: 'service_healthy' } });
});

test('the backend is the released image', async (t) => {
  t.regex(String((await service('backend')).image), /ghcr\.io\/dragonatorul\/falkordb-mcpserver:1\.1\.0\}$/);
});

for (const file of COMPOSE_FILES) {
  test(`${file} gives the proxy only variables it reads`, async (t) => {
    const known = variables();
    const { environment } = await service('proxy', file);
    t.deepEqual(
      Object.keys(environment).filter((name) => !known.includes(name)),
      [],
    );
  });
}

test('every value is text: YAML would make something else of true or 3001', async (t) => {
  for (const file of COMPOSE_FILES) {
    const values = Object.values(await servicesIn(file)).flatMap(({ environment }) => Object.values(environment));
    t.deepEqual(
      values.filter((value) => typeof value !== 'string'),
      [],
    );
  }
});

test('every variable reaches the proxy, but for the folder of a FalkorDB that is not in its container', async (t) => {
  const { environment } = await service('proxy');
  t.deepEqual(
    variables().filter((name) => !(name in environment)),
    ['FALKORDB_DATA_DIR'],
  );
});

test('the proxy is built from its Dockerfile', async (t) => {
  const { build } = await service('proxy');
  t.deepEqual(build, { context: '.', dockerfile: 'examples/falkordb-proxy/Dockerfile' });
  await t.notThrowsAsync(top('examples/falkordb-proxy/Dockerfile'));
});

test('secrets have no defaults', async (t) => {
  const proxy = (await service('proxy')).environment;
  t.regex(String(proxy.BACKEND_API_KEY), /^\$\{BACKEND_API_KEY:\?/);
  t.regex(String((await service('backend')).environment.MCP_API_KEY), /^\$\{BACKEND_API_KEY:\?/);
  for (const name of ['PROXY_API_KEYS', 'OAUTH_SECRET', 'OAUTH_UPSTREAM_CLIENT_SECRET', 'BACKEND_CLIENT_SECRET']) {
    t.is(proxy[name], `\${${name}:-}`);
  }
  t.regex(String((await service('proxy', TENANTS)).environment.OAUTH_SECRET), /^\$\{OAUTH_SECRET:\?/);
  await t.throwsAsync(compose([BASE], {}), { message: /^Set BACKEND_API_KEY/ });
  const env = { BACKEND_API_KEY: 'key-of-the-backend' };
  await t.throwsAsync(compose(COMPOSE_FILES, env), { message: /^Set OAUTH_SECRET/ });
});

test('without a key nobody gets in: the proxy ends, and names the variable', async (t) => {
  await t.throwsAsync(configOf([BASE], {}), { message: /PROXY_API_KEYS.*needs at least one key/s });
});

const environments: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>, object])[] = [
  ['keys', [BASE], { PROXY_API_KEYS: KEY }, { auth: ['api-key'], tenantClaim: undefined }],
  [
    'keys of tenants',
    [BASE],
    { PROXY_API_KEYS: `acme:${KEY}`, TENANTS: 'true', BACKEND_JWT_KEY_FILES: '/run/secrets/backend-jwt.pem' },
    { auth: ['api-key'], backend: { credential: { kind: 'minted' } } },
  ],
  [
    'tokens of an issuer that exchanges them',
    [BASE],
    {
      PROXY_AUTH: 'jwt',
      JWT_ISSUER: 'https://login.example.com',
      JWT_AUDIENCE: 'https://mcp.example.com',
      TENANT_CLAIM: 'org',
      BACKEND_CREDENTIAL: 'exchange',
      BACKEND_JWT_AUDIENCE: 'falkordb-mcpserver',
      BACKEND_CLIENT_ID: 'falkordb-proxy',
      BACKEND_CLIENT_SECRET: SECRET,
    },
    { auth: ['jwt'], tenantClaim: 'org', backend: { credential: { kind: 'exchange' } } },
  ],
  [
    'people of a file',
    COMPOSE_FILES,
    { OAUTH_SECRET: SECRET },
    { auth: ['oauth'], tenantClaim: 'tenant_id', oauth: { usersFile: '/run/secrets/users', upstream: undefined } },
  ],
  [
    'people of another provider, for other machines',
    COMPOSE_FILES,
    {
      OAUTH_SECRET: SECRET,
      OAUTH_USERS_FILE: '',
      OAUTH_UPSTREAM_ISSUER: 'https://login.example.com',
      OAUTH_UPSTREAM_CLIENT_ID: 'falkordb-proxy',
      OAUTH_UPSTREAM_CLIENT_SECRET: SECRET,
      OAUTH_ACCESS_TOKENS: 'jwt',
      PROXY_PUBLIC_URL: 'https://mcp.example.com',
      PROXY_ALLOWED_HOSTS: 'mcp.internal',
    },
    {
      allowedHosts: ['proxy', 'mcp.internal'],
      oauth: { usersFile: undefined, upstream: { clientId: 'falkordb-proxy' }, accessTokens: 'jwt' },
    },
  ],
  [
    'people, and programs with keys',
    COMPOSE_FILES,
    { OAUTH_SECRET: SECRET, PROXY_AUTH: 'oauth,api-key', PROXY_API_KEYS: `acme:${KEY}` },
    { auth: ['oauth', 'api-key'], apiKeys: [{ key: KEY, tenant: 'acme' }] },
  ],
];

for (const [who, files, env, expected] of environments) {
  test(`the proxy starts with ${files.join(' and ')} for ${who}`, async (t) => {
    t.like(await configOf(files, env), { host: '0.0.0.0', port: 3001, ...expected });
  });
}

test('with tenants the backend takes what the proxy mints, and asks it for the keys under a name it answers to', async (t) => {
  const env = { BACKEND_API_KEY: 'key-of-the-backend', OAUTH_SECRET: SECRET };
  const { backend } = await compose(COMPOSE_FILES, env);
  const { environment = {} } = backend ?? {};
  const config = await configOf(COMPOSE_FILES, env);
  t.like(environment, { ENABLE_MULTI_TENANCY: 'true', MULTI_TENANT_AUTH_MODE: 'bearer', TENANT_GRAPH_PREFIX: 'true' });
  const { BEARER_ISSUER: issuer, BEARER_AUDIENCE: audience, BEARER_JWKS_URI: keys = '' } = environment;
  t.like(config.backend.credential, { kind: 'minted', issuer, audience });
  const { hostname, port, pathname } = new URL(keys);
  t.true(config.allowedHosts.includes(hostname));
  t.deepEqual([port, pathname], [String(config.port), BACKEND_JWKS_PATH]);
});

test('with tenants too no service waits for one that waits for it, and each reaches what it needs', async (t) => {
  const env = { BACKEND_API_KEY: 'key-of-the-backend', OAUTH_SECRET: SECRET };
  const composed = await compose(COMPOSE_FILES, env);
  const waits = Object.fromEntries(
    Object.entries(composed).map(([name, { depends_on = {} }]) => [name, Object.keys(depends_on).toSorted()]),
  );
  t.deepEqual(waits, { falkordb: [], backend: ['falkordb'], proxy: ['backend', 'falkordb'] });
  t.deepEqual(composed.proxy?.networks?.toSorted(), ['backend', 'database', 'outside']);
  const { hostname, pathname } = new URL(composed.proxy?.environment.REDIS_URL ?? '');
  t.deepEqual([hostname, pathname], ['falkordb', '/1']);
});

test('with tenants the secrets are mounted from a folder that git and the image leave out', async (t) => {
  const { volumes = [] } = await service('proxy', TENANTS);
  t.like(volumes[0], { target: '/run/secrets', read_only: true });
  t.regex(JSON.stringify(volumes[0]), /"source":"\$\{PROXY_SECRETS:-\.\/secrets\}"/);
  t.regex(await top('.gitignore'), /^\/secrets\/$/m);
  t.regex(await top('.dockerignore'), /^\*$/m);
  t.notRegex(await top('.dockerignore'), /secrets/);
});

test('the three variables that switch tenancy on can be set', async (t) => {
  const { environment } = await service('backend');
  t.deepEqual(
    ['ENABLE_MULTI_TENANCY', 'MULTI_TENANT_AUTH_MODE', 'TENANT_GRAPH_PREFIX', 'BEARER_JWKS_URI'].map((name) =>
      String(environment[name]).startsWith(`\${${name}:-`),
    ),
    [true, true, true, true],
  );
});

test('only the proxy is published, on this machine', async (t) => {
  const all = Object.entries(await services()).flatMap(([name, { ports = [] }]) =>
    ports.map((port) => `${name} ${port}`),
  );
  t.deepEqual(all, ['proxy 127.0.0.1:3001:3001']);
});

test('the image keeps the memory of the proxy small', async (t) => {
  const flags = ['--optimize-for-size', '--max-semi-space-size=4'];
  const [, command = ''] = /\nCMD (\[.*\])\n/.exec(await top('examples/falkordb-proxy/Dockerfile')) ?? [];
  t.deepEqual(JSON.parse(command), ['node', ...flags, 'examples/falkordb-proxy/dist/start.js']);
  t.is(spawnSync(process.execPath, [...flags, '--version']).status, 0);
});

test('the database ends a query before the backend stops waiting for it', async (t) => {
  const { FALKORDB_ARGS = '' } = (await service('falkordb')).environment;
  const [, most = '', usual = ''] = /^TIMEOUT_MAX (\d+) TIMEOUT_DEFAULT (\d+)$/.exec(FALKORDB_ARGS) ?? [];
  t.true(Number(usual) > 0 && Number(usual) <= Number(most) && Number(most) < 30_000);
});

test('the image does not run as root', async (t) => {
  t.regex(await top('examples/falkordb-proxy/Dockerfile'), /\nUSER node\n/);
});

test('the README lists exactly the variables that are read', async (t) => {
  const readme = await top('examples/falkordb-proxy/README.md');
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => String(name));
  const elsewhere = ['FALKORDB_SERVER', 'FALKORDB_MODULE', 'FALKORDB_CACHE_DIR', 'PROXY_URL', 'PROXY_API_KEY'];
  t.deepEqual(rows.toSorted(), [...variables(), ...elsewhere].toSorted());
});
