import test from 'ava';
import fc from 'fast-check';
import { parseJson } from '../../src/backend/json.js';
import { UnsoundJsonError } from '../../src/backend/json-text.js';

const parse = (text: string, exactIntegers = true) => parseJson(Buffer.from(text), { exactIntegers, sound: true });

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
  t.throws(() => parseJson(new Uint8Array([0x22, 0xc3, 0x22]), { exactIntegers: true, sound: true }), {
    instanceOf: TypeError,
  });
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

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

test('F20: a name that stands twice in one object is refused, however it is written', (t) => {
  for (const text of [
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '[{"b":{"a":1,"x":0,"a":1}}]',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":1}',
    '{"a\\"":"}:{","a\\"":1}',
  ]) {
    const error = t.throws(() => parse(text), { instanceOf: UnsoundJsonError }, text);
    t.is(error?.message, 'has one name twice in the same object');
    t.notThrows(() => parseJson(Buffer.from(text), { exactIntegers: true, sound: false }));
  }
  t.deepEqual(parse('[{"a":1},{"a":2},{"A":{"a":null}}]'), [{ a: 1 }, { a: 2 }, { A: { a: null } }]);
});

test('F20 T117: nesting of more than 256 levels is refused before anything recurses into it', (t) => {
  t.notThrows(() => parse(nested(256)));
  t.notThrows(() => parse(`["${'['.repeat(300)}"]`));
  for (const text of [nested(257), nested(100_000), `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`]) {
    const error = t.throws(() => parse(text), { instanceOf: UnsoundJsonError });
    t.is(error?.message, 'is nested more than 256 levels deep');
  }
});

test('F20: any JSON value, written in any way, is sound', (t) => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      t.deepEqual(parse(text, false), JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test('F20: a name repeated anywhere in any object is found', (t) => {
  const name = fc.string({ unit: 'binary', maxLength: 6 }).filter((text) => !/\p{Cs}/u.test(text));
  fc.assert(
    fc.property(name, fc.jsonValue(), fc.jsonValue(), (key, one, other) => {
      const member = (value: unknown) => `${JSON.stringify(key)}:${JSON.stringify(value)}`;
      t.throws(() => parse(`[{"outer":{${member(one)},${member(other)}}}]`), { instanceOf: UnsoundJsonError });
    }),
    { numRuns: 500 },
  );
});
