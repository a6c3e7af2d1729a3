import test from 'ava';
import { z } from 'zod';
import type { EndpointRequest } from '../../src/backend/exchange.js';
import type { Endpoint } from '../../src/endpoints/endpoint.js';
import type { JsonSchema } from '../../src/endpoints/schema.js';
import { withDefinitions } from '../../src/endpoints/with-definitions.js';
import { buildToolModels } from '../../src/tools/tool-model.js';
import { problemsOf } from '../helpers/tools.js';

const post = { method: 'POST', path: '/x', description: 'x' } as const;
const ref = (name: string) => ({ $ref: `#/$defs/${name}` });
const object = (properties: Record<string, unknown>) => ({ type: 'object', properties });
const definitions = {
  Order: object({ id: ref('Id'), lines: { type: 'array', items: ref('Line') } }),
  Line: object({ sku: ref('Id'), order: ref('Order') }),
  Id: { type: 'string' },
  Unused: ref('Order'),
  'a/b': { type: 'number' },
};

test('every schema gets exactly what it refers to, directly or not, in the order of the definitions', (t) => {
  const map = withDefinitions(definitions, {
    order: { ...post, body: object({ order: ref('Line') }), response: ref('Id') },
    deep: { ...post, query: object({ id: ref('Order/properties/id') }), body: object({ n: ref('a~1b') }) },
    none: { ...post, body: object({ $ref: { type: 'string' } }) },
  } as Record<string, Endpoint>);
  const names = (schema: unknown) => Object.keys((schema as { $defs?: object }).$defs ?? {});
  t.deepEqual(names(map.order?.body), ['Order', 'Line', 'Id']);
  t.deepEqual(names(map.order?.response), ['Id']);
  t.deepEqual(names(map.deep?.query), ['Order', 'Line', 'Id']);
  t.deepEqual(names(map.deep?.body), ['a/b']);
  t.deepEqual(map.none?.body, object({ $ref: { type: 'string' } }));
});

test('own definitions win, and what only the shared one needs is left out', (t) => {
  const own = { ...object({ a: ref('Order') }), $defs: { Order: { type: 'string' }, Mine: ref('Id') } };
  const map = withDefinitions(definitions, { a: { ...post, body: own } } as Record<string, Endpoint>);
  t.deepEqual(map.a?.body, { ...own, $defs: { Id: { type: 'string' }, Order: { type: 'string' }, Mine: ref('Id') } });
});

test('Standard Schemas, hooks and everything else are left as they are, and so is what was given', (t) => {
  const given = {
    a: {
      ...post,
      query: z.object({ a: z.string() }),
      body: object({ id: ref('Id') }),
      request: (built: EndpointRequest) => built,
    },
  };
  const before = structuredClone(given.a.body);
  const map = withDefinitions(definitions, given);
  t.is(map.a.query, given.a.query);
  t.is(map.a.request, given.a.request);
  t.deepEqual(given.a.body, before);
});

test('references to what is not there are all told, each with its place, those in definitions once', (t) => {
  const broken = { ...definitions, Line: object({ sku: ref('Idd') }), Unused: ref('Nowhere') };
  const endpoint = { ...post, body: object({ a: ref('Ordr'), b: ref('Order') }), response: ref('constructor') };
  t.deepEqual(
    problemsOf(t, () => withDefinitions(broken, { a: endpoint, b: { ...post, body: ref('Line') } })),
    [
      'endpoints.a.body.properties.a: refers to the definition "Ordr", which is not there. Did you mean "Order"?',
      'endpoints.a.response: refers to the definition "constructor", which is not there. Valid: Order, Line, Id, Unused, a/b.',
      'definitions.Line.properties.sku: refers to the definition "Idd", which is not there. Did you mean "Id"?',
    ],
  );
});

/** 800 definitions in chains of `width`. */
function chains(width: number): Record<string, JsonSchema> {
  const entries = Array.from({ length: 800 }, (_, index): [string, JsonSchema] => {
    const next = index % width < width - 1 ? { next: ref(`D${index + 1}`) } : {};
    return [`D${index}`, object({ name: { type: 'string', pattern: '^[a-z]+$' }, ...next })];
  });
  return Object.fromEntries(entries);
}

function usersOf(count: number): Record<string, Endpoint> {
  const entries = Array.from({ length: count }, (_, index): [string, Endpoint] => {
    const schema = object({ item: ref(`D${(index * 5) % 800}`) });
    return [`put_${index}`, { ...post, path: `/x${index}`, body: schema, response: schema }];
  });
  return Object.fromEntries(entries);
}

test('1000 endpoints on 800 definitions: the work is in what is used, not in what is there', (t) => {
  const start = performance.now();
  const map = withDefinitions(chains(5), usersOf(1000));
  t.true(performance.now() - start < 2000);
  t.is(Object.keys(Object(map.put_999?.body).$defs).length, 5);
});

test('tools on shared definitions are those that each would have with definitions of its own', (t) => {
  const shared = withDefinitions(chains(20), usersOf(40));
  const own = structuredClone(shared);
  t.deepEqual(
    buildToolModels(shared).map(({ definition }) => definition),
    Object.entries(own).flatMap(([name, endpoint]) =>
      buildToolModels({ [name]: structuredClone(endpoint) }).map(({ definition }) => definition),
    ),
  );
});

test('a definition with a mistake is told wherever it is used', (t) => {
  const map = withDefinitions({ Bad: { type: 'strnig', pattern: '(a+)+$' } }, {
    a: { ...post, body: object({ x: ref('Bad') }) },
    b: { ...post, body: object({ x: ref('Bad') }) },
  } as Record<string, Endpoint>);
  const places = problemsOf(t, () => buildToolModels(map)).map((line) => line.split(': ')[0]);
  t.deepEqual(places, [
    'endpoints.a.body.$defs.Bad',
    'endpoints.a.body.$defs.Bad.type',
    'endpoints.b.body.$defs.Bad',
    'endpoints.b.body.$defs.Bad.type',
  ]);
});
