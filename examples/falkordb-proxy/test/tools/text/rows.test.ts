import test from 'ava';
import fc from 'fast-check';
import { writeRows } from '../../../src/tools/text/rows.js';

const node = { type: 'node', id: 1, labels: ['Person', 'Admin'], properties: { name: 'Ann', tags: ['a', 'b'] } };
const other = { type: 'node', id: 2, labels: [], properties: {} };
const knows = { type: 'relationship', id: 0, relationshipType: 'KNOWS', start: 1, end: 2, properties: { since: 2020 } };

test('writes scalars, lists and maps as a table', (t) => {
  t.is(
    writeRows(
      ['name', 'l', 'm'],
      [
        { name: 'Ann', l: [1, 'x', null], m: { a: { b: true } } },
        { name: null, l: [], m: {} },
      ],
    ),
    ['| name | l | m |', '| --- | --- | --- |', '| Ann | [1, "x", null] | {a: {b: true}} |', '| null | [] | {} |'].join(
      '\n',
    ),
  );
});

test('data cannot break out of its cell, nor make tags, links or images', (t) => {
  const value = 'a|b\n`c` \\| <img> ![x](http://y) \u0000\u2028';
  t.is(
    writeRows(['x|y'], [{ 'x|y': value }]),
    '| x\\|y |\n| --- |\n| a\\|b\\n\\`c\\` \\\\\\| \\<img> ![x]\\(http://y) \\u0000\\u2028 |',
  );
});

test('any text makes a table of the same shape', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
      const lines = writeRows(['a', 'b'], [{ a: left, b: [right] }]).split(/[\n\r\u2028\u2029]/);
      t.is(lines.length, 3);
      t.is((lines[2] ?? '').replace(/\\\\|\\\|/g, '').split('|').length, 4);
    }),
  );
});

test('writes a column of nodes as blocks', (t) => {
  t.is(
    writeRows(['n'], [{ n: node }, { n: other }]),
    '**1. Person:Admin (node 1)**\n- name: Ann\n- tags: ["a", "b"]\n\n**2. Node (node 2)**',
  );
});

test('writes a column of relationships as blocks', (t) => {
  t.is(writeRows(['r'], [{ r: knows }]), '**1. KNOWS (relationship 0, from node 1 to node 2)**\n- since: 2020');
});

test('writes mixed rows as blocks, each value in one line', (t) => {
  const path = { type: 'path', nodes: [other, node], relationships: [knows] };
  t.is(
    writeRows(['n', 'r', 'p', 'x'], [{ n: node, r: knows, p: path, x: [node] }]),
    [
      '**Row 1**',
      '- n: (:Person:Admin #1 {name: "Ann", tags: ["a", "b"]})',
      '- r: (#1)-[:KNOWS #0 {since: 2020}]->(#2)',
      '- p: (#2)<-[:KNOWS #0 {since: 2020}]-(:Person:Admin #1 {name: "Ann", tags: ["a", "b"]})',
      '- x: [(:Person:Admin #1 {name: "Ann", tags: ["a", "b"]})]',
    ].join('\n'),
  );
});

test('cuts names of columns that are whole expressions', (t) => {
  const name = 'x'.repeat(100);
  t.regex(writeRows([name], [{ [name]: 1 }]), /^\| x{80}… \(20 more characters\) \|/);
});
