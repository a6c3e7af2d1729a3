import { type } from 'arktype';
import test from 'ava';
import * as v from 'valibot';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import { defineEndpoints } from '../../src/endpoints/define-endpoints.js';
import type { EndpointMap } from '../../src/endpoints/endpoint.js';
import { problemsOf } from '../helpers/tools.js';

const get = { method: 'GET', path: '/orders', description: 'Orders.' } as const;
const post = { method: 'POST', path: '/orders', description: 'Order.' } as const;

/** Hides the types, so that mistakes the compiler would catch reach the run-time check. */
function define(map: unknown): EndpointMap {
  return defineEndpoints(map as EndpointMap);
}

test('a sound map comes back as it is', (t) => {
  const map = { list_orders: get };
  t.is(define(map), map as EndpointMap);
});

for (const [library, params] of Object.entries({
  'zod 4': z.object({ orderId: z.string() }),
  'zod 3': z3.object({ orderId: z3.string() }),
  Valibot: v.object({ orderId: v.string() }),
  ArkType: type({ orderId: 'string' }),
  'JSON Schema': { type: 'object', properties: { orderId: { type: 'string' } }, required: ['orderId'] },
})) {
  test(`a path parameter missing from params, or one too many, is named (${library})`, (t) => {
    t.deepEqual(
      problemsOf(t, () =>
        define({
          get_order: { ...get, path: '/orders/{order_id}', params },
          get_line: { ...get, path: '/orders/{orderId}/{line}', params },
        }),
      ),
      [
        'endpoints.get_order.params: lacks "order_id", which is in the path /orders/{order_id}. Add "order_id" to params.',
        'endpoints.get_order.params.orderId: is not in the path /orders/{order_id}. Did you mean "order_id"?',
        'endpoints.get_line.params: lacks "line", which is in the path /orders/{orderId}/{line}. Add "line" to params.',
      ],
    );
  });
}

test('params left out altogether are named', (t) => {
  t.deepEqual(
    problemsOf(t, () => define({ get_order: { ...get, path: '/orders/{id}' } })),
    ['endpoints.get_order.params: lacks "id", which is in the path /orders/{id}. Add "id" to params.'],
  );
});

test('all mistakes are told at once, each with its place and mend', (t) => {
  const map = {
    'bad name': get,
    ['x'.repeat(65)]: get,
    shape: { ...get, method: 'get', desciption: 'x', timeout: -1, retry: 'always', scopes: 'a' },
    empty: {},
    nothing: null,
    path: { ...get, path: 'orders' },
    hints: { ...get, annotations: { readonlyHint: true, openWorldHint: 1 } },
    bound: { ...get, bind: { tenant: 'tenantId' } },
  };
  const problems = problemsOf(t, () => define(map));
  for (const expected of [
    'endpoints.bad name: is not a tool name. Use 1 to 64 letters, digits, "_" and "-".',
    `endpoints.${'x'.repeat(65)}: is not a tool name. Use 1 to 64 letters, digits, "_" and "-".`,
    'endpoints.shape.method: must be one of GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE, not "get". Did you mean "GET"?',
    'endpoints.shape.desciption: is not a known key. Did you mean "description"?',
    'endpoints.shape.timeout: must be a number of milliseconds from 1 to 2147483647, not number.',
    'endpoints.shape.scopes: must be a list of scope names, not string.',
    'endpoints.empty.method: is missing.',
    'endpoints.nothing: must be an object, not null.',
    'endpoints.path.path: must start with "/": it is a path below the base URL.',
    'endpoints.hints.annotations.readonlyHint: is not a known key. Did you mean "readOnlyHint"?',
    'endpoints.hints.annotations.openWorldHint: must be true or false, not number.',
    'endpoints.bound.bind.tenant: must be "subject", "tenant", "clientId" or "claims.<name>", not string.',
  ]) {
    t.true(problems.includes(expected), `${expected}\n\nnot in\n${problems.join('\n')}`);
  }
});

test('a timeout longer than a timer takes is refused, since it would fire at once', (t) => {
  t.deepEqual(
    problemsOf(t, () => define({ tool: { ...get, timeout: 2 ** 31 } })),
    ['endpoints.tool.timeout: must be a number of milliseconds from 1 to 2147483647, not number.'],
  );
  t.notThrows(() => define({ tool: { ...get, timeout: 2 ** 31 - 1 } }));
});

test('two arguments of one name are refused with both places and the mend', (t) => {
  const id = z.object({ id: z.string() });
  t.deepEqual(
    problemsOf(t, () => define({ move: { ...post, path: '/orders/{id}', params: id, body: id } })),
    [
      "endpoints.move.body.id: has the same name as endpoints.move.params.id. Call it body_id in the schema and add rename: { body_id: 'id' }.",
    ],
  );
});

