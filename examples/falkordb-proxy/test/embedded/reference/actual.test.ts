import test from 'ava';
import { startTestBackend } from '../../helpers/backend.js';
import { useFalkorDB } from '../../helpers/falkordb.js';
import { startIssuer } from '../../helpers/issuer.js';

const falkordb = useFalkorDB(test);
const key = { 'x-api-key': 'test-key' };
const options = () => ({ falkordb: falkordb().address, admission: { apiKey: 'test-key' }, dialect: 'actual' }) as const;

test.serial('health has the shape of the shipped backend', async (t) => {
  const backend = await startTestBackend(t, options());
  t.like((await backend.get('/health')).body, { status: 'healthy', services: { database: { connected: true } } });
});

test.serial('the key is taken from x-api-key only: missing is 401, wrong is 403', async (t) => {
  const backend = await startTestBackend(t, options());
  const ask = async (headers: Record<string, string>) => {
    const { status, body } = await backend.get('/api/mcp/metadata', headers);
    return [status, (body as { error?: string }).error];
  };
  t.deepEqual(await ask({ authorization: 'Bearer test-key' }), [401, 'Missing API key']);
  t.deepEqual(await ask({ 'x-api-key': 'wrong' }), [403, 'Invalid API key']);
  t.deepEqual(await ask({ ...key, authorization: 'Bearer test-key' }), [200, undefined]);
});

test.serial('a query answers rows below data.data, statistics as text', async (t) => {
  const backend = await startTestBackend(t, options());
  const query = "CREATE (a:Person {name: 'Ann'})-[r:KNOWS]->(b) RETURN a, r";
  const { status, body } = await backend.ask({ graphName: 'g', query }, key);
  t.is(status, 200);
  t.like(body, {
    data: {
      data: [
        {
          a: { id: 0, labels: ['Person'], properties: { name: 'Ann' } },
          r: { id: 0, sourceId: 0, destinationId: 1, properties: {}, relationshipType: 'KNOWS' },
        },
      ],
    },
    metadata: { provider: 'FalkorDB MCP Server', source: 'falkordb' },
  });
  t.true((body as { data: { metadata: string[] } }).data.metadata.includes('Nodes created: 2'));
});

test.serial('a query without RETURN has no data.data, an empty result has an empty one', async (t) => {
  const backend = await startTestBackend(t, options());
  const dataOf = async (query: string) =>
    ((await backend.ask({ graphName: 'g', query }, key)).body as { data: { data?: unknown[] } }).data.data;
  t.is(await dataOf('CREATE (:N)'), undefined);
  t.deepEqual(await dataOf('MATCH (n:Nobody) RETURN n'), []);
});

test.serial('params are put into the text one after the other, parameters are ignored', async (t) => {
  const backend = await startTestBackend(t, options());
  const injected = { a: '$b', b: ' AS x, 1+1 AS injected //' };
  const asked = { graphName: 'g', query: 'RETURN $a AS a, $b AS b', params: injected };
  t.like((await backend.ask(asked, key)).body, { data: { data: [{ x: '', injected: 2 }] } });
  const ignored = await backend.ask({ graphName: 'g', query: 'RETURN $a', parameters: { a: 1 } }, key);
  t.is(ignored.status, 500);
  t.like(ignored.body, { error: 'Missing parameters', code: 'INTERNAL_ERROR' });
});

test.serial('a CYPHER header in the query reaches FalkorDB unchanged', async (t) => {
  const backend = await startTestBackend(t, options());
  const query = 'CYPHER s="a $s \\" b" RETURN $s AS s';
  t.like((await backend.ask({ graphName: 'g', query }, key)).body, { data: { data: [{ s: 'a $s " b' }] } });
});

const failing: [query: string, status: number, code: string][] = [
  ['MATCH (n RETURN n', 500, 'INTERNAL_ERROR'],
  ['RETURN connection', 503, 'CONNECTION_ERROR'],
  ['RETURN authentication', 401, 'AUTH_ERROR'],
  ['RETURN permission', 403, 'PERMISSION_ERROR'],
  ['RETURN syntax', 400, 'SYNTAX_ERROR'],
];

for (const [query, status, code] of failing) {
  test.serial(`"${query}" is answered ${status} ${code}`, async (t) => {
    const backend = await startTestBackend(t, options());
    const answer = await backend.ask({ graphName: 'g', query }, key);
    t.is(answer.status, status);
    t.like(answer.body, { code });
  });
}

test.serial('mistakes in the request are listed in order', async (t) => {
  const backend = await startTestBackend(t, options());
  const { status, body } = await backend.ask({ graphName: 'a b', params: { s: 'x'.repeat(1001) } }, key);
  t.is(status, 400);
  t.like(body, {
    error: 'Invalid request parameters',
    code: 'VALIDATION_ERROR',
    details: [
      { field: 'query', message: 'Query is required' },
      {
        field: 'graphName',
        message: 'Graph name contains invalid characters (only alphanumeric, underscore, and hyphen allowed)',
        value: 'a b',
      },
      { field: 'params.s', message: 'Parameter value too long (max 1000 characters)', value: 1001 },
    ],
  });
});

const pages: [title: string, status: number, body: string][] = [
  ['malformed JSON, even without a key,', 400, '{'],
  ['a body beyond 102400 bytes', 413, JSON.stringify({ query: 'x'.repeat(102_400) })],
];

for (const [title, status, body] of pages) {
  test.serial(`${title} is a page of HTML`, async (t) => {
    const backend = await startTestBackend(t, options());
    const answer = await backend.ask(body);
    t.is(answer.status, status);
    t.is(answer.type, 'text/html');
  });
}

test.serial('an unknown path is an HTML 404', async (t) => {
  const backend = await startTestBackend(t, options());
  const answer = await backend.get('/nothing');
  t.is(answer.status, 404);
  t.true(String(answer.body).includes('Cannot GET /nothing'));
});

test.serial('the tenant is the claim sub', async (t) => {
  const issuer = await startIssuer(t);
  const admission = { jwt: { jwksUri: issuer.jwksUri } };
  const backend = await startTestBackend(t, { ...options(), admission });
  const headers = { authorization: `Bearer ${await issuer.token({ sub: 'tenanta', tenant_id: 'tenantb' })}` };
  const answer = await backend.ask({ graphName: 'memories', query: 'CREATE (:N)' }, headers);
  t.like(answer.body, { metadata: { tenantId: 'tenanta' } });
  t.deepEqual(await falkordb().graphs(), ['tenanta_memories']);
  t.like((await backend.get('/api/mcp/graphs', headers)).body, {
    data: [{ name: 'memories' }],
    metadata: { count: 1, tenantId: 'tenanta' },
  });
  const refused = await backend.get('/api/mcp/graphs', { authorization: 'Bearer abc' });
  t.is(refused.status, 401);
});
