import fc from 'fast-check';
import { hostileText } from './any-text.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

const names = fc
  .tuple(fc.oneof(fc.stringMatching(/^[a-z][A-Za-z_]{0,6}$/), hostileText), fc.nat(99))
  .map(([text, number]) => `${text}${number}`);
const notes = fc.record(
  {
    description: hostileText,
    title: hostileText,
    examples: fc.array(hostileText, { maxLength: 2 }),
    'x-note': hostileText,
  },
  { requiredKeys: [] },
);
const jsonValue = fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' }) as fc.Arbitrary<unknown>;

/** Beside what a schema checks, what it says. */
export function withNotes(core: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> {
  return fc.tuple(core, notes).map(([schema, about]) => ({ ...schema, ...about }));
}

const anyText: fc.Arbitrary<JsonSchema> = fc.record(
  {
    minLength: fc.nat(3),
    maxLength: fc.integer({ min: 3, max: 9 }),
    pattern: fc.constantFrom('^[a-zA-Z]', '^[^/]*$', '^[a\'"`]?'),
    default: hostileText,
  },
  { requiredKeys: [] },
);
const formatted = fc.record({ format: fc.constantFrom('date-time', 'uuid', 'email') });
export const text: fc.Arbitrary<JsonSchema> = fc
  .oneof({ weight: 3, arbitrary: anyText }, { weight: 1, arbitrary: formatted })
  .map((rest) => ({ type: 'string', ...rest }));
export const number: fc.Arbitrary<JsonSchema> = fc
  .tuple(
    fc.constantFrom('integer', 'number'),
    fc.record(
      {
        minimum: fc.integer({ min: -9, max: 9 }),
        maximum: fc.integer({ min: 9, max: 99 }),
        default: fc.integer({ min: -9, max: 99 }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([type, rest]) => ({ type, ...rest }));
const choice: fc.Arbitrary<JsonSchema> = fc
  .uniqueArray(hostileText, { minLength: 1, maxLength: 4 })
  .map((values) => ({ type: 'string', enum: values }));
export const scalar = withNotes(fc.oneof(text, number, choice, fc.constant({ type: 'boolean' })));
export const list = withNotes(scalar.map((items) => ({ type: 'array', items })));

/** Objects of such values; some take no others. */
export function objectOf(
  value: fc.Arbitrary<JsonSchema>,
  nameOf: fc.Arbitrary<string> = names,
  closing: readonly JsonSchema[] = [{}, {}, { additionalProperties: false }],
): fc.Arbitrary<JsonSchema> {
  return fc
    .uniqueArray(fc.tuple(nameOf, value, fc.boolean()), { maxLength: 4, minLength: 1, selector: ([name]) => name })
    .chain((entries) =>
      fc.constantFrom(...closing).map((closed): JsonSchema => {
        const required = entries.filter(([, , needed]) => needed).map(([name]) => name);
        return {
          type: 'object',
          properties: Object.fromEntries(entries.map(([name, schema]) => [name, schema])),
          ...(required.length > 0 ? { required } : {}),
          ...closed,
        };
      }),
    );
}

export const { schema: anySchema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: withNotes(
    fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      text,
      number,
      choice,
      fc.constant<JsonSchema>({ type: ['string', 'null'] }),
      fc.constant<JsonSchema>({ $ref: '#/$defs/node' }),
      fc.constant<JsonSchema>({ $ref: '#/$defs/*~1%20x' }),
      {
        weight: 4,
        arbitrary: fc.constantFrom<JsonSchema>(
          { $ref: '#/$defs/even' },
          { $ref: '#/$defs/odd', description: 'An odd one.' },
          { $ref: '#/$defs/mode' },
          { anyOf: [{ type: 'null' }, { $ref: '#/$defs/mode' }] },
          { $ref: '#/$defs/even/properties/next' },
          { allOf: [{ $ref: '#/$defs/base' }, { $ref: '#/$defs/odd' }] },
          { $ref: '#/$defs/base', unevaluatedProperties: false },
        ),
      },
      jsonValue.map((value): JsonSchema => ({ const: value })),
      fc.constant<JsonSchema>({}),
      tie('schema').map((items): JsonSchema => ({ type: 'array', items, maxItems: 3 })),
      objectOf(tie('schema')),
      objectOf(tie('schema')).chain((schema) => jsonValue.map((value): JsonSchema => ({ ...schema, default: value }))),
      fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf): JsonSchema => ({ anyOf })),
      fc.array(objectOf(scalar, names, [{}]), { minLength: 1, maxLength: 2 }).map((allOf): JsonSchema => ({ allOf })),
      tie('schema').map((value): JsonSchema => ({ type: 'object', additionalProperties: value })),
      tie('schema').map((first): JsonSchema => ({ type: 'array', prefixItems: [first], items: false })),
    ),
  ),
}));

/** Every schema may refer to these: some that contain themselves, and one with a name to trip over. */
const DEFINITIONS: JsonSchema = {
  node: {
    type: 'object',
    description: '*/ A node.',
    properties: {
      value: { type: 'string', default: 'x' },
      children: { type: 'array', items: { $ref: '#/$defs/node' } },
    },
    required: ['value'],
  },
  '*/ x': { enum: ['*/', "'", 1, null] },
  even: {
    type: 'object',
    properties: { next: { $ref: '#/$defs/odd' }, day: { type: 'string', format: 'date', maxLength: 5 } },
  },
  odd: { type: 'object', properties: { next: { $ref: '#/$defs/even' }, count: { type: 'integer', minimum: 3 } } },
  mode: { type: 'object', properties: { fast: { type: 'boolean', default: true } } },
  base: { type: 'object', properties: { a: { $ref: '#/$defs/*~1%20x' } }, required: ['a'] },
};

/** With the definitions that it refers to. */
export function withDefinitions(schema: JsonSchema): JsonSchema {
  return JSON.stringify(schema).includes('#/$defs/') ? { ...schema, $defs: DEFINITIONS } : schema;
}
