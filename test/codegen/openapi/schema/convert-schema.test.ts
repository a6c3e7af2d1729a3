import test from 'ava';
import { bodySchema, documentWith, importAccepted, notesOf, onlyEndpoint } from '../helpers/small-document.js';

const AT = '#/paths/~1things/post/requestBody/content/application~1json/schema/properties/value';

function converted(schema: unknown): unknown {
  return bodySchema(schema).json;
}

test('nullable, in every dialect, becomes a type', (t) => {
  t.deepEqual(converted({ type: 'string', nullable: true }), { type: ['string', 'null'] });
  t.deepEqual(converted({ type: 'string', 'x-nullable': true }), { type: ['string', 'null'] });
  t.deepEqual(converted({ type: ['string', 'null'] }), { type: ['string', 'null'] });
  t.deepEqual(converted({ type: 'string', nullable: true, enum: ['a'] }), {
    type: ['string', 'null'],
    enum: ['a', null],
  });
  t.deepEqual(converted({ nullable: true, allOf: [{ type: 'string' }] }), {
    anyOf: [{ type: 'string' }, { type: 'null' }],
  });
  t.deepEqual(converted({ nullable: true }), {});
});

test('bounds of OpenAPI 3.0 become those of JSON Schema 2020-12', (t) => {
  const schema = { type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false };
  t.deepEqual(converted(schema), { type: 'number', exclusiveMinimum: 1, maximum: 9 });
});

test('what is no JSON Schema goes: xml, externalDocs, x-…, discriminator; long examples too', (t) => {
  const schema = {
    type: 'string',
    xml: { name: 'v' },
    externalDocs: { url: 'https://example.com' },
    'x-internal': 1,
    example: 'short',
  };
  t.deepEqual(converted(schema), { type: 'string', examples: ['short'] });
  t.deepEqual(converted({ type: 'string', example: 'long'.repeat(100) }), { type: 'string' });
});

test('a property named like a keyword stays a property', (t) => {
  const properties = { example: { type: 'string' }, nullable: { type: 'boolean' }, $ref: { type: 'string' }, type: {} };
  t.deepEqual(converted({ type: 'object', properties }), { type: 'object', properties });
});

test('oneOf becomes anyOf, and the discriminator is told', (t) => {
  const schema = {
    oneOf: [{ type: 'string' }, { type: 'integer' }],
    discriminator: { propertyName: 'kind', mapping: { cat: '#/x', dog: '#/y' } },
  };
  t.deepEqual(converted(schema), {
    anyOf: [{ type: 'string' }, { type: 'integer' }],
    description: 'Told apart by "kind": cat, dog.',
  });
});

test('a lone member of allOf is no composition', (t) => {
  t.deepEqual(converted({ description: 'D', allOf: [{ type: 'string', minLength: 1 }] }), {
    type: 'string',
    minLength: 1,
    description: 'D',
  });
});

test('defaults of a body are told, not sent', (t) => {
  t.deepEqual(converted({ type: 'boolean', default: false, description: 'Hide it' }), {
    type: 'boolean',
    description: 'Hide it. Default: false.',
  });
});

test('mistakes are mended with a note', (t) => {
  const cases: [object, unknown, string][] = [
    [{ type: 'any' }, {}, ''],
    [{ type: 'datetime' }, { type: 'string' }, 'unknown-type'],
    [{ type: 'wat' }, {}, 'unknown-type'],
    [{ type: 'string', enum: ['a', 'a', 1] }, { type: 'string', enum: ['a', '1'] }, 'mended-enum'],
    [{ type: 'integer', minimum: 9, maximum: 1 }, { type: 'integer' }, 'mended-limit'],
    [{ type: 'string', minLength: -1, maxLength: 1.5 }, { type: 'string' }, ''],
    [{ type: 'integer', default: 'many' }, { type: 'integer' }, 'mended-default'],
    [{ type: 'string', pattern: '(' }, { type: 'string' }, 'dropped-pattern'],
    [{ type: 'string', pattern: '^(a+)+$' }, { type: 'string' }, 'dropped-pattern'],
    [{ type: 'string', pattern: '/^a\\_b$/' }, { type: 'string', pattern: '^a_b$' }, ''],
    [{ unevaluatedProperties: false }, {}, 'dropped-keyword'],
    [{ $ref: '#/components/schemas/Nobody' }, {}, 'dead-reference'],
    [{ $ref: 'other.yaml#/X' }, {}, 'outside-reference'],
  ];
  for (const [schema, expected, code] of cases) {
    const { json, map } = bodySchema(schema);
    t.deepEqual(json, expected as typeof json);
    t.deepEqual(notesOf(map), code === '' ? [] : [`${code} ${AT}`], JSON.stringify(schema));
  }
});

