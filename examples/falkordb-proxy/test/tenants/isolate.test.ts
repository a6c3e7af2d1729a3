import test, { type ExecutionContext } from 'ava';
import { CallError, type CallInfo, type Endpoint, type EndpointReply, type EndpointRequest } from 'mcp-rest-proxy';
import { recordingLogger } from '../../../../test/helpers/recording-logger.js';
import { isolateTenants } from '../../src/tenants/isolate.js';
import { falkordbTenants } from '../../src/tenants/rules.js';
import { falkordbEndpoints } from '../../src/tools/endpoints.js';

const TOOLS = ['falkordb_query', 'falkordb_list_graphs', 'falkordb_server_info', 'falkordb_health'];

function setUp() {
  const logger = recordingLogger();
  const tools = isolateTenants(falkordbEndpoints(), logger);
  const tool = (name: string): Endpoint => {
    const endpoint = tools[name];
    if (!endpoint) throw new Error(`There is no ${name}`);
    return endpoint;
  };
  return { logger, tools, tool };
}

function info(tool: string, args: Record<string, unknown> = {}, tenant: string | undefined = 'acme'): CallInfo {
  const principal = { subject: 'ann', issuer: 'test', scopes: 'all', claims: {}, ...(tenant && { tenant }) } as const;
  return { tool, principal, arguments: args };
}

const request: EndpointRequest = { method: 'GET', path: '/', query: new URLSearchParams({ limit: '5' }), headers: {} };

function reply(body: unknown, status = 200): EndpointReply {
  return { status, headers: {}, mediaType: 'application/json', body, duration: 1 };
}

async function failureOf(t: ExecutionContext, work: () => unknown) {
  const error = await t.throwsAsync(async () => work(), { instanceOf: CallError });
  if (!error) throw new Error('Nothing was thrown');
  return error.failure;
}

const asked = info('falkordb_query', { graphName: 'memories', query: 'MATCH (n) RETURN n' });
const rows = { success: true, data: [{ n: 'ocelot46' }] };

test('the tools are the same four', (t) => {
  t.deepEqual(Object.keys(setUp().tools), TOOLS);
});

const useless = [undefined, '', 'a_b', '_', 'shared', 'a b', 'ä', 'a'.repeat(129), '../x'];

for (const tenant of useless) {
  test(`T077: a caller of tenant ${JSON.stringify(tenant)?.slice(0, 12)} calls nothing`, async (t) => {
    const { tool } = setUp();
    t.false(falkordbTenants.accepts(tenant));
    for (const name of TOOLS) {
      const call = { ...asked, tool: name, principal: { ...asked.principal, tenant } } as CallInfo;
      const failure = await failureOf(t, () => tool(name).request?.(request, call));
      t.like(failure, { code: 'identity_incomplete', outcome: 'not_sent' });
    }
  });
}

test('T077: tenants of letters, digits and hyphens are accepted', (t) => {
  for (const name of ['acme', 'ACME-2', '0', 'shared2', 'x'.repeat(128)]) t.true(falkordbTenants.accepts(name), name);
});

const foreignReplies: readonly (readonly [string, object])[] = [
  ['documented, another tenant', { ...rows, tenant: 'globex' }],
  ['documented, another graph in the database', { ...rows, tenant: 'acme', resolvedGraphName: 'globex_memories' }],
  ['documented, another graph of the same tenant', { ...rows, tenant: 'acme', graphName: 'plans' }],
  ['documented, no prefix', { ...rows, tenant: 'acme', resolvedGraphName: 'memories' }],
  ['documented, no tenant', rows],
  ['actual, another tenant', { data: { metadata: [], data: rows.data }, metadata: { tenantId: 'globex' } }],
  ['actual, no tenant', { data: { metadata: [], data: rows.data }, metadata: {} }],
  ['another tenant beside the right one', { ...rows, tenant: 'acme', metadata: { tenantId: 'globex' } }],
  ['a tenant that is a number', { ...rows, tenant: 7 }],
];

