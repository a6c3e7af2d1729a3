import test from 'ava';
import { readMilliseconds, readStatistics, spellOut } from '../../../src/tools/replies/statistics.js';

for (const [text, expected] of [
  ['2.3ms', 2.3],
  ['0.302678 milliseconds', 0.302678],
  ['5ms', 5],
  ['1.5s', 1500],
  ['250us', 0.25],
  [7, 7],
  ['fast', undefined],
  ['3 parsecs', undefined],
  [undefined, undefined],
] as const) {
  test(`reads the time ${text}`, (t) => {
    t.is(readMilliseconds(text), expected);
  });
}

test('reads every statistic seen in the wild', (t) => {
  const lines = [
    'Labels added: 1',
    'Labels removed: 2',
    'Nodes created: 3',
    'Nodes deleted: 4',
    'Properties set: 5',
    'Properties removed: 6',
    'Relationships created: 7',
    'Relationships deleted: 8',
    'Indices created: 9',
    'Indices deleted: 10',
    'Cached execution: 0',
  ];
  t.deepEqual(readStatistics(lines).statistics, {
    labelsAdded: 1,
    labelsRemoved: 2,
    nodesCreated: 3,
    nodesDeleted: 4,
    propertiesSet: 5,
    propertiesRemoved: 6,
    relationshipsCreated: 7,
    relationshipsDeleted: 8,
    indicesCreated: 9,
    indicesDeleted: 10,
    cachedExecution: 0,
  });
});

test('leaves out what is no number, and copes with anything', (t) => {
  t.deepEqual(readStatistics(['Nonsense', 'A: b', 5, null]), { statistics: {}, executionTimeMs: undefined });
  t.deepEqual(readStatistics('text'), { statistics: {}, executionTimeMs: undefined });
});

test('spells names out', (t) => {
  t.is(spellOut('relationshipsDeleted'), 'relationships deleted');
});
