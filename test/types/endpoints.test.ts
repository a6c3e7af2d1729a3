import { type } from 'arktype';
import test from 'ava';
import { expectTypeOf } from 'expect-type';
import * as v from 'valibot';
import { z } from 'zod';
import { defineEndpoint, defineEndpoints } from '../../src/endpoints/define-endpoints.js';
import type { EndpointMap } from '../../src/endpoints/endpoint.js';
import type { PathParameters, SchemaKeys } from '../../src/endpoints/path-parameters.js';
import { withDefinitions } from '../../src/endpoints/with-definitions.js';
import { EndpointError } from '../../src/errors.js';

const get = { method: 'GET', description: 'Orders.' } as const;
const refused = { instanceOf: EndpointError };

test('the names in a path are a type', (t) => {
  expectTypeOf<PathParameters<'/orders'>>().toEqualTypeOf<never>();
  expectTypeOf<PathParameters<'/a/{b}/c/{d}.json'>>().toEqualTypeOf<'b' | 'd'>();
  t.pass();
});

test('the names of a schema are a type, whatever library it is from', (t) => {
  const ofZod = z.object({ id: z.string(), n: z.number().default(1) });
  const ofValibot = v.object({ id: v.string() });
  const ofArkType = type({ id: 'string' });
  expectTypeOf<SchemaKeys<typeof ofZod>>().toEqualTypeOf<'id' | 'n'>();
  expectTypeOf<SchemaKeys<typeof ofValibot>>().toEqualTypeOf<'id'>();
  expectTypeOf<SchemaKeys<typeof ofArkType>>().toEqualTypeOf<'id'>();
  expectTypeOf<SchemaKeys<{ properties: { id: object } }>>().toEqualTypeOf<'id'>();
  expectTypeOf<SchemaKeys<{ readonly [keyword: string]: unknown }>>().toEqualTypeOf<string>();
  t.pass();
});

test('a path parameter missing from params does not compile', (t) => {
  // @ts-expect-error params is missing
  t.throws(() => defineEndpoints({ a: { ...get, path: '/orders/{id}' } }), refused);
  // @ts-expect-error zod: orderId is missing
  t.throws(() => defineEndpoints({ a: { ...get, path: '/orders/{orderId}', params: z.object({}) } }), refused);
  const ofValibot = v.object({ id: v.string() });
  // @ts-expect-error Valibot: orderId is misnamed
  t.throws(() => defineEndpoints({ a: { ...get, path: '/orders/{orderId}', params: ofValibot } }), refused);
  const ofArkType = type({ id: 'string' });
  // @ts-expect-error ArkType: orderId is misnamed
  t.throws(() => defineEndpoints({ a: { ...get, path: '/orders/{orderId}', params: ofArkType } }), refused);
  const params = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } as const;
  // @ts-expect-error JSON Schema: orderId is misnamed
  t.throws(() => defineEndpoints({ a: { ...get, path: '/orders/{orderId}', params } }), refused);
});

test('a parameter that is not in the path does not compile', (t) => {
  const params = z.object({ id: z.string(), line: z.string() });
  // @ts-expect-error line is not in the path
  t.throws(() => defineEndpoints({ a: { ...get, path: '/orders/{id}', params } }), refused);
  // @ts-expect-error the path has no parameters
  t.throws(() => defineEndpoints({ a: { ...get, path: '/orders', params } }), refused);
});

test('a misspelt key, method or hint does not compile', (t) => {
  // @ts-expect-error desciption
  t.throws(() => defineEndpoints({ a: { ...get, path: '/orders', desciption: 'x' } }), refused);
  // @ts-expect-error get instead of GET
  t.throws(() => defineEndpoints({ a: { method: 'get', path: '/orders', description: 'x' } }), refused);
  // @ts-expect-error description is missing
  t.throws(() => defineEndpoints({ a: { method: 'GET', path: '/orders' } }), refused);
});

test('a sound map compiles, keeps its names and is an EndpointMap', (t) => {
  const map = defineEndpoints({
    list: { ...get, path: '/orders', query: z.object({ limit: z.number().default(20) }) },
    zod: { ...get, path: '/orders/{id}', params: z.object({ id: z.string() }) },
    valibot: { ...get, path: '/orders/{id}', params: v.object({ id: v.string() }) },
    arktype: { ...get, path: '/orders/{id}', params: type({ id: 'string' }) },
    json: { ...get, path: '/orders/{id}', params: { type: 'object', properties: { id: { type: 'string' } } } },
  });
  expectTypeOf<keyof typeof map>().toEqualTypeOf<'list' | 'zod' | 'valibot' | 'arktype' | 'json'>();
  expectTypeOf(map).toExtend<EndpointMap>();
  t.is(map.zod.path, '/orders/{id}');
});

