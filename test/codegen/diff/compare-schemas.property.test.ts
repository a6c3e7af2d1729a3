import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import fc from 'fast-check';
import { compareInput } from '../../../codegen/src/diff/compare-input.js';
import { compareSchemas } from '../../../codegen/src/diff/compare-schemas.js';
import { loses } from '../../../codegen/src/diff/finding.js';

type Schema = Record<string, unknown>;

const NAMES = ['a', 'b', 'c'];
const scalars = fc.constantFrom<unknown>(null, true, false, -1, 0, 1, 1.5, 2, 3, 'a', 'ab', 'b', '');

const { value } = fc.letrec<{ value: unknown; object: unknown; list: unknown }>((tie) => ({
  object: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  list: fc.array(tie('value'), { maxLength: 3 }),
  value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalars, tie('object'), tie('list')),
}));

const types = fc.constantFrom<unknown>('object', 'object', 'array', 'string', 'integer', 'number', 'boolean', [
  'string',
  'null',
]);

function optional(arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.option(arbitrary, { nil: undefined, freq: 3 });
}

const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ type: types }),
    fc.constantFrom<unknown>(true, false, {}, { $ref: '#/$defs/A' }, { $ref: '#/$defs/B' }),
    fc.record({ enum: fc.uniqueArray(scalars, { minLength: 1, maxLength: 4 }) }),
    fc.record({ const: scalars }),
    fc.record({
      type: fc.constant('integer'),
      minimum: fc.integer({ min: -1, max: 3 }),
      multipleOf: fc.constantFrom(1, 2),
    }),
    fc.record({ type: fc.constant('number'), exclusiveMaximum: fc.integer({ min: 0, max: 3 }) }),
    fc.record({
      type: fc.constant('string'),
      maxLength: fc.integer({ min: 0, max: 2 }),
      pattern: fc.constantFrom('^a', 'b$'),
    }),
    fc.record({ $ref: fc.constant('#/$defs/A'), type: types }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('schema') }),
    fc.record({
      type: fc.constant('array'),
      items: tie('schema'),
      minItems: fc.integer({ min: 0, max: 2 }),
      uniqueItems: fc.boolean(),
    }),
    fc.record(
      { prefixItems: fc.array(tie('schema'), { maxLength: 2 }), items: optional(tie('schema')) },
      { requiredKeys: ['prefixItems'] },
    ),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom(...NAMES), tie('schema'), { maxKeys: 3, noNullPrototype: true }),
        required: fc.subarray(NAMES),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        patternProperties: fc.record({ '^a': tie('schema') }),
        propertyNames: fc.constant({ maxLength: 1 }),
        maxProperties: fc.integer({ min: 0, max: 3 }),
      },
      { requiredKeys: ['type', 'properties'] },
    ),
  ),
}));

const document = fc
  .record({
    root: schema.filter((each) => typeof each === 'object'),
    A: fc.record({
      type: fc.constant('object'),
      properties: fc.record({ a: schema, b: fc.constant({ $ref: '#/$defs/A' }) }),
    }),
    B: schema,
  })
  .map(({ root, A, B }): Schema => clean({ ...(root as Schema), $defs: { A, B } }) as Schema);

/** Without keys that are `undefined`, and without definitions that are nothing but themselves. */
function clean(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json).replaceAll('"$ref":"#/$defs/B"', '"type":"string"'));
}

/** A copy with one piece, chosen by `path`, replaced or removed: what people do to schemas. */
function mutate(json: unknown, path: readonly number[], replacement: unknown): unknown {
  const [step, ...rest] = path;
  if (typeof json !== 'object' || json === null || step === undefined) return replacement;
  const keys = Object.keys(json);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return replacement;
  const below: unknown = Reflect.get(json, key);
  const changed = typeof below === 'object' && below !== null ? mutate(below, rest, replacement) : undefined;
  if (Array.isArray(json))
    return json.map((item: unknown, index) => (String(index) === key ? (changed ?? replacement) : item));
  return changed === undefined
    ? Object.fromEntries(Object.entries(json).filter(([name]) => name !== key))
    : { ...json, [key]: changed };
}

const pair = fc.oneof(
  fc.tuple(document, document),
  fc
    .tuple(document, fc.array(fc.nat({ max: 5 }), { maxLength: 6 }), schema)
    .map(([before, path, piece]): [Schema, Schema] => [before, clean(mutate(before, path, piece)) as Schema]),
);

function compile(json: Schema): ((data: unknown) => boolean) | undefined {
  try {
    const check = new Ajv2020({ strict: false, validateFormats: false }).compile(json);
    return (data) => check(data) === true;
  } catch {
    return undefined; // A mutation made it no schema.
  }
}

test('a schema compared with itself has not changed', (t) => {
  fc.assert(
    fc.property(document, (before) => {
      if (compareSchemas(before, structuredClone(before)).length > 0) throw new Error('It has changed.');
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test('whatever no longer fits is found: without a loss, all that fitted still fits', (t) => {
  let [checked, silent] = [0, 0];
  fc.assert(
    fc.property(pair, fc.array(value, { minLength: 30, maxLength: 60 }), ([before, after], values) => {
      const findings = compareSchemas(before, after);
      if (findings.some(loses)) return;
      const [old, now] = [compile(before), compile(after)];
      fc.pre(old !== undefined && now !== undefined);
      const fitting = values.filter((each) => old?.(each));
      silent += 1;
      checked += fitting.length;
      for (const each of fitting) {
        if (!now?.(each)) throw new Error(`missed: ${JSON.stringify({ before, after, each, findings })}`);
      }
    }),
    { numRuns: 600 },
  );
  t.true(silent > 80 && checked > 500, `too few cases: ${silent} pairs, ${checked} values`);
});

const input = fc
  .record({
    properties: fc.dictionary(fc.constantFrom(...NAMES), schema, { maxKeys: 3, noNullPrototype: true }),
    required: fc.subarray(NAMES),
    A: schema,
  })
  .map(({ properties, required, A }) => {
    const json = {
      type: 'object',
      properties,
      required: required.filter((name) => Object.hasOwn(properties, name)),
      additionalProperties: false,
      $defs: { A: { type: 'object', properties: { a: A, b: { $ref: '#/$defs/A' } } } },
    };
    return clean(json) as Schema;
  });

const inputs = fc.oneof(
  fc.tuple(input, input),
  fc
    .tuple(input, fc.array(fc.nat({ max: 5 }), { minLength: 2, maxLength: 6 }), schema)
    .map(([before, path, piece]): [Schema, Schema] => [before, clean(mutate(before, path, piece)) as Schema]),
);

test('no call that breaks goes without a breaking change', (t) => {
  const calls = fc.array(fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 3, noNullPrototype: true }), {
    minLength: 30,
    maxLength: 60,
  });
  let checked = 0;
  fc.assert(
    fc.property(inputs, calls, ([before, after], list) => {
      const changes = compareInput('tool', before, after);
      if (changes.some(({ breaking }) => breaking)) return;
      const [old, now] = [compile(before), compile(after)];
      fc.pre(old !== undefined && now !== undefined);
      const fitting = list.filter((each) => old?.(each));
      checked += fitting.length;
      for (const each of fitting) {
        if (!now?.(each)) throw new Error(`missed: ${JSON.stringify({ before, after, each, changes })}`);
      }
    }),
    { numRuns: 400 },
  );
  t.true(checked > 200, `too few calls: ${checked}`);
});
