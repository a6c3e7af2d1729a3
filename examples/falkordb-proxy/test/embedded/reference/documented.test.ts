import test from 'ava';
import { type Answer, startTestBackend } from '../../helpers/backend.js';
import { useFalkorDB } from '../../helpers/falkordb.js';
import { startIssuer } from '../../helpers/issuer.js';

const falkordb = useFalkorDB(test);
const admission = { apiKey: 'test-key' };
const key = { authorization: 'Bearer test-key' };

function errorOf({ body }: Answer): Record<string, unknown> {
  return (body as { error: Record<string, unknown> }).error;
}

test.serial('health tells whether the database answers, without a key', async (t) => {
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
  const { status, body } = await backend.get('/health');
  t.is(status, 200);
  t.like(body, { status: 'ok', database: { connected: true } });
  t.regex((body as { database: { responseTime: string } }).database.responseTime, /^\d+ms$/);
});

test.serial('metadata is given to holders of the key, in either header', async (t) => {
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
  for (const headers of [key, { 'x-api-key': 'test-key' }]) {
    const { status, body } = await backend.get('/api/mcp/metadata', headers);
    t.is(status, 200);
    t.like(body, {
      provider: 'falkordb-mcp-server',
      version: '1.1.0',
      capabilities: { parameterBinding: true, multiTenancy: false },
      limits: { maxQueryLength: 1_000_000, maxParameterSize: 10_485_760, queryTimeout: 30_000 },
    });
  }
});

test.serial('a missing or wrong key is a 401', async (t) => {
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { 'x-api-key': '' }]) {
    const answer = await backend.get('/api/mcp/graphs', headers);
    t.is(answer.status, 401);
    t.like(errorOf(answer), { type: 'AuthenticationError', code: 'INVALID_API_KEY' });
  }
});

test.serial('a query answers rows, nodes, relationships and counts', async (t) => {
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
  const query = "CREATE (a:Person {name: 'Ann'})-[r:KNOWS {since: 2020}]->(b:Person) RETURN a, r, b.name AS other";
  const { status, body } = await backend.ask({ graphName: 'memories', query }, { ...key, 'x-request-id': 'r-1' });
  t.is(status, 200);
  t.like(body, {
    success: true,
    graphName: 'memories',
    requestId: 'r-1',
    data: [
      {
        a: { identity: 0, labels: ['Person'], properties: { name: 'Ann' } },
        r: { identity: 0, type: 'KNOWS', start: 0, end: 1, properties: { since: 2020 } },
        other: null,
      },
    ],
    statistics: {
      nodesCreated: 2,
      relationshipsCreated: 1,
      propertiesSet: 2,
      nodesReturned: 1,
      relationshipsReturned: 1,
    },
  });
  t.regex(String((body as { statistics: Record<string, unknown> }).statistics.queryExecutionTime), /^[\d.]+ms$/);
  t.false('resolvedGraphName' in (body as object));
});

test.serial('a query without RETURN answers no rows', async (t) => {
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
  const { body } = await backend.ask({ graphName: 'g', query: 'CREATE (:N)' }, key);
  t.like(body, { data: [], statistics: { nodesCreated: 1, nodesReturned: 0 } });
});

test.serial('parameters are bound as values, under either name', async (t) => {
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
  const value = { text: 'say "$b" \\ \n', list: [1, 0.5, null, true], 'odd name': {} };
  for (const field of ['parameters', 'params']) {
    const asked = { graphName: 'g', query: 'RETURN $p AS p', [field]: { p: value, b: 'never text' } };
    t.like((await backend.ask(asked, key)).body, { data: [{ p: value }] });
  }
});

test.serial('a CYPHER header in the query reaches FalkorDB unchanged', async (t) => {
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
  const query = 'CYPHER name="Ann" n=3 RETURN $name AS name, $n AS n';
  t.like((await backend.ask({ graphName: 'g', query }, key)).body, { data: [{ name: 'Ann', n: 3 }] });
});

test.serial('graphs are filtered and paged', async (t) => {
  for (const name of ['alpha', 'beta', 'alpine']) await falkordb().query(name, 'CREATE (:N)');
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
  const all = (await backend.get('/api/mcp/graphs', key)).body;
  t.like(all, { total: 3, filter: null, pagination: { limit: 100, offset: 0, hasMore: false } });
  t.deepEqual((all as { graphs: string[] }).graphs.toSorted(), ['alpha', 'alpine', 'beta']);
  const page = (await backend.get('/api/mcp/graphs?filter=alp*&limit=1', key)).body;
  t.like(page, { total: 2, filter: 'alp*', pagination: { limit: 1, offset: 0, hasMore: true } });
  t.is((await backend.get('/api/mcp/graphs?limit=-1', key)).status, 400);
});

const badRequests: [title: string, body: unknown, field: string][] = [
  ['a body that is not JSON', '{', 'body'],
  ['a body that is a list', [], 'body'],
  ['no graph name', { query: 'RETURN 1' }, 'graphName'],
  ['a graph name with a slash', { graphName: 'a/b', query: 'RETURN 1' }, 'graphName'],
  ['a blank query', { graphName: 'g', query: '  ' }, 'query'],
  ['parameters that are a list', { graphName: 'g', query: 'RETURN 1', parameters: [1] }, 'parameters'],
];

for (const [title, body, field] of badRequests) {
  test.serial(`${title} is a validation error`, async (t) => {
    const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
    const answer = await backend.ask(body, key);
    t.is(answer.status, 400);
    t.like(errorOf(answer), { type: 'ValidationError', code: 'VALIDATION_FAILED', details: { field } });
  });
}

