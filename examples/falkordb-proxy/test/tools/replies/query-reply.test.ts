import test from 'ava';
import { CallError } from 'mcp-rest-proxy';
import { type QueryReply, readQueryReply } from '../../../src/tools/replies/query-reply.js';
import { toReply } from '../../helpers/transcripts.js';

function read(body: unknown, maxRows = 100): QueryReply {
  const reply = toReply({ status: 200, type: 'application/json', body: JSON.stringify(body) });
  return readQueryReply(reply, { graphName: 'asked', maxRows });
}

const actual = (data: unknown, statistics: string[] = []): unknown => ({
  data: { metadata: statistics, data },
  metadata: { queryTime: 7, provider: 'FalkorDB MCP Server', source: 'falkordb' },
});

test('reads the documented dialect', (t) => {
  const body = {
    success: true,
    data: [{ n: { identity: 1, labels: ['A'], properties: { x: 1 } } }],
    statistics: { nodesReturned: 1, queryExecutionTime: '2.3ms' },
    tenant: 'user123',
    graphName: 'memories',
    resolvedGraphName: 'user123_memories',
  };
  t.deepEqual(read(body), {
    graphName: 'memories',
    resolvedGraphName: 'user123_memories',
    tenant: 'user123',
    columns: ['n'],
    rows: [{ n: { type: 'node', id: 1, labels: ['A'], properties: { x: 1 } } }],
    rowCount: 1,
    returned: true,
    statistics: { nodesReturned: 1 },
    executionTimeMs: 2.3,
    warnings: [],
  });
});

test('reads the actual dialect', (t) => {
  const body = actual(
    [{ a: 1, 'count(*)': 2 }],
    [
      'Labels added: 2',
      'Cached execution: 1',
      'Something New here: 3',
      'Query internal execution time: 0.302678 milliseconds',
    ],
  );
  t.deepEqual(read(body), {
    graphName: 'asked',
    resolvedGraphName: undefined,
    tenant: undefined,
    columns: ['a', 'count(*)'],
    rows: [{ a: 1, 'count(*)': 2 }],
    rowCount: 1,
    returned: true,
    statistics: { labelsAdded: 2, cachedExecution: 1, somethingNewHere: 3 },
    executionTimeMs: 0.302678,
    warnings: [],
  });
});

test("falls back to the backend's own time", (t) => {
  t.is(read(actual([])).executionTimeMs, 7);
});

test('keeps no RETURN apart from no rows', (t) => {
  t.false(read(actual(undefined)).returned);
  t.true(read(actual([])).returned);
  t.false(read({ success: true, statistics: {} }).returned);
  t.true(read({ success: true, data: [] }).returned);
});

test('reads relationships of both dialects and paths into one form', (t) => {
  const properties = { since: 2020 };
  const relationship = { type: 'relationship', id: 0, relationshipType: 'KNOWS', start: 1, end: 2, properties };
  const edge = { id: 0, sourceId: 1, destinationId: 2, properties, relationshipType: 'KNOWS' };
  const node = (id: number): unknown => ({ id, labels: [], properties: {} });
  const { rows } = read(
    actual([
      {
        a: edge,
        b: { identity: 0, type: 'KNOWS', start: 1, end: 2, properties },
        p: { nodes: [node(1), node(2)], edges: [edge] },
      },
    ]),
  );
  t.deepEqual(rows[0], {
    a: relationship,
    b: relationship,
    p: {
      type: 'path',
      nodes: [
        { type: 'node', id: 1, labels: [], properties: {} },
        { type: 'node', id: 2, labels: [], properties: {} },
      ],
      relationships: [relationship],
    },
  });
});

test('finds nodes inside lists and maps', (t) => {
  const node = { id: 1, labels: ['A'], properties: {} };
  t.deepEqual(read(actual([{ m: { list: [node] } }])).rows, [
    { m: { list: [{ type: 'node', id: 1, labels: ['A'], properties: {} }] } },
  ]);
});

test('takes no map for a node that has more or other keys', (t) => {
  const maps = [
    { id: 1, labels: ['A'], properties: {}, extra: 1 },
    { id: 'x', labels: ['A'], properties: {} },
    { id: 1, labels: 'A', properties: {} },
    { id: 1, name: 'x' },
    { nodes: [1], edges: [] },
    { nodes: [], edges: [] },
  ];
  t.deepEqual(
    read(actual(maps.map((m) => ({ m })))).rows.map(({ m }) => m),
    maps,
  );
});

test('keeps a column called __proto__ an ordinary column', (t) => {
  const body = JSON.parse('{"data":{"data":[{"__proto__":{"polluted":1},"other":2}],"metadata":[]}}');
  const { columns, rows } = read(body);
  t.deepEqual(columns, ['__proto__', 'other']);
  t.is(JSON.stringify(rows), '[{"__proto__":{"polluted":1},"other":2}]');
  t.false('polluted' in {});
});

test('warns of integers that may be off, and only of those', (t) => {
  t.deepEqual(read(actual([{ a: 9007199254740944, b: -9007199254740944, c: 0.5 }])).warnings, []);
  const [warning = ''] = read(actual([{ a: 1, big: [9007199254740945] }])).warnings;
  t.regex(warning, /may be off in `big`.*toString/);
});

test('warns when whole numbers as names have changed the order of columns', (t) => {
  t.regex(read(actual([{ 1: 'b', 2: 'a' }])).warnings[0] ?? '', /AS/);
  t.deepEqual(read(actual([{ 1: 1 }])).warnings, []);
});

test('reads only as many rows as are wanted, and counts all', (t) => {
  const { rows, rowCount } = read(actual([{ a: 1 }, { a: 2 }, { a: 3 }]), 2);
  t.is(rows.length, 2);
  t.is(rowCount, 3);
});

for (const body of [
  null,
  1,
  [],
  {},
  { data: 'x' },
  { data: [1] },
  { data: { data: 'x' } },
  { success: true, data: 5 },
  { status: 'ok' },
]) {
  test(`gives up on ${JSON.stringify(body)}`, (t) => {
    const error = t.throws(() => read(body), { instanceOf: CallError });
    t.is(error?.failure.code, 'bad_response_shape');
    t.is(error?.failure.outcome, 'done');
  });
}