test('required: true of a property becomes required of its object', (t) => {
  const { json, map } = bodySchema({ type: 'object', properties: { a: { type: 'string', required: true } } });
  t.deepEqual(json, { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] });
  t.deepEqual(notesOf(map), [`mended-required ${AT}`]);
});

test('a schema that refers to itself stays whole, by way of definitions', (t) => {
  const Node = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } };
  const { json, map } = bodySchema({ $ref: '#/components/schemas/Node' }, { components: { schemas: { Node } } });
  t.deepEqual(json, { $ref: '#/$defs/Node' });
  t.deepEqual(map.definitions, { Node: { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } } });
});

test('a schema that judges the same value by itself is cut there', (t) => {
  const Pet = {
    type: 'object',
    properties: { kind: { type: 'string' } },
    oneOf: [{ $ref: '#/components/schemas/Cat' }],
  };
  const Cat = { allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { lives: { type: 'integer' } } }] };
  const Loop = { $ref: '#/components/schemas/Loop' };
  const { map } = bodySchema(
    { type: 'object', properties: { pet: { $ref: '#/components/schemas/Pet' }, loop: Loop } },
    { components: { schemas: { Pet, Cat, Loop } } },
  );
  t.deepEqual(notesOf(map).sort(), [
    'reference-loop #/components/schemas/Loop',
    'reference-loop #/components/schemas/Pet',
  ]);
});

test('references are found behind any spelling, and definitions get safe names', (t) => {
  const schemas = { 'a/b c': { type: 'string' }, a_b_c: { type: 'integer' }, unused: { type: 'object' } };
  const { map } = bodySchema(
    {
      type: 'object',
      properties: { x: { $ref: '#/components/schemas/a~1b%20c' }, y: { $ref: '#/components/schemas/a_b_c' } },
    },
    { components: { schemas } },
  );
  t.deepEqual(map.definitions, { a_b_c: { type: 'integer' }, a_b_c_2: { type: 'string' } });
});

test('beside a $ref only 3.1 has constraints', (t) => {
  const schema = { $ref: '#/components/schemas/S', maxLength: 3, description: 'D' };
  const components = { schemas: { S: { type: 'string' } } };
  t.deepEqual(bodySchema(schema, { components }).json, { description: 'D', $ref: '#/$defs/S' });
  t.deepEqual(bodySchema(schema, { components, openapi: '3.1.0' }).json, {
    description: 'D',
    maxLength: 3,
    $ref: '#/$defs/S',
  });
});

test('deep nesting is left open with a note, and never overflows', (t) => {
  const deep = Array.from({ length: 100 }).reduce<object>(
    (inner) => ({ type: 'object', properties: { a: inner } }),
    {},
  );
  const { map } = bodySchema(deep);
  t.deepEqual(
    map.notes.map(({ code }) => code),
    ['schema-too-deep'],
  );
});

test('what is too large for a tool is left open below, with a note', (t) => {
  const wide = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [
      `S${index}`,
      {
        type: 'object',
        properties: { next: { $ref: `#/components/schemas/S${index + 1}` } },
        description: 'x'.repeat(100),
      },
    ]),
  );
  const schema = { type: 'object', properties: { first: { $ref: '#/components/schemas/S0' } } };
  const document = documentWith(
    { responses: { 200: { content: { 'application/json': { schema } } } } },
    { components: { schemas: { ...wide, S50: { type: 'string' } } } },
  );
  const map = importAccepted(document, { maxSchemaSize: 1000 });
  t.deepEqual(notesOf(map), ['schema-cut #/paths/~1things/post/responses']);
  t.true(JSON.stringify(onlyEndpoint(map).endpoint.response).length < 1200);
  t.deepEqual(map.definitions, {});
  t.deepEqual(notesOf(importAccepted(document)), []);
});