test.serial('a body beyond 10 MB is refused', async (t) => {
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
  const answer = await backend.ask(`"${'x'.repeat(10_485_760)}"`, key);
  t.is(answer.status, 400);
  t.is(errorOf(answer).message, 'The body is larger than 10 MB.');
});

test.serial('a syntax error names its place', async (t) => {
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
  const answer = await backend.ask({ graphName: 'g', query: 'MATCH (n RETURN n' }, key);
  t.is(answer.status, 400);
  t.like(errorOf(answer), {
    type: 'QueryError',
    code: 'CYPHER_SYNTAX_ERROR',
    details: { query: 'MATCH (n RETURN n', position: { line: 1, column: 10 } },
  });
  t.like(answer.body, { path: '/api/mcp/context' });
});

const failing: [query: string, status: number, type: string, code: string][] = [
  ['RETURN x', 400, 'QueryError', 'CYPHER_ERROR'],
  ['RETURN $missing', 400, 'QueryError', 'CYPHER_ERROR'],
  ['RETURN nosuchfn(1)', 400, 'QueryError', 'CYPHER_ERROR'],
  ['RETURN 1/0', 500, 'DatabaseError', 'QUERY_EXECUTION_FAILED'],
  ['RETURN Connection', 400, 'QueryError', 'CYPHER_ERROR'],
];

for (const [query, status, type, code] of failing) {
  test.serial(`"${query}" is a ${type}`, async (t) => {
    const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
    const answer = await backend.ask({ graphName: 'g', query }, key);
    t.is(answer.status, status);
    t.like(errorOf(answer), { type, code });
  });
}

test.serial('a query that takes too long is a 504, and others are answered meanwhile', async (t) => {
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission, queryTimeout: 500 });
  const slow = backend.ask(
    { graphName: 'g', query: 'UNWIND range(1, 30000) AS x UNWIND range(1, 30000) AS y RETURN sum(x * y)' },
    key,
  );
  t.is((await backend.get('/health')).status, 200);
  const answer = await slow;
  t.is(answer.status, 504);
  t.like(errorOf(answer), { type: 'TimeoutError' });
});

test.serial('an unknown path is a JSON 404', async (t) => {
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission });
  const answer = await backend.get('/api/mcp/nothing', key);
  t.is(answer.status, 404);
  t.is(answer.type, 'application/json');
});

test.serial('every tenant has graphs of its own, by a prefix', async (t) => {
  const issuer = await startIssuer(t);
  const jwt = { jwksUri: issuer.jwksUri, issuer: 'https://issuer.example', audience: 'backend' };
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission: { jwt } });
  const headersOf = async (tenant: string) => ({
    authorization: `Bearer ${await issuer.token({ iss: jwt.issuer, aud: jwt.audience, tenant_id: tenant })}`,
  });
  const [a, b] = [await headersOf('tenant-a'), await headersOf('tenant-b')];
  const created = await backend.ask({ graphName: 'memories', query: 'CREATE (:N)' }, a);
  t.like(created.body, { tenant: 'tenant-a', graphName: 'memories', resolvedGraphName: 'tenant-a_memories' });
  t.deepEqual(await falkordb().graphs(), ['tenant-a_memories']);
  t.like((await backend.get('/api/mcp/graphs', a)).body, { graphs: ['memories'], total: 1, tenant: 'tenant-a' });
  t.like((await backend.get('/api/mcp/graphs', b)).body, { graphs: [], total: 0 });
  t.like((await backend.get('/api/mcp/graphs?tenant=true', a)).body, {
    graphs: [{ name: 'memories', resolvedName: 'tenant-a_memories', tenant: 'tenant-a' }],
    tenantInfo: { id: 'tenant-a', extractedFrom: 'jwt.tenant_id' },
  });
  const count = { graphName: 'memories', query: 'MATCH (n) RETURN count(n) AS n' };
  t.like((await backend.ask(count, b)).body, { data: [{ n: 0 }] });
  const foreign = await backend.ask({ graphName: 'tenant-a_memories', query: 'MATCH (n) RETURN n' }, b);
  t.is(foreign.status, 403);
  t.like(foreign.body, {
    tenant: 'tenant-b',
    error: {
      type: 'TenantError',
      code: 'TENANT_ACCESS_DENIED',
      details: { reason: 'Graph belongs to different tenant' },
    },
  });
});

test.serial('tokens that are not right are refused', async (t) => {
  const issuer = await startIssuer(t);
  const jwt = { jwksUri: issuer.jwksUri, issuer: 'https://issuer.example', audience: 'backend' };
  const backend = await startTestBackend(t, { falkordb: falkordb().address, admission: { jwt } });
  const good = { iss: jwt.issuer, aud: jwt.audience, tenant_id: 'a' };
  const tokens = {
    'no token': '',
    'not a token': 'abc',
    expired: await issuer.token(good, -60),
    'of another issuer': await issuer.token({ ...good, iss: 'https://other.example' }),
    'for another audience': await issuer.token({ ...good, aud: 'other' }),
    'without a tenant': await issuer.token({ iss: jwt.issuer, aud: jwt.audience, sub: 'a' }),
    'of an ambiguous tenant': await issuer.token({ ...good, tenant_id: 'a_b' }),
  };
  for (const [title, token] of Object.entries(tokens)) {
    const answer = await backend.get('/api/mcp/graphs', { authorization: `Bearer ${token}` });
    t.is(answer.status, 401, title);
    t.is(errorOf(answer).type, 'AuthenticationError', title);
  }
});
