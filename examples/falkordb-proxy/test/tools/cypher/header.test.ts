import test from 'ava';
import fc from 'fast-check';
import { CallError } from 'mcp-rest-proxy';
import { writeHeader } from '../../../src/tools/cypher/header.js';
import { anyParameters } from '../../helpers/arbitrary-parameters.js';
import { parseHeader } from '../../helpers/literal-parser.js';

const written: readonly (readonly [string, unknown, string])[] = [
  ['null', null, 'null'],
  ['true', true, 'true'],
  ['an integer', 42, '42'],
  ['a negative integer', -5, '-5'],
  ['negative zero', -0, '0'],
  ['the largest exact integer', 9007199254740991, '9007199254740991'],
  ['the smallest int64', -(2 ** 63), '-9223372036854775808'],
  ['an integer just beyond int64 as a float', 2 ** 63, '9223372036854776000.0'],
  ['1e20 as a float', 1e20, '100000000000000000000.0'],
  ['1e21', 1e21, '1e+21'],
  ['a fraction', 0.5, '0.5'],
  ['a tiny float', 5e-324, '5e-324'],
  ['text', 'Bob', '"Bob"'],
  ['quotes and backslashes', 'a"b\\c', '"a\\"b\\\\c"'],
  ['single quotes, raw', "it's", '"it\'s"'],
  ['line breaks and tabs, raw', 'a\nb\tc', '"a\nb\tc"'],
  ['dollars, raw', '$& $$ $x', '"$& $$ $x"'],
  ['emoji, raw', '日本🚀', '"日本🚀"'],
  ['a list', [1, 'x', null, [true]], '[1,"x",null,[true]]'],
  ['an empty list', [], '[]'],
  ['a map', { a: 1, 'b c': { ключ: 'v' }, '': 0 }, '{a:1,`b c`:{`ключ`:"v"},``:0}'],
  ['an empty map', {}, '{}'],
];

for (const [name, value, literal] of written) {
  test(`writes ${name}`, (t) => {
    t.is(writeHeader({ v: value }), `CYPHER v=${literal} `);
  });
}

test('writes no header without parameters', (t) => {
  t.is(writeHeader({}), '');
});

test('separates definitions by blanks', (t) => {
  t.is(writeHeader({ name: 'Bob', n: 3, m: { a: [1, 'x'] } }), 'CYPHER name="Bob" n=3 m={a:[1,"x"]} ');
});

test('quotes names that the grammar would not read as they are', (t) => {
  t.is(
    writeHeader({ limit: 1, 'a b': 2, ключ: 3, '1': 4, '': 5, _x1: 6 }),
    'CYPHER `1`=4 limit=1 `a b`=2 `ключ`=3 ``=5 _x1=6 ',
  );
});

test('quotes names that begin like the header itself', (t) => {
  t.is(writeHeader({ cypherText: 1, CYPHER: 2 }), 'CYPHER `cypherText`=1 `CYPHER`=2 ');
});

test('keeps a key called __proto__', (t) => {
  t.is(writeHeader(JSON.parse('{"m":{"__proto__":1}}')), 'CYPHER m={__proto__:1} ');
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

const refused: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  ['a backtick in a name', { 'a`b': 1 }, /^parameters\["a`b"\]: .*backtick/],
  ['a backtick in a key', { m: { 'a`b': 1 } }, /^parameters\.m\["a`b"\]: .*backtick/],
  ['NUL in a value', { rows: [{ name: 'a\0b' }] }, /^parameters\.rows\[0\]\.name: .*NUL/],
  ['NUL in a name', { 'a\0': 1 }, /NUL/],
  ['half a surrogate pair', { s: 'x\ud83d' }, /^parameters\.s: .*surrogate/],
  ['half a surrogate pair in a key', { m: { '\udc00': 1 } }, /surrogate/],
  ['an infinite number', { n: JSON.parse('1e999') }, /^parameters\.n: is not a finite number/],
  ['values that are not JSON', { f: () => 1 }, /^parameters\.f: is not a JSON value/],
  ['nesting that would end the backend', { d: deep(101) }, /nested more than 100 levels deep/],
];

for (const [name, parameters, message] of refused) {
  test(`refuses ${name}`, (t) => {
    const error = t.throws(() => writeHeader(parameters), { instanceOf: CallError });
    t.regex(error?.message ?? '', message);
    t.is(error?.failure.code, 'invalid_arguments');
    t.is(error?.failure.outcome, 'not_sent');
  });
}

test('takes 100 levels of nesting', (t) => {
  t.is(writeHeader({ d: deep(100) }), `CYPHER d=${'['.repeat(100)}1${']'.repeat(100)} `);
});

test('any parameters come back equal, and the query behind them stays as it is', (t) => {
  const query = 'MATCH (n) RETURN n';
  fc.assert(
    fc.property(anyParameters, (parameters) => {
      const read = parseHeader(writeHeader(parameters) + query);
      t.deepEqual(Object.fromEntries(read.parameters), parameters);
      t.is(read.query, query);
    }),
    { numRuns: 500 },
  );
});