for (const [title, body] of foreignReplies) {
  test(`T115: an answer to a query is withheld and logged: ${title}`, async (t) => {
    const { tool, logger } = setUp();
    const failure = await failureOf(t, () => tool('falkordb_query').format?.(reply(body), asked));
    t.like(failure, { code: 'tenant_mismatch', retryable: false, outcome: 'unknown', reply: undefined });
    t.notRegex(JSON.stringify(failure), /ocelot46|globex/);
    t.like(logger.entries, [{ level: 'error', fields: { tool: 'falkordb_query', tenant: 'acme' } }]);
    t.deepEqual(tool('falkordb_query').mapError?.(failure, asked), failure);
  });
}

test('an answer to the caller is shown', async (t) => {
  const { tool, logger } = setUp();
  const documented = { ...rows, tenant: 'acme', graphName: 'memories', resolvedGraphName: 'acme_memories' };
  const actual = { data: { metadata: [], data: rows.data }, metadata: { tenantId: 'acme' } };
  for (const body of [documented, actual]) {
    const result = await tool('falkordb_query').format?.(reply(body), asked);
    t.like(result?.structuredContent, { graphName: 'memories', tenant: 'acme', rows: rows.data });
    t.notRegex(JSON.stringify(result), /acme_|resolved/);
  }
  t.deepEqual(logger.entries, []);
});

test('the rows of an answer stay as they are', async (t) => {
  const data = [{ resolvedGraphName: 'acme_memories', resolvedName: 'acme_x' }];
  const body = { success: true, data, tenant: 'acme', graphName: 'memories', resolvedGraphName: 'acme_memories' };
  const result = await setUp().tool('falkordb_query').format?.(reply(body), asked);
  t.deepEqual(result?.structuredContent?.rows, data);
});

for (const [dialect, body] of [
  ['documented', { graphs: [{ name: 'a', resolvedName: 'acme_a', tenant: 'acme' }], total: 1, tenant: 'acme' }],
  ['actual', { data: [{ name: 'a', resolvedName: 'acme_a' }], metadata: { tenantId: 'acme' } }],
] as const) {
  test(`a list names graphs as the tenant knows them (${dialect})`, async (t) => {
    const result = await setUp().tool('falkordb_list_graphs').format?.(reply(body), info('falkordb_list_graphs'));
    t.like(result?.structuredContent, { graphs: [{ name: 'a' }], total: 1, tenant: 'acme' });
    t.notRegex(JSON.stringify(result), /acme_|resolved/);
  });
}

const foreignLists: readonly (readonly [string, object])[] = [
  ['another tenant', { graphs: ['a'], tenant: 'globex' }],
  ['no tenant', { graphs: ['a'] }],
  ['an entry of another tenant', { graphs: [{ name: 'a', tenant: 'globex' }], tenant: 'acme' }],
  ['an entry of another graph', { graphs: [{ name: 'a', resolvedName: 'globex_a' }], tenant: 'acme' }],
  ['tenantInfo of another', { graphs: ['a'], tenant: 'acme', tenantInfo: { id: 'globex' } }],
  ['actual, another tenant', { data: [{ name: 'a' }], metadata: { tenantId: 'globex' } }],
  ['actual, no tenant', { data: [{ name: 'a' }], metadata: {} }],
];

for (const [title, body] of foreignLists) {
  test(`T115: a list of graphs is withheld and logged: ${title}`, async (t) => {
    const { tool, logger } = setUp();
    const failure = await failureOf(t, () =>
      tool('falkordb_list_graphs').format?.(reply(body), info('falkordb_list_graphs')),
    );
    t.is(failure.code, 'tenant_mismatch');
    t.is(logger.entries.length, 1);
  });
}

