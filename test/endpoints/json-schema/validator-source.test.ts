import test from 'ava';
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
