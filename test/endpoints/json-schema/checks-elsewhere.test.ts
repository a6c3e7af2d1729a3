import test from 'ava';
import fc from 'fast-check';
import { linkChecks } from '../../../src/endpoints/json-schema/checks-elsewhere.js';
import {
  type CompiledCheck,
  compileJsonSchema,
  createValidator,
} from '../../../src/endpoints/json-schema/validator.js';
import { equal, ucs2length } from '../../../src/endpoints/json-schema/validator-runtime.js';
import { validatorSource } from '../../../src/endpoints/json-schema/validator-source.js';
import type { JsonSchema } from '../../../src/endpoints/schema.js';

const DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  even: { type: 'object', properties: { next: { $ref: '#/$defs/odd' }, a: { type: 'string', minLength: 2 } } },
  odd: {
    type: 'object',
    properties: { next: { $ref: '#/$defs/even' }, count: { type: 'integer' } },
    required: ['count'],
  },
  'a/b %': { enum: [1, 'a', null] },
  list: {
    type: 'array',
    items: { anyOf: [{ $ref: '#/$defs/a~1b%20%25' }, { $ref: '#/$defs/even' }] },
    uniqueItems: true,
  },
};
const FUNCTIONS = new Map(Object.keys(DEFINITIONS).map((name, index) => [name, `fits${index}`]));

/** The check of a schema that calls those of its definitions, each compiled by itself. */
function loadLinked(schema: JsonSchema): CompiledCheck {
  const options = { useDefaults: false, elsewhere: FUNCTIONS };
  const parts = Object.entries(DEFINITIONS).map(
    ([name, definition]) => `const ${FUNCTIONS.get(name)} = ${validatorSource(definition, options).expression};`,
  );
  const text = `'use strict'; ${parts.join('\n')}\nreturn ${validatorSource(schema, options).expression};`;
  return new Function('equal', 'ucs2length', text)(equal, ucs2length);
}

const reference = fc.constantFrom<JsonSchema>(
  { $ref: '#/$defs/even' },
  { $ref: '#/$defs/odd', required: ['a'] },
  { $ref: '#/$defs/a~1b%20%25' },
  { $ref: '#/$defs/list' },
  { $ref: '#/$defs/even/properties/a' },
  { $ref: '#' },
);
const { schema: anySchema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    { weight: 3, arbitrary: reference },
    fc.constantFrom<JsonSchema>({ type: 'string' }, {}),
    fc
      .dictionary(fc.constantFrom('a', 'next', 'count'), tie('schema'))
      .map((properties) => ({ type: 'object', properties })),
    tie('schema').map((items) => ({ type: 'array', items })),
    fc.tuple(tie('schema'), tie('schema')).map((anyOf) => ({ anyOf })),
    fc.tuple(reference, tie('schema')).map((allOf) => ({ allOf })),
    tie('schema').map((not) => ({ not })),
  ),
}));
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(1, 2, 'a', 'ab', null, true),
    fc.dictionary(fc.constantFrom('a', 'next', 'count', '$ref'), tie('value'), { noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}));

test('a check that calls others says what one of the whole schema says, word for word and in the same order', (t) => {
  let [fits, misfits] = [0, 0];
  fc.assert(
    fc.property(anySchema, fc.array(anyValue, { minLength: 5, maxLength: 12 }), (part, values) => {
      const schema = { type: ['object', 'array', 'string'], properties: { a: part }, items: part, $defs: DEFINITIONS };
      const [linked, whole] = [createValidator(loadLinked(schema)), compileJsonSchema(schema, { useDefaults: false })];
      for (const value of values) {
        const mismatches = whole(value);
        t.deepEqual(linked(value), mismatches, JSON.stringify({ part, value }));
        if (mismatches.length > 0) misfits += 1;
        else fits += 1;
      }
    }),
    { numRuns: 300 },
  );
  t.true(fits > 100 && misfits > 100, `${fits} fit, ${misfits} do not`);
});

test('calls stand where references stood: what is beside them is told in the same order', (t) => {
  for (const beside of [
    { enum: [1] },
    { const: 1 },
    { anyOf: [{ type: 'null' }] },
    { not: {} },
    { oneOf: [{ type: 'null' }] },
  ]) {
    const schema = { type: 'array', items: { $ref: '#/$defs/odd', ...beside }, $defs: DEFINITIONS };
    const mismatches = compileJsonSchema(schema, { useDefaults: false })([{ next: 1 }]);
    t.true(mismatches.length > 2);
    t.deepEqual(createValidator(loadLinked(schema))([{ next: 1 }]), mismatches, JSON.stringify(beside));
  }
});

test('definitions that nothing refers to but by calls are left out', (t) => {
  const part = {
    properties: { a: { $ref: '#/$defs/even' }, b: { $ref: '#/$defs/own' } },
    $defs: { ...DEFINITIONS, own: { items: { $ref: '#/$defs/list' } } },
  };
  t.deepEqual(Object.keys(linkChecks(part, FUNCTIONS).schema.$defs as object), ['own']);
  t.deepEqual(validatorSource(part, { elsewhere: FUNCTIONS }).calls, ['fits0', 'fits3']);
});

test('definitions that are referred to in another way stay', (t) => {
  for (const $ref of ['#/$defs/even/properties/a', '#/%24defs/even', '#/properties/q']) {
    const schema = { type: 'object', properties: { p: { $ref }, q: { $ref: '#/$defs/even' } }, $defs: DEFINITIONS };
    const [linked, whole] = [createValidator(loadLinked(schema)), compileJsonSchema(schema, { useDefaults: false })];
    for (const value of [{ p: 1 }, { p: 'ab' }, { p: {}, q: 1 }]) t.deepEqual(linked(value), whole(value), $ref);
  }
});

test('a reference that cannot be read is refused, as it is at run time', (t) => {
  const schema = { properties: { a: { $ref: '#/$defs/100%' } }, $defs: { '100%': { type: 'string' } } };
  t.throws(() => compileJsonSchema(schema));
  t.throws(() => validatorSource(schema, { elsewhere: new Map([['100%', 'fits']]) }));
});

test('no data becomes a call, wherever it stands', (t) => {
  const call = { $checkedElsewhere: 'alert', $checkedElsewhere_: 'alert' };
  for (const schema of [
    { ...call, properties: { $ref: call } },
    { properties: { a: { $ref: '#/x-stuff/a' } }, 'x-stuff': { a: call } },
    { properties: { a: { $ref: '#/examples/0' } }, examples: [call], $defs: DEFINITIONS },
  ]) {
    for (const elsewhere of [new Map<string, string>(), FUNCTIONS]) {
      const { expression, calls } = validatorSource(schema, { elsewhere });
      t.deepEqual(calls, []);
      t.notRegex(expression, /alert/);
    }
  }
});
