import { type } from 'arktype';
import test from 'ava';
import * as v from 'valibot';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import type { Endpoint, EndpointMap } from '../../src/endpoints/endpoint.js';
import type { JsonSchema } from '../../src/endpoints/schema.js';
import { buildToolModels } from '../../src/tools/tool-model.js';

const post = { method: 'POST', path: '/orders', description: 'Order.' } as const;

function inputOf(endpoint: Endpoint): JsonSchema {
  return buildToolModels({ tool: endpoint })[0]?.definition.inputSchema ?? {};
}

function child(schema: JsonSchema, key: string): JsonSchema {
  return (schema[key] ?? {}) as JsonSchema;
}

for (const [library, body] of Object.entries({
  'zod 4': z.object({ sku: z.string(), quantity: z.int().positive(), note: z.string().default('-') }),
  'zod 3': z3.object({ sku: z3.string(), quantity: z3.number().int().positive(), note: z3.string().default('-') }),
  Valibot: v.object({
    sku: v.string(),
    quantity: v.pipe(v.number(), v.integer(), v.gtValue(0)),
    note: v.optional(v.string(), '-'),
  }),
  ArkType: type({ sku: 'string', quantity: 'number.integer > 0', note: 'string = "-"' }),
  'JSON Schema': {
    type: 'object',
    properties: {
      sku: { type: 'string' },
      quantity: { type: 'integer', exclusiveMinimum: 0 },
      note: { type: 'string', default: '-' },
    },
    required: ['sku', 'quantity'],
  },
  'JSON Schema draft-07': {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: {
      sku: { type: 'string' },
      quantity: { type: 'integer', exclusiveMinimum: 0 },
      note: { type: 'string', default: '-' },
    },
    required: ['sku', 'quantity'],
  },
})) {
  test(`${library}: a field with a default is optional, an integer carries no safe-integer bounds`, (t) => {
    const schema = inputOf({ ...post, body });
    t.is(schema.type, 'object');
    t.is(schema.additionalProperties, false);
    t.deepEqual([...(schema.required as string[])].sort(), ['quantity', 'sku']);
    const { sku, quantity } = child(schema, 'properties');
    t.deepEqual(sku, { type: 'string' });
    t.deepEqual(quantity, { type: 'integer', exclusiveMinimum: 0 });
  });
}

test('arguments of all sections are one flat object, in the order params, query, headers, body', (t) => {
  const schema = inputOf({
    ...post,
    path: '/orders/{id}',
    body: z.object({ sku: z.string() }),
    headers: z.object({ 'X-Trace': z.string().optional() }),
    query: z.object({ dry: z.boolean().optional() }),
    params: z.object({ id: z.string() }),
  });
  t.deepEqual(schema, {
    type: 'object',
    properties: {
      id: { type: 'string' },
      dry: { type: 'boolean' },
      'X-Trace': { type: 'string' },
      sku: { type: 'string' },
    },
    required: ['id', 'sku'],
    additionalProperties: false,
  });
  t.deepEqual(Object.keys(child(schema, 'properties')), ['id', 'dry', 'X-Trace', 'sku']);
});

test('path parameters are required whatever their schema says, unless it has a default', (t) => {
  const params = z.object({ shop: z.string().default('main'), id: z.string().optional() });
  t.deepEqual(inputOf({ ...post, path: '/shops/{shop}/orders/{id}', params }).required, ['id']);
});

test('a tool without arguments is a closed object', (t) => {
  t.deepEqual(inputOf(post), { type: 'object', additionalProperties: false });
});

for (const [what, body] of Object.entries({
  list: z.array(z.string()),
  union: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
  record: z.record(z.string(), z.number()),
  text: z.string(),
})) {
  test(`a body that is a ${what} is one argument, body`, (t) => {
    const schema = inputOf({ ...post, body });
    t.deepEqual(Object.keys(child(schema, 'properties')), ['body']);
    t.deepEqual(schema.required, ['body']);
    t.false(['anyOf', 'oneOf', 'allOf', '$ref'].some((key) => key in schema));
  });
}

test('what a whole optional body needs is not required', (t) => {
  t.deepEqual(inputOf({ ...post, body: z.object({ sku: z.string() }).optional() }).required, undefined);
  t.deepEqual(inputOf({ ...post, body: z.array(z.string()).optional() }).required, undefined);
});

test('bound arguments are hidden, and so are the definitions only they need', (t) => {
  const body = {
    type: 'object',
    properties: { tenant: { $ref: '#/$defs/Tenant' }, sku: { type: 'string' } },
    required: ['tenant', 'sku'],
    $defs: { Tenant: { type: 'string' } },
  };
  t.deepEqual(inputOf({ ...post, body, bind: { tenant: 'tenant' } }), {
    type: 'object',
    properties: { sku: { type: 'string' } },
    required: ['sku'],
    additionalProperties: false,
  });
});

test('definitions of two sections with one name are kept apart', (t) => {
  const object = (name: string, definition: JsonSchema) => ({
    type: 'object',
    properties: { [name]: { $ref: '#/$defs/Thing' } },
    $defs: { Thing: definition },
  });
  const schema = inputOf({ ...post, query: object('a', { type: 'string' }), body: object('b', { type: 'number' }) });
  t.deepEqual(schema.properties, { a: { $ref: '#/$defs/Thing' }, b: { $ref: '#/$defs/body_Thing' } });
  t.deepEqual(schema.$defs, { Thing: { type: 'string' }, body_Thing: { type: 'number' } });
});

test('definitions that two sections share stand once', (t) => {
  const object = (name: string) => ({
    type: 'object',
    properties: { [name]: { $ref: '#/definitions/Thing' } },
    definitions: { Thing: { type: 'string' } },
  });
  const schema = inputOf({ ...post, query: object('a'), body: object('b') });
  t.deepEqual(schema.$defs, { Thing: { type: 'string' } });
});

test('recursive schemas survive the move into the flat schema', (t) => {
  const node = z.object({
    name: z.string(),
    get children() {
      return z.array(node).optional();
    },
  });
  const schema = inputOf({ ...post, query: z.object({ q: z.string() }), body: node });
  const { children } = child(schema, 'properties');
  t.deepEqual(children, { type: 'array', items: { $ref: '#/$defs/body' } });
  t.deepEqual(child(child(schema, '$defs'), 'body').required, ['name']);
});

test('draft-07 tuples, dependencies and siblings of $ref become 2020-12', (t) => {
  const schema = inputOf({
    ...post,
    body: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: {
        pair: { type: 'array', items: [{ type: 'string' }, { type: 'number' }], additionalItems: false },
        card: { type: 'object', dependencies: { number: ['name'] } },
        thing: { $ref: '#/definitions/Thing', minLength: 9, description: 'A thing.' },
      },
      definitions: { Thing: { type: 'string' } },
    },
  });
  t.deepEqual(schema.properties, {
    pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false },
    card: { type: 'object', dependentRequired: { number: ['name'] }, dependentSchemas: {} },
    thing: { $ref: '#/$defs/Thing', description: 'A thing.' },
  });
});

test('definitions are frozen through and through, in map order', (t) => {
  const map: EndpointMap = { zebra: post, ant: { ...post, body: z.object({ sku: z.string() }) } };
  const definitions = buildToolModels(map).map(({ definition }) => definition);
  t.deepEqual(
    definitions.map(({ name }) => name),
    ['zebra', 'ant'],
  );
  const { properties } = definitions[1]?.inputSchema ?? {};
  t.true([definitions[1], properties, definitions[1]?.annotations].every(Object.isFrozen));
});