test('two arguments, or an argument and a constant, of one name on the wire are refused', (t) => {
  const query = z.object({ a: z.string(), b: z.string() });
  const headers = z.object({ 'X-Trace': z.string() });
  t.deepEqual(
    problemsOf(t, () =>
      define({
        twice: { ...get, query, rename: { a: 'b' } },
        constant: { ...get, query, headers, constants: { query: { a: 1 }, headers: { 'x-trace': 't' } } },
      }),
    ),
    [
      'endpoints.twice.query.b: is sent as "b", and so is endpoints.twice.query.a. Rename or drop one of them.',
      'endpoints.constant.query.a: is sent as "a", and so is endpoints.constant.constants.query.a. Rename or drop one of them.',
      'endpoints.constant.headers.X-Trace: is sent as "x-trace", and so is endpoints.constant.constants.headers.x-trace. Rename or drop one of them.',
    ],
  );
});

test('rename and bind must name arguments, and path names are not renamed', (t) => {
  const params = z.object({ id: z.string() });
  const query = z.object({ limit: z.number() });
  t.deepEqual(
    problemsOf(t, () =>
      define({
        a: { ...get, path: '/a/{id}', params, query, rename: { limti: 'n', id: 'x' }, bind: { tenant: 'tenant' } },
      }),
    ),
    [
      'endpoints.a.rename.limti: names no argument. Did you mean "limit"?',
      'endpoints.a.bind.tenant: names no argument. Valid: id, limit.',
      'endpoints.a.rename.id: renames a params name. Change the name in the path.',
    ],
  );
});

for (const name of [
  'authorization',
  'Cookie',
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'X-Forwarded-For',
  'x-api-key',
  'proxy-authorization',
  'forwarded',
  'keep-alive',
  'te',
  'upgrade',
]) {
  test(`T109: the header ${name} is refused from schemas, by rename and from constants`, (t) => {
    const headers = { type: 'object', properties: { [name]: { type: 'string' } } };
    const renamed = { type: 'object', properties: { value: { type: 'string' } } };
    const problems = problemsOf(t, () =>
      define({
        schema: { ...get, headers },
        rename: { ...get, headers: renamed, rename: { value: name } },
        constant: { ...get, constants: { headers: { [name]: 'x' } } },
      }),
    );
    t.deepEqual(
      problems.map((problem) => problem.split(': ')[0]),
      [
        `endpoints.schema.headers.${name}`,
        'endpoints.rename.headers.value',
        `endpoints.constant.constants.headers.${name}`,
      ],
    );
  });
}

test('T109: a tenant header may be bound or fixed, but not chosen by the model', (t) => {
  const headers = z.object({ 'x-tenant-id': z.string() });
  t.deepEqual(
    problemsOf(t, () => define({ free: { ...get, headers } })),
    [
      'endpoints.free.headers.x-tenant-id: lets the model choose the header "x-tenant-id". Use bind: { "x-tenant-id": \'tenant\' } or constants.',
    ],
  );
  t.notThrows(() => define({ bound: { ...get, headers, bind: { 'x-tenant-id': 'tenant' } } }));
  t.notThrows(() => define({ fixed: { ...get, constants: { headers: { 'x-tenant-id': 'acme' } } } }));
});

test('constant headers with line breaks are refused', (t) => {
  t.deepEqual(
    problemsOf(t, () => define({ a: { ...get, constants: { headers: { 'x-a': 'b\r\nx-c: d' } } } })),
    ['endpoints.a.constants.headers.x-a: has characters that no header may carry. Use visible Latin-1 text.'],
  );
});

test('what cannot be sent is refused: objects in a query, lists in a path, bodies of GET', (t) => {
  const problems = problemsOf(t, () =>
    define({
      query: { ...get, query: z.object({ filter: z.object({ a: z.string() }) }) },
      path: { ...get, path: '/a/{ids}', params: z.object({ ids: z.array(z.string()) }) },
      body: { ...get, body: z.object({ a: z.string() }) },
      constants: { ...post, body: z.array(z.string()), constants: { body: { a: 1 } } },
      nothing: { ...post, optionalBody: true },
      maybe: { ...post, body: { type: 'array' }, optionalBody: 'yes' as unknown as boolean },
    }),
  );
  t.deepEqual(problems, [
    'endpoints.query.query.filter: is an object; query holds only scalars and lists of scalars. Say how it is written, with styles: { "filter": { … } }, or send it in the body.',
    'endpoints.path.params.ids: is an array; params holds only strings, numbers and booleans. Say how it is written, with styles: { "ids": { … } }, or send it in the body.',
    'endpoints.body.body: cannot be sent with GET. Use query, or another method.',
    'endpoints.constants.constants.body: cannot be merged into a body that is not an object with properties.',
    'endpoints.nothing.optionalBody: is true, but there is no body. Add a body, or leave it out.',
    'endpoints.maybe.optionalBody: must be true or false, not string.',
  ]);
});

