import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { type Backend, CallError, createBackend, mintedToken, type Principal, signingKeys } from 'mcp-rest-proxy';
import { startReferenceBackend } from '../src/embedded/reference-backend.js';
import { useFalkorDB } from './helpers/falkordb.js';

const falkordb = useFalkorDB(test);

const issuer = 'https://proxy.test';
const audience = 'falkordb';
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

const tenantOf = (tenant: string, subject = 'ann'): Principal => ({
  subject,
  issuer: 'test',
  tenant,
  scopes: 'all',
  claims: { sub: 'tenantb', tenant_id: 'tenantb' },
});

type Dialect = 'documented' | 'actual';

/** A backend that verifies our tokens by our own keys, and a client of it. */
async function startTenants(t: ExecutionContext, dialect: Dialect) {
  const keys = signingKeys({ keys: [rsa()], lead: 0 });
  const server = createServer((request, response) => void keys.route.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}${keys.route.path}`;
  const admission = { jwt: { jwksUri, issuer, audience } };
  const reference = await startReferenceBackend({ falkordb: falkordb().address, admission, dialect });
  const connect = (to = audience): Backend => {
    const credential = mintedToken({ issuer, audience: to, keys, subject: 'tenant' });
    const backend = createBackend({ baseUrl: reference.url, credential });
    t.teardown(() => backend.close());
    return backend;
  };
  t.teardown(async () => {
    await reference.close();
    server.closeAllConnections();
    server.close();
  });
  return { keys, backend: connect(), connect };
}

function query(backend: Backend, principal: Principal, cypher: string) {
  return backend.call({
    request: {
      method: 'POST',
      path: '/api/mcp/context',
      query: new URLSearchParams(),
      headers: {},
      body: { graphName: 'memories', query: cypher },
    },
    retry: 'connect-only',
    tool: 'falkordb_query',
    scopes: [],
    principal,
    signal: new AbortController().signal,
  });
}

for (const dialect of ['documented', 'actual'] as const) {
  test.serial(
    `T129: the ${dialect} backend takes the minted token, and the tenant in it decides the graph`,
    async (t) => {
      const { backend } = await startTenants(t, dialect);
      await query(backend, tenantOf('tenanta'), 'CREATE (:Memory {of: "a"})');
      const { body } = await query(backend, tenantOf('tenantb'), 'MATCH (n:Memory) RETURN n');
      t.false(JSON.stringify(body).includes('"a"'));
      t.deepEqual((await falkordb().graphs()).toSorted(), ['tenanta_memories', 'tenantb_memories']);
    },
  );
}

test.serial('T130: whatever the caller claims, the verified tenant counts', async (t) => {
  const { backend } = await startTenants(t, 'actual');
  await query(backend, tenantOf('tenanta', 'tenantb'), 'CREATE (:Memory)');
  t.deepEqual(await falkordb().graphs(), ['tenanta_memories']);
});

test.serial('T077: a tenant that would reach into another one is stopped before the backend is asked', async (t) => {
  const { backend } = await startTenants(t, 'actual');
  for (const tenant of ['tenanta_x', '', 'tenant a']) {
    const error = await t.throwsAsync(query(backend, tenantOf(tenant), 'RETURN 1'), { instanceOf: CallError });
    t.is(error?.failure.code, 'identity_incomplete');
    t.is(error?.failure.outcome, 'not_sent');
  }
  t.deepEqual(await falkordb().graphs(), []);
});

test.serial('T129: a token for another audience is refused by the backend', async (t) => {
  const { connect } = await startTenants(t, 'actual');
  const error = await t.throwsAsync(query(connect('other'), tenantOf('tenanta'), 'RETURN 1'), {
    instanceOf: CallError,
  });
  t.is(error?.failure.code, 'backend_auth');
});

test.serial('T129: after a rotation the backend takes the tokens of the new key', async (t) => {
  const { keys, backend } = await startTenants(t, 'actual');
  keys.rotate([rsa()]);
  t.is((await query(backend, tenantOf('tenanta'), 'RETURN 1')).status, 200);
});
