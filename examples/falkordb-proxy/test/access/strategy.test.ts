import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type AuthRequest, ConfigurationError, silentLogger } from 'mcp-rest-proxy';
import { startRestServer } from '../../../../test/helpers/rest-server.js';
import { credentialOf } from '../../src/access/credential.js';
import { strategyOf } from '../../src/access/strategy.js';
import { readConfig } from '../../src/config.js';
import { createHttpProxy } from '../../src/proxy.js';
import { startIssuer } from '../helpers/issuer.js';
import { freePort } from '../helpers/processes.js';
import { tempFolder } from '../helpers/program.js';
import { rawCall } from '../helpers/raw-call.js';

const ISSUER = 'https://auth.example.com';
const AUDIENCE = 'https://mcp.example.com/mcp';
const KEYS = 'acme:key-of-acme-012345,globex:key-of-globex-0123';

/** Keys for machines beside tokens for people, with tenants. */
async function setUp(t: ExecutionContext, env: Record<string, string> = {}) {
  const issuer = await startIssuer(t);
  const config = readConfig({
    FALKORDB_MCPSERVER_URL: 'http://127.0.0.1:9',
    LOG_LEVEL: 'error',
    PROXY_AUTH: 'api-key,jwt',
    PROXY_API_KEYS: KEYS,
    JWT_ISSUER: ISSUER,
    JWT_AUDIENCE: AUDIENCE,
    JWT_JWKS_URI: issuer.jwksUri,
    ...env,
  });
  const token = (tenant: unknown, claim = 'tenant_id') =>
    issuer.token({ iss: ISSUER, aud: AUDIENCE, sub: 'ann', ...(tenant === undefined ? {} : { [claim]: tenant }) });
  return { config, token };
}

function request(credential: string): AuthRequest {
  const headers = { authorization: `Bearer ${credential}` };
  return { method: 'POST', path: '/mcp', headers, remoteAddress: '127.0.0.1' };
}

test('keys and tokens both tell the tenant', async (t) => {
  const { config, token } = await setUp(t);
  const { authenticate } = strategyOf(config);
  t.is((await authenticate(request('key-of-globex-0123'))).tenant, 'globex');
  t.is((await authenticate(request(await token('acme')))).tenant, 'acme');
  await t.throwsAsync(authenticate(request('another-key-0123456')));
});

test('the claim of the tenant has the name that is configured', async (t) => {
  const { config, token } = await setUp(t, { TENANT_CLAIM: 'org' });
  t.is((await strategyOf(config).authenticate(request(await token('acme', 'org')))).tenant, 'acme');
});

for (const tenant of [undefined, '', 'a_b', 'shared', ['acme'], { id: 'acme' }, 7, 'a'.repeat(129)]) {
  test(`T077: a token with the tenant ${JSON.stringify(tenant)?.slice(0, 20)} is refused with 403`, async (t) => {
    const { config, token } = await setUp(t);
    const { authenticate } = strategyOf(config);
    const credential = await token(tenant);
    const error = await authenticate(request(credential)).catch((reason: unknown) => reason);
    t.like(error, { status: 403 });
  });
}

test('T077: a caller without a tenant reaches no backend, whatever else the request names', async (t) => {
  const backend = await startRestServer(t, (_, response) => void response.writeHead(200).end('{}'));
  const { config, token } = await setUp(t);
  const proxy = createHttpProxy(config, { url: backend.baseUrl, apiKey: undefined });
  t.teardown(() => proxy.close());
  const { url } = await proxy.listen({ port: await freePort() });
  const call = { name: 'falkordb_server_info', arguments: {}, headers: { 'x-tenant-id': 'acme' } };
  const { status } = await rawCall(`${new URL(url).origin}/mcp?tenant=acme`, await token(undefined), call);
  t.is(status, 403);
  t.is(backend.requests.length, 0);
});

test('T128: the token of the caller goes to the backend only where that is named', async (t) => {
  const env = { PROXY_AUTH: 'jwt', PROXY_API_KEYS: '' };
  const sent: string[] = [];
  const backend = await startRestServer(t, ({ headers }, response) => {
    sent.push(String(headers.authorization));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"provider":"x","tenant":"acme"}');
  });
  for (const credential of ['forward', 'minted']) {
    const { config, token } = await setUp(t, { ...env, BACKEND_CREDENTIAL: credential });
    const proxy = createHttpProxy(config, { url: backend.baseUrl, apiKey: undefined });
    t.teardown(() => proxy.close());
    const { url } = await proxy.listen({ port: 0 });
    const inbound = await token('acme');
    const call = { name: 'falkordb_server_info', arguments: {} };
    t.is((await rawCall(`${new URL(url).origin}/mcp`, inbound, call)).status, 200);
    t.is(sent.at(-1) === `Bearer ${inbound}`, credential === 'forward');
  }
  t.is(sent.length, 2);
});

test('a key file of a kind that the backend does not take is named', async (t) => {
  const file = join(await tempFolder(t), 'key.pem');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const { config } = await setUp(t, { BACKEND_JWT_KEY_FILES: file });
  const parts = { apiKey: undefined, proxyUrl: 'http://127.0.0.1:3001', logger: silentLogger };
  const error = t.throws(() => credentialOf(config, parts), { instanceOf: ConfigurationError });
  t.regex(error.message, /BACKEND_JWT_KEY_FILES: ".*key\.pem" is not an RSA key/);
});

test('a key file that cannot be read is named', async (t) => {
  const { config } = await setUp(t, { BACKEND_JWT_KEY_FILES: '/nowhere/key.pem' });
  const parts = { apiKey: undefined, proxyUrl: 'http://127.0.0.1:3001', logger: silentLogger };
  const error = t.throws(() => credentialOf(config, parts), { instanceOf: ConfigurationError });
  t.regex(error.message, /BACKEND_JWT_KEY_FILES: "\/nowhere\/key\.pem" cannot be read \(ENOENT\)/);
});
