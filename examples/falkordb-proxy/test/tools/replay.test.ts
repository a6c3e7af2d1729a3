import test from 'ava';
import type { ToolResult } from 'mcp-rest-proxy';
import { usePlayer } from '../helpers/replay.js';
import { type Exchange, readTranscript } from '../helpers/transcripts.js';

const play = usePlayer(test);
const exchanges = [...readTranscript('actual'), ...readTranscript('documented')];

/** What the recorded answers that are no plain results become. */
const FAILURES: Readonly<Record<string, string>> = {
  credentials_refused: `01#5 01#8 01#9 01#10 01#11 01#13 01#14 01#16 03#3 03#13 03#14 03#15 03#16 03#17 03#18 03#19 03#20
    03#21 03#22 03#23 03#24 03#25 03#27 05#35 05#36 05#37 05#38 05#42 08#69 08#79 08#84 08#85 doc#8`,
  invalid_request: `01#17 01#64 01#65 01#67 01#68 01#71 01#72 01#73 01#74 01#75 01#76 01#77 01#78 01#80 01#81 01#83
    01#85 01#86 01#89 01#90 01#91 01#92 01#93 03#11 03#37 05#33 08#34 08#35 doc#9`,
  query_error: `01#24 01#32 01#36 01#39 01#45 01#48 01#50 01#52 01#53 01#55 01#58 01#66 01#99 01#100 01#101 01#102
    01#103 01#104 01#105 01#106 01#107 01#108 01#109 01#110 01#112 01#113 01#114 01#115 01#116 01#117
    02#12 02#16 02#21 02#28 02#30 03#12 05#32 05#34 05#55 08#1 08#2 08#3 08#4 08#5 08#6 08#7 08#8 08#9
    08#10 08#23 08#32 08#47 08#48 08#49 08#50 08#51 08#52 08#55 08#60 08#63 08#65 08#66 doc#6 doc#10
    doc#12`,
  backend_misconfigured: '01#88 01#95 01#96 01#97 01#98 03#39',
  request_too_large: '01#94 08#37',
  backend_unhealthy: '05#1 05#2 05#18 05#25 05#28 doc#21',
  database_unavailable: '05#4 05#5 05#44 08#86 doc#11',
  backend_unavailable: '05#6 05#8 05#9 05#10 05#11 05#12 05#13 05#14 05#46 05#47',
  timeout: '05#16 05#17 05#19 05#20 05#21 05#23 05#26 05#27 05#59 08#74 doc#13',
  bad_response_shape: '08#68',
  permission_denied: 'doc#7',
  graph_not_found: 'doc#14',
  rate_limited: 'doc#22',
  backend_error: 'doc#23',
};

/** Recorded arguments that the tools do not send: bad input never travels. */
const REFUSED = new Set(
  `01#56 01#63 01#64 01#65 01#71 01#72 01#73 01#74 01#75 01#76 01#77 01#78 01#80 01#81 01#84 01#96
    01#116 02#28 02#29 03#11 08#38 08#63 08#64 08#65 08#66 08#73`.split(/\s+/),
);

const codes = new Map(Object.entries(FAILURES).flatMap(([code, ids]) => ids.split(/\s+/).map((id) => [id, code])));

