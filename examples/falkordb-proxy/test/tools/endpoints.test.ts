import test, { type ExecutionContext } from 'ava';
import { bearer, compileTools, type ToolResult, type ToolSet } from 'mcp-rest-proxy';
import { type Answer, json, type RestServer, startRestServer } from '../../../../test/helpers/rest-server.js';
import { falkordbEndpoints } from '../../src/tools/endpoints.js';
import type { FalkordbOptions } from '../../src/tools/options.js';

interface Setup {
  readonly tools: ToolSet;
  readonly server: RestServer;
  call(name: string, args?: Record<string, unknown>): Promise<ToolResult>;
}

/** The four tools in front of a server that answers as told; all closed with the test. */
async function setUp(t: ExecutionContext, answer: Answer, options: FalkordbOptions = {}): Promise<Setup> {
  const server = await startRestServer(t, answer);
  const backend = { baseUrl: server.baseUrl, credential: bearer({ token: 'backend-key' }), retry: { attempts: 1 } };
  const tools = compileTools(falkordbEndpoints(options), { backend });
  t.teardown(() => tools.close());
  const context = {
    principal: { subject: 'test', issuer: 'test', scopes: 'all', claims: {} },
    signal: new AbortController().signal,
  } as const;
  return { tools, server, call: (name, args = {}) => tools.call(name, args, context) };
}

function textOf({ content }: ToolResult): string {
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
}

const rows = (data: unknown[], statistics: string[] = []): Answer =>
  json({ data: { data, metadata: statistics }, metadata: {} });

test('publishes four tools with closed schemas and all annotations', async (t) => {
  const { tools } = await setUp(t, json({}));
  t.deepEqual(
    tools.definitions.map(({ name }) => name),
    ['falkordb_query', 'falkordb_list_graphs', 'falkordb_server_info', 'falkordb_health'],
  );
  t.deepEqual(
    tools.definitions.map(({ annotations: { readOnlyHint, destructiveHint } }) => [readOnlyHint, destructiveHint]),
    [
      [false, true],
      [true, false],
      [true, false],
      [true, false],
    ],
  );
  for (const { inputSchema, outputSchema, title } of tools.definitions) {
    t.is(inputSchema.type, 'object');
    t.is(inputSchema.additionalProperties, false);
    t.is(outputSchema?.type, 'object');
    t.is(typeof title, 'string');
  }
});

test('sends a query with its parameters in the header, and shows rows', async (t) => {
  const { call, server } = await setUp(t, rows([{ name: 'Ann', age: 42 }], ['Cached execution: 0']));
  const result = await call('falkordb_query', {
    graphName: 'memories',
    query: 'MATCH (n {name: $name}) RETURN n.name AS name, n.age AS age',
    parameters: { name: 'Ann' },
    maxRows: 10,
  });
  t.is(server.requests[0]?.method, 'POST');
  t.is(server.requests[0]?.target, '/api/mcp/context');
  t.is(server.requests[0]?.headers.authorization, 'Bearer backend-key');
  t.deepEqual(JSON.parse(server.requests[0]?.body ?? ''), {
    graphName: 'memories',
    query: 'CYPHER name="Ann" MATCH (n {name: $name}) RETURN n.name AS name, n.age AS age',
  });
  t.is(textOf(result), 'Found 1 row in graph `memories`.\n\n| name | age |\n| --- | --- |\n| Ann | 42 |');
  t.deepEqual(result.structuredContent, {
    graphName: 'memories',
    columns: ['name', 'age'],
    rows: [{ name: 'Ann', age: 42 }],
    rowCount: 1,
    returned: true,
    statistics: { cachedExecution: 0 },
    warnings: [],
  });
});

test('sends native parameters where the backend has them', async (t) => {
  const { call, server } = await setUp(t, rows([]), { parameters: 'native' });
  await call('falkordb_query', { graphName: 'g', query: 'RETURN $a', params: { a: [1] } });
  t.deepEqual(JSON.parse(server.requests[0]?.body ?? ''), {
    graphName: 'g',
    query: 'RETURN $a',
    parameters: { a: [1] },
  });
});

const refused: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  ['a graph name with other characters', { graphName: 'a b', query: 'RETURN 1' }, /graphName/],
  ['a missing query', { graphName: 'g' }, /query/],
  ['unknown arguments', { graphName: 'g', query: 'RETURN 1', timeout: 5 }, /timeout/],
  ['a query that is too long', { graphName: 'g', query: `RETURN 1 //${'x'.repeat(10_000)}` }, /query/],
  ['a query with NUL', { graphName: 'g', query: 'RETURN 1\0' }, /query.*NUL/],
  [
    'a parameter with a backtick in its name',
    { graphName: 'g', query: 'RETURN 1', parameters: { 'a`': 1 } },
    /parameters.*backtick/,
  ],
  ['LOAD CSV', { graphName: 'g', query: "LOAD CSV FROM 'file://x' AS r RETURN r" }, /LOAD CSV/],
];

for (const [name, args, message] of refused) {
  test(`refuses ${name} before anything is sent`, async (t) => {
    const { call, server } = await setUp(t, rows([]));
    const result = await call('falkordb_query', args);
    t.true(result.isError);
    t.regex(textOf(result), message);
    t.like(result._meta, { 'mcp-rest-proxy/error': { code: 'invalid_arguments', outcome: 'not_sent' } });
    t.is(server.requests.length, 0);
  });
}

