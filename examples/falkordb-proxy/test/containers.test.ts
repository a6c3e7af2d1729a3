import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { parse } from 'yaml';
import { readConfig } from '../src/config.js';

interface Service {
  readonly image?: string;
  readonly environment: Record<string, string>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Record<string, { readonly condition: string }>;
  readonly ports?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
}

function top(path: string): Promise<string> {
  return readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

async function services(): Promise<Record<string, Service>> {
  const { services } = parse(await top('docker-compose.yml')) as { services: Record<string, Service> };
  return services;
}

async function service(name: string): Promise<Service> {
  const found = (await services())[name];
  if (!found) throw new Error(`There is no service ${name}`);
  return found;
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

test('the proxy is given variables it reads, and is built from its Dockerfile', async (t) => {
  const { environment, build } = await service('proxy');
  const known = variables();
  t.deepEqual(
    Object.keys(environment).filter((name) => !known.includes(name)),
    [],
  );
  t.deepEqual(build, { context: '.', dockerfile: 'examples/falkordb-proxy/Dockerfile' });
  await t.notThrowsAsync(top('examples/falkordb-proxy/Dockerfile'));
});

test('secrets have no defaults', async (t) => {
  const proxy = (await service('proxy')).environment;
  t.regex(String(proxy.BACKEND_API_KEY), /^\$\{BACKEND_API_KEY:\?/);
  t.regex(String(proxy.PROXY_API_KEYS), /^\$\{PROXY_API_KEYS:\?/);
  t.regex(String((await service('backend')).environment.MCP_API_KEY), /^\$\{BACKEND_API_KEY:\?/);
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
