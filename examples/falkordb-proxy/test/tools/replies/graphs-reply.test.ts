import test from 'ava';
import { CallError } from 'mcp-rest-proxy';
import { type GraphsReply, readGraphsReply } from '../../../src/tools/replies/graphs-reply.js';
import { toReply } from '../../helpers/transcripts.js';

function read(body: unknown, page: { filter?: string; limit?: number; offset?: number } = {}): GraphsReply {
  const reply = toReply({ status: 200, type: 'application/json', body: JSON.stringify(body) });
  return readGraphsReply(reply, { filter: undefined, limit: 100, offset: 0, ...page });
}

const names = (reply: GraphsReply): string[] => reply.graphs.map(({ name }) => name);
const actual = {
  data: ['alpha', 'beta', 'Alphabet', 'gamma'].map((name) => ({ name })),
  metadata: { count: 4, tenantId: 't' },
};

test('pages itself where the backend does not', (t) => {
  t.deepEqual(read(actual, { limit: 2, offset: 1 }), {
    graphs: [{ name: 'beta' }, { name: 'Alphabet' }],
    total: 4,
    tenant: 't',
    limit: 2,
    offset: 1,
    hasMore: true,
  });
  t.false(read(actual, { limit: 2, offset: 2 }).hasMore);
  t.deepEqual(names(read(actual, { offset: 9 })), []);
});

test('filters by text and by pattern, without regard to case', (t) => {
  t.deepEqual(names(read(actual, { filter: 'alpha' })), ['alpha', 'Alphabet']);
  t.deepEqual(names(read(actual, { filter: 'a*b' })), ['Alphabet']);
  t.deepEqual(names(read(actual, { filter: '.' })), []);
  t.is(read(actual, { filter: 'alpha', limit: 1 }).total, 2);
});

test("keeps the backend's own page", (t) => {
  const body = { graphs: ['c', 'd'], total: 5, pagination: { limit: 2, offset: 2, hasMore: true } };
  t.deepEqual(read(body, { limit: 2, offset: 2, filter: 'z' }), {
    graphs: [{ name: 'c' }, { name: 'd' }],
    total: 5,
    tenant: undefined,
    limit: 2,
    offset: 2,
    hasMore: true,
  });
});

test('reads names with their resolved names', (t) => {
  const graphs = [{ name: 'memories', resolvedName: 't_memories', tenant: 't' }];
  t.deepEqual(read({ graphs, total: 1 }).graphs, graphs);
});

for (const body of [{}, { data: {} }, [], null]) {
  test(`gives up on ${JSON.stringify(body)}`, (t) => {
    t.throws(() => read(body), { instanceOf: CallError });
  });
}