for (const exchange of exchanges) {
  test.serial(`${exchange.id}: ${exchange.name}`, async (t) => {
    const { result, refused, requests } = await play(exchange);
    const reached = !('error' in exchange.response && exchange.response.error.startsWith('ECONNREFUSED'));
    t.is(failureOf(result).code ?? '', codes.get(exchange.id) ?? '');
    t.is(refused, REFUSED.has(exchange.id));
    t.is(requests.length, reached ? 1 : 0);
    t.true(textOf(result).length > 0);
    t.notRegex(textOf(result), /127\.0\.0\.1|10\.0\.0\.5|node:net|<html|<pre>|undefined|\[object/i);
    t.is(result.structuredContent === undefined, result.isError === true);
  });
}

test.serial('every expectation is of an answer that was recorded', (t) => {
  const recorded = new Set(exchanges.map(({ id }) => id));
  t.deepEqual(
    [...codes.keys(), ...REFUSED].filter((id) => !recorded.has(id)),
    [],
  );
});

interface Failure {
  readonly code?: string;
}

/** The machine-readable half of a failure. */
function failureOf({ _meta = {} }: ToolResult): Failure {
  return (_meta['mcp-rest-proxy/error'] ?? {}) as Failure;
}

/** The readable half, without the time it took. */
function textOf({ content }: ToolResult): string {
  const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
  return text.replace(/Response time: \d+ ms/, 'Response time: N ms');
}

function recorded(id: string): Exchange {
  const exchange = exchanges.find((candidate) => candidate.id === id);
  if (exchange === undefined) throw new Error(`no exchange ${id}`);
  return exchange;
}

const texts: Readonly<Record<string, string>> = {
  'doc#1': [
    'Found 1 row in graph `memories` (resolved: `user123_memories`).',
    '',
    '**1. Memory (node 1)**',
    '- content: Important meeting notes',
    '',
    'Execution time: 2.3 ms',
  ].join('\n'),
  'doc#4': [
    'Done in graph `memories` (resolved: `tenant123_memories`). The statement has no RETURN, so there are no rows.',
    '',
    'Nodes created: 2, properties set: 3, labels added: 1, relationships created: 1.',
    '',
    'Execution time: 3 ms',
  ].join('\n'),
  'doc#24': [
    'Done in graph `memories`: no rows returned.',
    '',
    'Nodes deleted: 3, relationships deleted: 2.',
    '',
    'Execution time: 0.6 ms',
  ].join('\n'),
  'doc#5': [
    'Found no rows in graph `memories`. If rows were expected, check the name with falkordb_list_graphs (querying a graph that does not exist creates it, empty) and the spelling of labels and properties.',
    '',
    'Execution time: 0.1 ms',
  ].join('\n'),
  'doc#16': '1 graph of tenant `tenant123`:\n- `memories` (resolved: `tenant123_memories`)',
  '01#2':
    'The backend is healthy.\n- Database: connected, answers in 1 ms\n- Response time: N ms, as measured by the proxy',
  '01#6': [
    'FalkorDB MCP Server 1.0.0',
    '- Capabilities: `graph.query`, `graph.list`, `node.properties`, `relationship.properties`',
    '- Multi-tenancy: not stated',
  ].join('\n'),
  '01#20': [
    'Found 1 row in graph `memories`.',
    '',
    '**Row 1**',
    '- a: (:Person:Admin #1 {name: "Ann", age: 42})',
    '- r: (#1)-[:KNOWS #0 {since: 2020}]->(#2)',
    '- b: (:Person #2 {name: "Bob"})',
    '',
    'Nodes created: 1, properties set: 2, relationships created: 1.',
    '',
    'Execution time: 0.356 ms',
  ].join('\n'),
  '01#29': [
    'Found 3 rows in graph `memories`.',
    '',
    '| l | c | names | avg |',
    '| --- | --- | --- | --- |',
    '| ["Memory"] | 1 | [] | null |',
    '| ["Person", "Admin"] | 1 | ["Ann"] | 42 |',
    '| ["Person"] | 1 | ["Bob"] | null |',
    '',
    'Execution time: 0.297 ms',
  ].join('\n'),
  '01#99': [
    "Error (HTTP 500, query_error): InvalidRequest: The query on graph `memories` failed: Invalid input 'R': expected a label, '{', a parameter or ')' (line 1, column 10)",
    '',
    '    MATCH (n RETURN n',
    '             ^',
    'Correct the query and call again.',
  ].join('\n'),
  'doc#10': [
    'Error (HTTP 400, query_error): InvalidRequest: The query on graph `memories` failed: Invalid Cypher syntax (line 2, column 1)',
    '',
    '    RETRUN n',
    '    ^',
    'Correct the query and call again.',
  ].join('\n'),
  '05#59': [
    'Error (HTTP 504, timeout): InternalError: The query on graph `f` took longer than the backend waits. The query goes on in the database all the same, so its outcome is unknown.',
    'Check with a read whether a write has been carried out before repeating it. Make the query cheaper: add LIMIT, start from an indexed property, split it.',
  ].join('\n'),
  'doc#7': [
    "Error (HTTP 403, permission_denied): PermissionDenied: Access denied to graph 'other_tenant_memories' - Graph belongs to different tenant",
    'Use a graph of your own: falkordb_list_graphs shows them. Give names without the prefix of the tenant.',
  ].join('\n'),
  '03#11': [
    'Error (HTTP 400, invalid_request): InvalidRequest: The query on graph `memories` was refused: Invalid request parameters; graphName: Graph name contains invalid characters (only alphanumeric, underscore, and hyphen allowed).',
    'Correct the arguments and call again.',
  ].join('\n'),
  '01#55': [
    'Error (HTTP 500, query_error): InvalidRequest: The query on graph `memories` failed: Missing parameters',
    'The query uses a $name that `parameters` does not define. Define every $name it uses. Given: $s.',
  ].join('\n'),
};

for (const [id, expected] of Object.entries(texts)) {
  test.serial(`${id} reads as a person would want it`, async (t) => {
    t.is(textOf((await play(recorded(id))).result), expected);
  });
}

test.serial('a 403 caused by a word in the query is not blamed on credentials', async (t) => {
  const text = textOf((await play(recorded('01#114'))).result);
  t.regex(text, /InvalidRequest: .*contains the word "permission"/);
  t.regex(text, /says nothing about credentials/);
});

test.serial('a query that timed out has an unknown outcome and is not to be repeated', async (t) => {
  const { result } = await play(recorded('05#59'));
  t.like(failureOf(result), { outcome: 'unknown', retryable: false, status: 504 });
});

test.serial('what only reads may be repeated after a time-out', async (t) => {
  const { result } = await play(recorded('05#19'));
  t.like(failureOf(result), { outcome: 'failed', retryable: true });
});

test.serial('shows all digits only where it can, and says so', async (t) => {
  t.regex(textOf((await play(recorded('01#25'))).result), /may be off in `big`, `safe`/);
});