test('T115: a list leaves out what belongs to everybody', async (t) => {
  const { tool } = setUp();
  const graphs = [
    { name: 'a', resolvedName: 'acme_a', tenant: 'acme' },
    { name: 'shared_b', resolvedName: 'shared_b', tenant: 'acme' },
  ];
  const pagination = { limit: 100, offset: 0, hasMore: false };
  const body = reply({ graphs, total: 2, tenant: 'acme', pagination });
  const result = await tool('falkordb_list_graphs').format?.(body, info('falkordb_list_graphs'));
  t.like(result?.structuredContent, { graphs: [{ name: 'a', tenant: 'acme' }], total: 1 });
});

test('a list asks the backend whose each graph is', async (t) => {
  const sent = await setUp().tool('falkordb_list_graphs').request?.(request, info('falkordb_list_graphs'));
  t.is(sent?.query.toString(), 'limit=5&tenant=true');
  t.is(request.query.toString(), 'limit=5');
});

test('T115: a graph that belongs to everybody is refused before anything is sent', async (t) => {
  const call = info('falkordb_query', { graphName: 'shared_x', query: 'RETURN 1' });
  const failure = await failureOf(t, () => setUp().tool('falkordb_query').request?.(request, call));
  t.like(failure, { code: 'invalid_arguments', outcome: 'not_sent' });
});

function refused(body: unknown, status: number) {
  return {
    code: 'http',
    message: 'no',
    status,
    retryable: false,
    outcome: 'failed',
    reply: reply(body, status),
  } as const;
}

test('T115: an error about another tenant is withheld and logged', (t) => {
  const { tool, logger } = setUp();
  const error = { type: 'QueryError', message: 'ocelot46 is missing', code: 'X', details: {} };
  for (const body of [
    { error, tenant: 'globex' },
    { error: { ...error, details: { tenant: 'globex' } }, tenant: 'acme' },
    { error: 'ocelot46', code: 'INTERNAL_ERROR', metadata: { tenantId: 'globex' } },
  ]) {
    const told = tool('falkordb_query').mapError?.(refused(body, 400), asked);
    t.is(told?.code, 'tenant_mismatch');
    t.notRegex(JSON.stringify(told), /ocelot46|globex/);
  }
  t.is(logger.entries.length, 3);
});

test('T115: an error names a graph as the tenant knows it', (t) => {
  const error = { type: 'DatabaseError', message: "no index on 'acme_memories'", code: 'X', details: {} };
  const told = setUp()
    .tool('falkordb_query')
    .mapError?.(refused({ error, tenant: 'acme' }, 500), asked);
  t.regex(told?.message ?? '', /no index on 'memories'/);
});

for (const [title, body] of [
  ['documented', { error: { type: 'DatabaseError', message: "no index on 'acme_acme_x'", code: 'X' }, tenant: 'acme' }],
  ['actual', { error: "no index on 'acme_acme_x'", code: 'INTERNAL_ERROR', metadata: { tenantId: 'acme' } }],
] as const) {
  test(`an error leaves alone what the caller has sent, and nothing but that (${title})`, (t) => {
    const call = info('falkordb_query', { graphName: 'acme_x', query: 'MATCH (n:acme_y) RETURN n' });
    const told = setUp().tool('falkordb_query').mapError?.(refused(body, 500), call);
    t.regex(told?.message ?? '', /The query on graph `acme_x` failed: no index on 'acme_x'/);
  });
}

test('a failure told with status 200 names a graph as the tenant knows it', async (t) => {
  const { tool } = setUp();
  const error = { type: 'QueryError', message: "no index on 'acme_memories'", code: 'X', details: {} };
  const body = { success: false, error, tenant: 'acme', resolvedGraphName: 'acme_memories' };
  const failure = await failureOf(t, () => tool('falkordb_query').format?.(reply(body), asked));
  const told = tool('falkordb_query').mapError?.(failure, asked);
  t.regex(told?.message ?? '', /no index on 'memories'/);
  t.notRegex(JSON.stringify(told), /acme_/);
});
