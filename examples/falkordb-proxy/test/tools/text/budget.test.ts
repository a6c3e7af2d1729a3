import test from 'ava';
import { fitRows } from '../../../src/tools/text/budget.js';

test('keeps all rows within the budget', (t) => {
  const rows = [{ a: 1 }, { a: 2 }];
  t.deepEqual(fitRows(rows, 14), { rows, valuesShortened: false });
});

test('keeps the first rows that fit', (t) => {
  t.deepEqual(fitRows([{ a: 1 }, { a: 2 }, { a: 3 }], 14), { rows: [{ a: 1 }, { a: 2 }], valuesShortened: false });
});

test('shortens a single row that is too long, keeping its shape', (t) => {
  const node = {
    type: 'node',
    id: 1,
    labels: ['A'],
    properties: { text: 'x'.repeat(50_000), list: Array(9000).fill(1) },
  };
  const { rows, valuesShortened } = fitRows([{ n: node }, { n: node }], 2000);
  t.true(valuesShortened);
  t.is(rows.length, 1);
  t.true(JSON.stringify(rows).length <= 2002);
  t.like(rows[0], { n: { type: 'node', id: 1, labels: ['A'] } });
  t.regex(JSON.stringify(rows), /x… \(49\d+ more characters\)/);
});
