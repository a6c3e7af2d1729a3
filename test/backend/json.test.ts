import test from 'ava';
import fc from 'fast-check';
import { parseJson } from '../../src/backend/json.js';

const parse = (text: string, exactIntegers = true) => parseJson(Buffer.from(text), { exactIntegers });

test('F20: integers a double cannot hold become strings, everything else stays', (t) => {
  const text = `{"id":9223372036854775807,"n":[-9007199254740993,9007199254740991,12345678901234567e3,1234567890123456.5],
    "text":"9223372036854775807 \\" 1234567890123456789","1234567890123456789":1}`;
  t.deepEqual(parse(text), {
    id: '9223372036854775807',
    n: ['-9007199254740993', 9007199254740991, 12345678901234567e3, 1234567890123456.5],
    text: '9223372036854775807 " 1234567890123456789',
    '1234567890123456789': 1,
  });
  t.is(parse('9223372036854775807'), '9223372036854775807');
});

test('F20: without exact integers, numbers are what JSON.parse makes of them', (t) => {
  t.is(parse('9007199254740993', false), 9007199254740992);
});

test('F20: a byte order mark is skipped', (t) => {
  t.deepEqual(parse('\ufeff[]'), []);
});

test('F20: text that is not JSON, and bytes that are not UTF-8, are errors', (t) => {
  for (const text of ['', '{', 'NaN', '01', "{'a':1}", '[1,]', '1234567890123456789x']) {
    t.throws(() => parse(text), { instanceOf: SyntaxError }, text);
  }
  t.throws(() => parseJson(new Uint8Array([0x22, 0xc3, 0x22]), { exactIntegers: true }), { instanceOf: TypeError });
});

test('any JSON value is parsed as JSON.parse would, but for the integers it rounds', (t) => {
  const rounded = (_: string, value: unknown) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(String(value)) ? String(value) : value;
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify({ value, padding: '"1234567890123456789\\' }, null, 1);
      t.deepEqual(parse(text), JSON.parse(text, rounded));
    }),
    { numRuns: 300 },
  );
});

test('any 64-bit integer anywhere comes back digit by digit', (t) => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (integer) => {
      t.is(String(parse(`${integer}`)), `${integer}`);
      t.deepEqual(parse(`{"a":[[${integer}]],"b":"x"}`), { a: [[parse(`${integer}`)]], b: 'x' });
    }),
    { numRuns: 500 },
  );
});