test('schemas that hosts or validators would not take are refused with their place', (t) => {
  const union = {
    anyOf: [
      { type: 'object', properties: { a: {} } },
      { type: 'object', properties: { b: {} } },
    ],
  };
  const problems = problemsOf(t, () =>
    define({
      composed: { ...get, query: union },
      text: { ...get, query: { type: 'string' } },
      date: { ...get, query: z.object({ since: z.date() }) },
      remote: { ...post, body: { type: 'object', properties: { a: { $ref: 'https://evil.example/schema.json' } } } },
      nowhere: { ...post, body: { type: 'object', properties: { a: { $ref: '#/$defs/gone' } } } },
      typo: { ...post, body: { type: 'object', properties: { a: { type: 'strnig' } } } },
      dialect: {
        ...post,
        body: { $schema: 'http://json-schema.org/draft-03/schema#', type: 'object', properties: {} },
      },
      anchor: { ...post, body: { type: 'object', properties: { a: { $anchor: 'x' } } } },
      async: { ...post, body: { type: 'object', properties: { a: { $async: true } } } },
      part: {
        ...post,
        body: { type: 'object', properties: { a: { $ref: '#/x-parts/b' } }, 'x-parts': { b: { type: 'null' } } },
      },
      proto: { ...post, body: JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}') },
    }),
  );
  t.deepEqual(problems, [
    'endpoints.composed.query: has anyOf at its root; hosts reject tools whose arguments are composed. Use one plain object; put alternatives inside its properties.',
    'endpoints.text.query: must be an object schema with properties. Use one plain object; put alternatives inside its properties.',
    'endpoints.date.query: cannot be put into JSON Schema: Date cannot be represented in JSON Schema',
    'endpoints.remote.body.properties.a: has the $ref "https://evil.example/schema.json" outside the schema; it is never fetched. Use $defs.',
    'endpoints.nowhere.body.properties.a: has the $ref "#/$defs/gone", which leads nowhere.',
    'endpoints.typo.body.properties.a.type: is not valid JSON Schema: must be one of "array","boolean","integer","null","number","object","string".',
    'endpoints.dialect.body: has the unknown dialect "http://json-schema.org/draft-03/schema#". Use JSON Schema 2020-12 or draft-07.',
    'endpoints.anchor.body.properties.a: uses $anchor, which cannot be merged into one schema. Use $defs and a plain $ref instead.',
    'endpoints.async.body.properties.a: uses $async, which no check here waits for. Leave it out.',
    'endpoints.part.body.properties.a: has the $ref "#/x-parts/b", which leads to no schema. Put what it names below $defs.',
    'endpoints.proto: has an argument named __proto__, which no JSON tool can carry safely.',
  ]);
});

test('names that cannot be sent as UTF-8 are refused where they stand', (t) => {
  const problems = problemsOf(t, () =>
    define({
      property: { ...post, body: { type: 'object', properties: { 'a\ud800': { type: 'string' } } } },
      definition: {
        ...post,
        body: {
          type: 'object',
          properties: { b: { $ref: '#/$defs/\udc00' } },
          $defs: { '\udc00': { type: 'string' } },
        },
      },
      fine: { ...post, body: { type: 'object', properties: { '😀': { type: 'string' } } } },
    }),
  );
  t.deepEqual(problems, [
    'endpoints.property.body: has the name "a\\ud800", which is no well-formed Unicode text. Write it in full.',
    'endpoints.definition.body.properties.b: has the name "#/$defs/\\udc00", which is no well-formed Unicode text. Write it in full.',
    'endpoints.definition.body: has the name "\\udc00", which is no well-formed Unicode text. Write it in full.',
  ]);
});

test('T113: a pattern that can take exponential time is refused where it stands', (t) => {
  const query = { type: 'object', properties: { name: { type: 'string', pattern: '^(a+)+$' } } };
  t.deepEqual(
    problemsOf(t, () =>
      define({ a: { ...get, query }, b: { ...get, query: z.object({ c: z.string().regex(/^(a+)+$/) }) } }),
    ),
    [
      'endpoints.a.query.properties.name: has the pattern "^(a+)+$", which can take exponential time on a hostile string; make its repetitions unambiguous.',
      'endpoints.b.query.properties.c: has the pattern "^(a+)+$", which can take exponential time on a hostile string; make its repetitions unambiguous.',
    ],
  );
});

test('a property named like a keyword is not taken for the keyword', (t) => {
  const properties = { pattern: { type: 'string' }, $ref: { type: 'string' }, id: { type: 'string' } };
  t.notThrows(() => define({ a: { ...post, body: { type: 'object', properties } } }));
});

test('a schema that contains itself as an object is refused', (t) => {
  const properties: Record<string, unknown> = {};
  const body = { type: 'object', properties };
  properties.self = body;
  t.deepEqual(
    problemsOf(t, () => define({ a: { ...post, body } })),
    ['endpoints.a.body: is nested more than 100 levels deep.'],
  );
});