test('cuts long results in the text and in the structured content alike, and says how to go on', async (t) => {
  const data = Array.from({ length: 500 }, (_, index) => ({ x: index }));
  const { call } = await setUp(t, rows(data));
  const result = await call('falkordb_query', { graphName: 'g', query: 'UNWIND range(0, 499) AS x RETURN x' });
  t.regex(textOf(result), /^Found 500 rows/);
  t.regex(textOf(result), /Only the first 200 rows are shown, 300 more rows left out\. .*`SKIP 200 LIMIT 200`/);
  const structured = result.structuredContent as { rows: unknown[]; rowCount: number; truncated: unknown };
  t.is(structured.rows.length, 200);
  t.is(structured.rowCount, 500);
  t.deepEqual(structured.truncated, { rowsShown: 200, rowsLeftOut: 300, valuesShortened: false });
});

test('keeps to the budget of characters whatever the rows hold', async (t) => {
  const data = Array.from({ length: 50 }, () => ({
    n: { id: 1, labels: ['A'], properties: { text: 'x'.repeat(3000) } },
  }));
  const { call } = await setUp(t, rows(data), { resultBudget: { characters: 10_000 } });
  const result = await call('falkordb_query', { graphName: 'g', query: 'MATCH (n) RETURN n' });
  t.regex(textOf(result), /Only the first 3 rows are shown, 47 more rows left out/);
  t.true(textOf(result).length < 11_000);
  t.true(JSON.stringify(result.structuredContent).length < 11_000);
});

test('shows as many rows as asked for', async (t) => {
  const { call } = await setUp(t, rows([{ x: 1 }, { x: 2 }, { x: 3 }]));
  const result = await call('falkordb_query', { graphName: 'g', query: 'RETURN 1', maxRows: 2 });
  t.regex(textOf(result), /Only the first 2 rows are shown, 1 more row left out/);
});

test('asks for a page of graphs, and makes it where the backend does not', async (t) => {
  const data = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
  const { call, server } = await setUp(t, json({ data, metadata: { count: 4 } }));
  const result = await call('falkordb_list_graphs', { limit: 2, offset: 1 });
  t.is(server.requests[0]?.target, '/api/mcp/graphs?limit=2&offset=1');
  t.is(
    textOf(result),
    '4 graphs, showing 2 to 3:\n- `b`\n- `c`\n\nMore follow: call again with `offset` 3 and `limit` 2.',
  );
  t.deepEqual(result.structuredContent, {
    graphs: [{ name: 'b' }, { name: 'c' }],
    total: 4,
    pagination: { limit: 2, offset: 1, hasMore: true },
  });
});

test('asks for the health without a credential', async (t) => {
  const { call, server } = await setUp(t, json({ status: 'ok', database: { connected: true, responseTime: '5ms' } }));
  const result = await call('falkordb_health');
  t.is(server.requests[0]?.headers.authorization, undefined);
  t.like(result.structuredContent, { healthy: true, status: 'ok', database: { connected: true, latencyMs: 5 } });
});

test('passes the metadata on as found', async (t) => {
  const body = { provider: 'p', version: '1', capabilities: ['graph.query'], graphTypes: ['property'] };
  const { call } = await setUp(t, json(body));
  const result = await call('falkordb_server_info');
  t.deepEqual(result.structuredContent, { provider: 'p', version: '1', capabilities: ['graph.query'], details: body });
});

test('a foreign graph is PermissionDenied, with the reason', async (t) => {
  const error = {
    type: 'TenantError',
    message: "Access denied to graph 'other_tenant_memories'",
    code: 'TENANT_ACCESS_DENIED',
    details: { reason: 'Graph belongs to different tenant' },
  };
  const { call } = await setUp(t, json({ error }, 403));
  const result = await call('falkordb_query', { graphName: 'other_tenant_memories', query: 'RETURN 1' });
  t.true(result.isError);
  t.regex(
    textOf(result),
    /PermissionDenied: Access denied to graph 'other_tenant_memories' - Graph belongs to different tenant/,
  );
  t.like(result._meta, { 'mcp-rest-proxy/error': { code: 'permission_denied', status: 403 } });
});

test('a failure told with status 200 is a failure', async (t) => {
  const error = { type: 'QueryError', message: "Unknown function 'nope'" };
  const { call } = await setUp(t, json({ success: false, error }));
  const result = await call('falkordb_query', { graphName: 'g', query: 'RETURN nope()' });
  t.true(result.isError);
  t.regex(textOf(result), /InvalidRequest: The query on graph `g` failed: Unknown function 'nope'/);
});

test('an answer of neither dialect is refused, and nothing is asked to be repeated', async (t) => {
  const { call } = await setUp(t, json({ hello: 'world' }));
  const result = await call('falkordb_query', { graphName: 'g', query: 'RETURN 1' });
  t.true(result.isError);
  t.like(result._meta, { 'mcp-rest-proxy/error': { code: 'bad_response_shape', outcome: 'done', retryable: false } });
});

test('a query is never sent twice, whatever the backend answers', async (t) => {
  const { call, server } = await setUp(
    t,
    json({ error: 'Database connection unavailable', code: 'CONNECTION_ERROR' }, 503),
  );
  const result = await call('falkordb_query', { graphName: 'g', query: 'CREATE (:A)' });
  t.true(result.isError);
  t.is(server.requests.length, 1);
  t.like(result._meta, {
    'mcp-rest-proxy/error': { code: 'database_unavailable', outcome: 'unknown', retryable: false },
  });
});
