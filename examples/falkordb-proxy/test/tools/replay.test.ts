import test from 'ava';
import { falkordbEndpoints } from '../../src/tools/endpoints.js';
import { type Exchange, type Played, play, readTranscript } from '../helpers/transcripts.js';

const endpoints = falkordbEndpoints();

/** What becomes of every recorded answer that is not a plain result. */
const failures: Readonly<Record<string, string>> = {
  '01#8': 'credentials_refused',
  '01#9': 'credentials_refused',
  '01#10': 'credentials_refused',
  '01#11': 'credentials_refused',
  '01#16': 'credentials_refused',
  '01#17': 'invalid_request',
  '01#32': 'query_error',
  '01#36': 'query_error',
  '01#39': 'query_error',
  '01#45': 'query_error',
  '01#55': 'query_error',
  '01#64': 'invalid_request',
  '01#66': 'query_error',
  '01#71': 'invalid_request',
  '01#74': 'invalid_request',
  '01#78': 'invalid_request',
  '01#83': 'invalid_request',
  '01#88': 'backend_misconfigured',
  '01#89': 'invalid_request',
  '01#94': 'request_too_large',
  '01#99': 'query_error',
  '01#100': 'query_error',
  '01#101': 'query_error',
  '01#102': 'query_error',
  '01#103': 'query_error',
  '01#104': 'query_error',
  '01#106': 'query_error',
  '01#109': 'query_error',
  '01#110': 'query_error',
  '01#112': 'query_error',
  '01#113': 'query_error',
  '01#114': 'query_error',
  '01#115': 'query_error',
  '01#116': 'query_error',
  '01#117': 'query_error',
  '02#16': 'query_error',
  '02#21': 'query_error',
  '02#28': 'query_error',
  '03#3': 'credentials_refused',
  '03#11': 'invalid_request',
  '03#12': 'query_error',
  '03#13': 'credentials_refused',
  '03#16': 'credentials_refused',
  '03#17': 'credentials_refused',
  '03#20': 'credentials_refused',
  '03#37': 'invalid_request',
  '03#39': 'backend_misconfigured',
  '05#1': 'backend_unhealthy',
  '05#4': 'database_unavailable',
  '05#5': 'database_unavailable',
  '05#6': 'backend_unavailable',
  '05#16': 'timeout',
  '05#18': 'backend_unhealthy',
  '05#19': 'timeout',
  '05#26': 'timeout',
  '05#27': 'timeout',
  '05#33': 'invalid_request',
  '05#35': 'credentials_refused',
  '05#36': 'credentials_refused',
  '05#42': 'credentials_refused',
  '05#44': 'database_unavailable',
  '05#46': 'backend_unavailable',
  '05#55': 'query_error',
  '05#59': 'timeout',
  '08#1': 'query_error',
  '08#6': 'query_error',
  '08#7': 'query_error',
  '08#8': 'query_error',
  '08#9': 'query_error',
  '08#23': 'query_error',
  '08#32': 'query_error',
  '08#37': 'request_too_large',
  '08#42': '',
  '08#49': 'query_error',
  '08#50': 'query_error',
  '08#63': 'query_error',
  '08#74': 'timeout',
  '08#84': 'credentials_refused',
  '08#86': 'database_unavailable',
  'doc#6': 'query_error',
  'doc#7': 'permission_denied',
  'doc#8': 'credentials_refused',
  'doc#9': 'invalid_request',
  'doc#10': 'query_error',
  'doc#11': 'database_unavailable',
  'doc#12': 'query_error',
  'doc#13': 'timeout',
  'doc#14': 'graph_not_found',
  'doc#21': 'backend_unhealthy',
  'doc#22': 'rate_limited',
  'doc#23': 'backend_error',
};

const exchanges = [...readTranscript('actual'), ...readTranscript('documented')];

for (const exchange of exchanges) {
  test(`${exchange.id}: ${exchange.name}`, async (t) => {
    const played = await play(endpoints, exchange);
    t.is(codeOf(played), failures[exchange.id] ?? '');
    t.true(textOf(played).length > 0);
    t.notRegex(textOf(played), /127\.0\.0\.1|10\.0\.0\.5|node:net|<html|<pre>|undefined|\[object/i);
  });
}

function codeOf(played: Played): string {
  return 'result' in played ? '' : played.failure.code;
}

function textOf(played: Played): string {
  if ('failure' in played) return `${played.failure.message}\n${played.failure.hint ?? ''}`;
  return played.result.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
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
  'doc#16': '1 graph of tenant `tenant123`:\n- `memories` (resolved: `tenant123_memories`)',
  '01#2':
    'The backend is healthy.\n- Database: connected, answers in 1 ms\n- Response time: 3 ms, as measured by the proxy',
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
    "InvalidRequest: The query on graph `memories` failed: Invalid input 'R': expected a label, '{', a parameter or ')' (line 1, column 10)",
    '',
    '    MATCH (n RETURN n',
    '             ^',
    'Correct the query and call again.',
  ].join('\n'),
  'doc#10': [
    'InvalidRequest: The query on graph `memories` failed: Invalid Cypher syntax (line 2, column 1)',
    '',
    '    RETRUN n',
    '    ^',
    'Correct the query and call again.',
  ].join('\n'),
  'doc#7': [
    "PermissionDenied: Access denied to graph 'other_tenant_memories' - Graph belongs to different tenant",
    'Use a graph of your own: falkordb_list_graphs shows them. Give names without the prefix of the tenant.',
  ].join('\n'),
  '03#11': [
    'InvalidRequest: The query on graph `bad name` was refused: Invalid request parameters; graphName: Graph name contains invalid characters (only alphanumeric, underscore, and hyphen allowed).',
    'Correct the arguments and call again.',
  ].join('\n'),
  '01#55': [
    'InvalidRequest: The query on graph `memories` failed: Missing parameters',
    'The query uses a $name that `parameters` does not define. Define every $name it uses. Given: $s.',
  ].join('\n'),
};

for (const [id, expected] of Object.entries(texts)) {
  test(`${id} reads as a person would want it`, async (t) => {
    t.is(textOf(await play(endpoints, recorded(id))), expected);
  });
}

test('a 403 caused by a word in the query is not blamed on credentials', async (t) => {
  const text = textOf(await play(endpoints, recorded('01#114')));
  t.regex(text, /^InvalidRequest: .*contains the word "permission"/);
  t.regex(text, /says nothing about credentials/);
});

test('a query that timed out has an unknown outcome and is not to be repeated', async (t) => {
  const played = await play(endpoints, recorded('05#59'));
  t.like('failure' in played ? played.failure : {}, { outcome: 'unknown', retryable: false, status: 504 });
});

test('what only reads may be repeated after a time-out', async (t) => {
  const played = await play(endpoints, recorded('05#19'));
  t.like('failure' in played ? played.failure : {}, { outcome: 'failed', retryable: true });
});

test('shows all digits only where it can, and says so', async (t) => {
  t.regex(textOf(await play(endpoints, recorded('01#25'))), /may be off in `big`, `safe`/);
});