test('a map whose types are not known compiles, and is checked at run time', (t) => {
  const loose: EndpointMap = { a: { ...get, path: '/orders/{id}' } };
  t.throws(() => defineEndpoints(loose), refused);
});

test('hooks inside a map know the reply and the call without annotations', (t) => {
  const map = defineEndpoints({
    a: {
      ...get,
      path: '/orders',
      format: (reply, call) => {
        expectTypeOf(reply.status).toEqualTypeOf<number>();
        expectTypeOf(call.arguments).toEqualTypeOf<Readonly<Record<string, unknown>>>();
        return { content: [{ type: 'text', text: String(reply.status) }] };
      },
    },
  });
  t.is(typeof map.a.format, 'function');
});

test('defineEndpoint types the arguments of hooks from the schemas', (t) => {
  const map = defineEndpoints({
    order: defineEndpoint({
      method: 'POST',
      path: '/orders/{id}',
      description: 'x',
      params: z.object({ id: z.string() }),
      query: v.object({ dry: v.optional(v.boolean(), false) }),
      body: z.object({ quantity: z.number().default(1), when: z.string().transform(Number) }),
      format: (_reply, { arguments: { id, dry, quantity, when } }) => {
        expectTypeOf(id).toEqualTypeOf<string>();
        expectTypeOf(dry).toEqualTypeOf<boolean>();
        expectTypeOf(quantity).toEqualTypeOf<number>();
        expectTypeOf(when).toEqualTypeOf<number>();
        return { content: [] };
      },
    }),
    list: defineEndpoint({
      method: 'POST',
      path: '/orders',
      description: 'x',
      body: z.array(z.string()),
      request: (request, { arguments: { body } }) => {
        expectTypeOf(body).toEqualTypeOf<string[]>();
        return request;
      },
    }),
  });
  expectTypeOf(map).toExtend<EndpointMap>();
  t.is(map.order.path, '/orders/{id}');
});

test('defineEndpoint: hooks see that arguments of an optionalBody may be missing', (t) => {
  const map = defineEndpoints({
    order: defineEndpoint({
      method: 'POST',
      path: '/orders/{id}',
      description: 'x',
      params: z.object({ id: z.string() }),
      body: z.object({ quantity: z.number() }),
      optionalBody: true,
      format: (_reply, { arguments: { id, quantity } }) => {
        expectTypeOf(id).toEqualTypeOf<string>();
        expectTypeOf(quantity).toEqualTypeOf<number | undefined>();
        return { content: [] };
      },
    }),
    list: defineEndpoint({
      method: 'POST',
      path: '/orders',
      description: 'x',
      body: z.array(z.string()),
      optionalBody: true,
      request: (request, { arguments: { body } }) => {
        expectTypeOf(body).toEqualTypeOf<string[] | undefined>();
        return request;
      },
    }),
  });
  expectTypeOf(map).toExtend<EndpointMap>();
  t.true(map.order.optionalBody);
});

test('a path parameter missing from the params of defineEndpoint does not compile inside a map', (t) => {
  const order = defineEndpoint({ method: 'GET', path: '/orders/{id}', description: 'x' });
  // @ts-expect-error params is missing
  t.throws(() => defineEndpoints({ order }), refused);
});

test('styles and content types are checked by the compiler, and a map keeps its type with definitions', (t) => {
  const query = { type: 'object', properties: { ids: { $ref: '#/$defs/Ids' } } } as const;
  const map = defineEndpoints(
    withDefinitions(
      { Ids: { type: 'array', items: { type: 'string' } } },
      { a: { ...get, path: '/orders', query, styles: { ids: { style: 'form', explode: false } } } },
    ),
  );
  expectTypeOf<keyof typeof map>().toEqualTypeOf<'a'>();
  // @ts-expect-error no such style
  t.throws(() => defineEndpoints({ a: { ...get, path: '/x', query, styles: { ids: { style: 'matrix' } } } }), refused);
  // @ts-expect-error a content type is a string
  t.throws(() => defineEndpoints({ a: { ...get, path: '/x', contentType: 1 } }), refused);
  // @ts-expect-error the path parameter is missing, with definitions too
  t.throws(() => defineEndpoints(withDefinitions({}, { a: { ...get, path: '/x/{id}' } })), refused);
  t.is(map.a.path, '/orders');
});
