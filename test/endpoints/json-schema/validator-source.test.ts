import test from 'ava';
import fc from 'fast-check';
import type { CompiledCheck } from '../../../src/endpoints/json-schema/validator.js';
import { compileJsonSchema, createValidator } from '../../../src/endpoints/json-schema/validator.js';
import { equal, ucs2length } from '../../../src/endpoints/json-schema/validator-runtime.js';
import { validatorSource } from '../../../src/endpoints/json-schema/validator-source.js';
import type { JsonSchema } from '../../../src/endpoints/schema.js';

function load(schema: JsonSchema, useDefaults = true): CompiledCheck {
  const { expression, needs } = validatorSource(schema, { useDefaults });
  const known: Readonly<Record<string, unknown>> = { equal, ucs2length };
  return new Function(...needs, `'use strict'; return ${expression};`)(...needs.map((name) => known[name]));
}

const properties = Object.fromEntries([...'abcdefghij'].map((name) => [name, { type: 'string', minLength: 2 }]));

for (const [title, schema, values] of [
  ['lengths in characters', { type: 'string', minLength: 2 }, ['😀', '😀😀', 1]],
  ['deep equality', { const: { a: [1, { b: 2 }] } }, [{ a: [1, { b: 2 }] }, { a: [1] }]],
  [
    'unique items',
    { type: 'array', uniqueItems: true },
    [
      [{ a: 1 }, { a: 1 }],
      [1, 2],
    ],
  ],
  ['recursion', { $defs: { t: { type: 'array', items: { $ref: '#/$defs/t' } } }, $ref: '#/$defs/t' }, [[[[]]], [[1]]]],
  ['patterns', { type: 'string', pattern: '^[a-z]+$' }, ['abc', 'A']],
  [
    'many properties, one of them named __proto__',
    {
      type: 'object',
      properties: JSON.parse(`{${JSON.stringify(properties).slice(1, -1)},"__proto__":{}}`),
      additionalProperties: false,
    },
    [JSON.parse('{"__proto__":1}'), { a: 'xx' }, { z: 1 }, { a: 'x' }],
  ],
  [
    'text that reads like a key',
    { enum: ['"__proto__":', { '"__proto__":': 1 }] },
    ['"__proto__":', 'other', { '"__proto__":': 1 }],
  ],
  ['a key that ends like __proto__', { const: { 'x"__proto__': 1 } }, [{ 'x"__proto__': 1 }, { x: 1 }]],
] as const) {
  test(`a check compiled ahead says what one compiled at start says: ${title}`, (t) => {
    const [ahead, atStart] = [createValidator(load(schema)), compileJsonSchema(schema)];
    for (const value of values) t.deepEqual(ahead(value), atStart(value), JSON.stringify(value));
    t.true(values.some((value) => atStart(value).length > 0));
  });
}

test('defaults are filled in only if asked for', (t) => {
  const schema = { type: 'object', properties: { a: { default: 1 } } };
  const [filled, left] = [{}, {}];
  load(schema)(filled);
  load(schema, false)(left);
  t.deepEqual([filled, left], [{ a: 1 }, {}]);
});

test('the text is the same every time', (t) => {
  const schema = { type: 'object', properties: { a: { type: 'string', minLength: 1 } } };
  t.deepEqual(validatorSource(schema), validatorSource(schema));
  t.deepEqual(validatorSource(schema).needs, ['ucs2length']);
});

test('what does not say that a value fits, refuses it', (t) => {
  const untold = [{ path: [], message: 'does not fit' }];
  for (const answer of [false, undefined, Promise.resolve(true)]) t.deepEqual(createValidator(() => answer)(1), untold);
});

test('code of before is told without the messages that it left out', (t) => {
  const told = (keyword: string, params: Record<string, unknown>): unknown =>
    createValidator(Object.assign(() => false, { errors: [{ instancePath: '/a', keyword, params }] }))(1);
  t.deepEqual(told('required', { missingProperty: 'b' }), [{ path: ['a', 'b'], message: 'is missing' }]);
  t.deepEqual(told('additionalProperties', { additionalProperty: 'b' }), [
    { path: ['a', 'b'], message: 'is not known' },
  ]);
  t.deepEqual(told('unevaluatedProperties', { unevaluatedProperty: 'b' }), [
    { path: ['a', 'b'], message: 'is not known' },
  ]);
  t.deepEqual(told('enum', { allowedValues: [1, 'x'] }), [{ path: ['a'], message: 'must be one of 1,"x"' }]);
  t.deepEqual(told('const', { allowedValue: null }), [{ path: ['a'], message: 'must be null' }]);
});

/** Text that compiled code, regular expressions over it, and literals have trouble with. */
const hostile = fc.constantFrom(
  '__proto__',
  'x"__proto__',
  '"__proto__":1,"',
  'length',
  'constructor',
  'hasOwnProperty',
  'schema0',
  'schema0.properties.a',
  'const err0 = {};\nif(vErrors === null){\nvErrors = [err0];\n}\nelse {\nvErrors.push(err0);\n}\n',
  ';\nconst schema1 = {};\n',
  '$1`$&\\',
  "'+1+'",
  '*/ //',
  '\u2028\u2029\0',
  '\\"',
);
const word = fc.oneof(hostile, fc.string({ maxLength: 6 }), fc.constantFrom('a', 'b', '0', '1'));
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    object(tie('value')),
  ),
})).value;

function object(value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  return fc.array(fc.tuple(word, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
}

const note = fc.record({ description: word, title: word, default: json }, { requiredKeys: [] });
const schemas = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc
    .tuple(
      note,
      fc.oneof(
        { depthSize: 'medium' },
        fc.uniqueArray(json, { minLength: 1, maxLength: 4 }).map((list) => ({ enum: list })),
        json.map((value) => ({ const: value })),
        fc.constantFrom<JsonSchema>({ type: 'string', minLength: 2 }, { type: 'integer' }, {}, { uniqueItems: true }),
        fc
          .tuple(object(tie('schema')), fc.uniqueArray(word, { maxLength: 3 }), fc.boolean())
          .map(([properties, required, additionalProperties]) => ({
            type: 'object',
            properties,
            required,
            additionalProperties,
          })),
        fc.tuple(tie('schema'), tie('schema')).map((anyOf) => ({ anyOf })),
        tie('schema').map((items) => ({ type: 'array', items })),
        fc.tuple(word, tie('schema')).map(([name, schema]) => ({ dependentSchemas: { [name]: schema } })),
        tie('schema').map((propertyNames) => ({ propertyNames })),
      ),
    )
    .map(([words, rest]) => ({ ...words, ...rest })),
})).schema;

/** Everything in a schema that a value might be: `enum` and `const` fit, the rest mostly does not. */
function valuesIn(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return [schema];
  const parts = Object.values(schema).flatMap(valuesIn);
  return [schema, ...parts].slice(0, 12);
}

test('whatever words a schema has, its check compiled ahead says the same', (t) => {
  let passed = 0;
  fc.assert(
    fc.property(schemas, fc.array(json, { maxLength: 4 }), (schema, others) => {
      const [ahead, atStart] = [
        createValidator(load(schema, false)),
        compileJsonSchema(schema, { useDefaults: false }),
      ];
      // Copies: what is the very value of the schema is equal to it at once.
      for (const value of structuredClone([...valuesIn(schema), ...others])) {
        const expected = atStart(value);
        t.deepEqual(ahead(value), expected);
        if (expected.length === 0) passed += 1;
      }
    }),
    { numRuns: 500 },
  );
  t.true(passed > 500);
});
