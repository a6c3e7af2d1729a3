import test from 'ava';
import { locate, pointAt, readComplaint } from '../../../src/tools/cypher/position.js';

/** Messages as FalkorDB 4.16.3 gave them for the query with the header `CYPHER a=1 ` in front, or without. */
const complaints: readonly (readonly [
  string,
  string,
  boolean,
  string,
  { line: number; column: number } | undefined,
])[] = [
  [
    'in the first line',
    'MATCH (n RETURN n',
    false,
    "errMsg: Invalid input 'R': expected a label line: 1, column: 10, offset: 9 errCtx: MATCH (n RETURN n errCtxOffset: 9",
    { line: 1, column: 10 },
  ],
  [
    'behind a header, which FalkorDB does not count',
    'MATCH (n RETURN n',
    true,
    "errMsg: Invalid input 'R': expected a label line: 1, column: 10, offset: 9 errCtx: MATCH (n RETURN n errCtxOffset: 9",
    { line: 1, column: 10 },
  ],
  [
    'behind a header and blank lines, which FalkorDB drops',
    '\n\n  MATCH (n RETURN n',
    true,
    "errMsg: Invalid input 'R': expected a label line: 1, column: 10, offset: 9 errCtx: MATCH (n RETURN n errCtxOffset: 9",
    { line: 3, column: 12 },
  ],
  [
    'behind blank lines without a header, which FalkorDB counts',
    '\n\n  MATCH (n RETURN n',
    false,
    "errMsg: Invalid input 'R': expected a label line: 3, column: 12, offset: 13 errCtx:   MATCH (n RETURN n errCtxOffset: 11",
    { line: 3, column: 12 },
  ],
  [
    'in a later line',
    'MATCH (n)\n  WHERE n.x == 3\nRETURN n',
    true,
    "errMsg: Invalid input '=': expected NOT line: 2, column: 14, offset: 23 errCtx:   WHERE n.x == 3 errCtxOffset: 13",
    { line: 2, column: 14 },
  ],
  [
    'behind characters of several bytes, which FalkorDB counts as bytes',
    "MATCH (n {x:'日本語'} RETURN n",
    true,
    "errMsg: Invalid input 'R': expected ')' line: 1, column: 26, offset: 25 errCtx: MATCH (n {x:'日本語'} RETURN n errCtxOffset: 25",
    { line: 1, column: 20 },
  ],
  [
    "behind a header of the caller's own",
    'CYPHER b=2 MATCH (n)\n  WHERE n.x == 3\nRETURN n',
    true,
    "errMsg: Invalid input '=': expected NOT line: 2, column: 14, offset: 23 errCtx:   WHERE n.x == 3 errCtxOffset: 13",
    { line: 2, column: 14 },
  ],
  [
    'at the end',
    'MATCH (n) RETURN',
    true,
    'errMsg: Invalid input at end of input: expected DISTINCT line: 1, column: 17, offset: 16 errCtx: MATCH (n) RETURN errCtxOffset: 16',
    { line: 1, column: 17 },
  ],
  [
    'nowhere, when the excerpt is not in the query',
    'RETURN $s AS s',
    false,
    'errMsg: Invalid input at end of input: expected " line: 1, column: 10, offset: 9 errCtx: RETURN "a errCtxOffset: 9',
    undefined,
  ],
];

for (const [name, query, headerSent, message, expected] of complaints) {
  test(`finds a mistake ${name}`, (t) => {
    const complaint = readComplaint(message);
    t.truthy(complaint);
    t.deepEqual(complaint && locate(complaint, query, headerSent), expected);
  });
}

test('finds a mistake in a long line, of which FalkorDB quotes a part', (t) => {
  const query = `MATCH (n) WHERE n.name = '${'a'.repeat(137)}' RETURN n x ${'b'.repeat(80)}`;
  const complaint = readComplaint(
    `errMsg: Invalid input ' ': expected XOR line: 1, column: 176, offset: 175 errCtx: ...${'a'.repeat(25)}' RETURN n x ${'b'.repeat(36)}... errCtxOffset: 40`,
  );
  t.deepEqual(complaint && locate(complaint, query, true), { line: 1, column: 176 });
});

test('takes the message out of the complaint', (t) => {
  const complaint = readComplaint('errMsg: Invalid input line: 1, column: 2, offset: 1 errCtx: x\ny errCtxOffset: 1');
  t.deepEqual(complaint, { message: 'Invalid input', offset: 1, context: 'x\ny', contextOffset: 1 });
});

test('leaves other messages alone', (t) => {
  t.is(readComplaint("'x' not defined"), undefined);
});

test('points at the place with a caret', (t) => {
  t.is(pointAt('MATCH (n)\nWHERE 日 == 3', { line: 2, column: 10 }), 'WHERE 日 == 3\n         ^');
});

test('keeps tabs, so that the caret stays below its character', (t) => {
  t.is(pointAt('\tRETURN x y', { line: 1, column: 11 }), '\tRETURN x y\n\t         ^');
});

test('shows only the surroundings in a long line', (t) => {
  const query = `${'a'.repeat(100)}X${'b'.repeat(100)}`;
  t.is(pointAt(query, { line: 1, column: 101 }), `…${'a'.repeat(60)}X${'b'.repeat(59)}…\n${' '.repeat(61)}^`);
});
