import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import express from 'express';
import fc from 'fast-check';
import type { Endpoint } from '../../src/endpoints/endpoint.js';
import { compileTools } from '../../src/tools/compile-tools.js';
import { otherKeys } from '../../src/tools/other-keys.js';
import { anyone, callTool, failureOf, recordingBackend, textOf } from '../helpers/tools.js';

/** A backend that reads nested keys of queries and forms, and the last of what it read. */
async function startNestedReader(t: ExecutionContext) {
  const read: { query?: Record<string, unknown>; body?: Record<string, unknown> } = {};
  const app = express()
    .set('query parser', 'extended')
    .use(express.urlencoded({ extended: true }));
  app.use((request, response) => {
    Object.assign(read, { query: request.query, body: request.body });
    response.json({});
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, read };
}

const anything = { type: 'object', properties: { filter: {}, options: {}, tenant: { type: 'string' } } };
const rest = {
  rename: { tenant: 'filter[tenant]' },
  bind: { tenant: 'subject' },
  styles: { filter: { style: 'deepObject' }, options: { style: 'form' } },
} as const;
const constants = { 'filter[org][id]': 'acme', 'list[]': 'one', user_id: 'u1' };
const inQuery: Endpoint = {
  method: 'GET',
  path: '/',
  description: 'x',
  query: anything,
  constants: { query: constants },
  ...rest,
};
const inForm: Endpoint = {
  method: 'POST',
  path: '/',
  description: 'x',
  body: anything,
  contentType: 'application/x-www-form-urlencoded',
  constants: { body: constants },
  ...rest,
};

for (const [value, expected] of [
  [
    { tenant: ['evil'] },
    /filter: must not have the name "filter\[tenant\]\[0\]", which servers may read as another parameter/,
  ],
  [{ tenant: { ne: 'x' } }, /filter: must not have the name "filter\[tenant\]\[ne\]"/],
  [{ org: 'evil' }, /filter: must not have the name "filter\[org\]"/],
  [{ org: { id: { in: ['evil'] } } }, /filter: must not have the name "filter\[org\]\[id\]\[in\]\[0\]"/],
  [{ '': 'evil' }, /filter: must not have an empty name/],
  [{ Tenant: 'evil' }, /filter: must not have the name "filter\[Tenant\]"/],
  [{ "'tenant'": 'evil' }, /filter: must not have quoted names/],
  [{ 'tenant\0': 'evil' }, /filter: must not have quoted names, or control characters/],
  [{ 'tenant.x': 'evil' }, /filter: must not have the name "filter\[tenant.x\]"/],
] as const) {
  test(`T108: the deep object ${JSON.stringify(value)} reaches into no other parameter`, async (t) => {
    for (const endpoint of [inQuery, inForm]) {
      const backend = recordingBackend();
      const result = await callTool({ tool: endpoint }, 'tool', { filter: value }, { backend });
      t.like(failureOf(result), { code: 'invalid_arguments' });
      t.regex(textOf(result), expected);
      t.is(backend.calls.length, 0);
    }
  });
}

test('T108: keys that servers read as part of others are taken, whatever they look like', (t) => {
  const all = ['filter', 'options', 'filter[tenant]', 'list[]', 'user_id'];
  const { has, meets } = otherKeys('options', { keys: all, names: ['page'] });
  for (const key of [
    'filter',
    'filter[x]',
    'filter[tenant][0]',
    '[filter]',
    'list',
    'list[x]',
    'user.id',
    'USER_ID',
    '',
  ])
    t.true(meets(key), key);
  for (const key of ['options', 'options[a]', 'filters', 'tenant', 'user', 'x[filter]']) t.false(meets(key), key);
  t.true(has('filter') && !has('options') && !has('user.id'));
});

test('T108: what a value brings is held against those around its parameter too, unless it is below it', (t) => {
  const { meets } = otherKeys('filter[part]', { keys: ['filter[part]', 'filter', 'filter[tenant]'], names: [] });
  for (const key of ['filter', 'filter[x]', 'filter[tenant]']) t.true(meets(key), key);
  t.false(meets('filter[part][x]'));
  t.true(otherKeys('filter[]', { keys: ['filter[]', 'filter[tenant]'], names: [] }).meets('filter[tenant]'));
  t.false(otherKeys('filter', { keys: ['filter', 'filter[]'], names: [] }).meets('filter[a]'));
  t.true(otherKeys('filter', { keys: ['filter', 'filter[]'], names: [] }).meets('filter[0]'));
});

test('what the map has named alike stays alive', (t) => {
  for (const [wire, other] of [
    ['Filter', 'filter'],
    ['filter[a]', 'filter.a'],
    ['filter.part', 'filter'],
    ['filter[part]', 'Filter'],
    ['a_b', 'a.b'],
  ] as const) {
    t.false(otherKeys(wire, { keys: [wire, other], names: [] }).meets(`${wire}[x]`), `${wire} beside ${other}`);
  }
});

test('T108: an open object brings no name of another exploded object', async (t) => {
  const query = {
    type: 'object',
    properties: { options: { type: 'object' }, who: { type: 'object', properties: { tenant: {} } } },
  };
  const endpoint: Endpoint = {
    method: 'GET',
    path: '/',
    description: 'x',
    query,
    styles: { options: { style: 'form' }, who: { style: 'form' } },
  };
  const result = await callTool(
    { tool: endpoint },
    'tool',
    { options: { tenant: 'evil' } },
    { backend: recordingBackend() },
  );
  t.regex(textOf(result), /options: must not have the name "tenant"/);
});

test('T108: a model cannot push the parameters of others past the number that servers read', async (t) => {
  const query = { type: 'object', properties: { l: { type: 'array', items: { type: 'string' } } } };
  const parts = { path: '/', description: 'x', constants: { query: { user_id: 'u1' } } } as const;
  const form = { ...inForm, body: query, constants: { body: { user_id: 'u1' } }, rename: {}, bind: {}, styles: {} };
  for (const endpoint of [{ ...parts, method: 'GET', query } as const, form]) {
    const call = (count: number) => {
      const backend = recordingBackend();
      return callTool({ tool: endpoint }, 'tool', { l: Array(count).fill('a') }, { backend });
    };
    t.regex(textOf(await call(990)), /l: makes more than 990 parameters of the request/);
    t.falsy((await call(989)).isError);
  }
});

test('a parameter whose place the map has chosen inside another is sent', async (t) => {
  const { baseUrl, read } = await startNestedReader(t);
  const query = { type: 'object', properties: { filter: {}, part: {} } };
  const styles = { filter: { style: 'deepObject' }, part: { style: 'deepObject' } } as const;
  const endpoint: Endpoint = {
    method: 'GET',
    path: '/',
    description: 'x',
    query,
    styles,
    rename: { part: 'filter[part]' },
  };
  const tools = compileTools({ tool: endpoint }, { backend: { baseUrl } });
  t.teardown(() => tools.close());
  await tools.call(
    'tool',
    { filter: { a: 1 }, part: { b: 2 } },
    { principal: anyone, signal: new AbortController().signal },
  );
  t.deepEqual(read.query, { filter: { a: '1', part: { b: '2' } } });
});

const step = fc.constantFrom('tenant', 'org', 'id', '0', '', 'x', 'list', 'filter', 'user.id');
const { value: deep } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('evil', 1, true, null),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(step, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const name = fc.oneof(
  step,
  fc
    .tuple(step, fc.array(step, { maxLength: 3 }))
    .map(([base, steps]) => base + steps.map((part) => `[${part}]`).join('')),
);
const options = fc.dictionary(name, fc.constantFrom('evil', 2), { maxKeys: 2, noNullPrototype: true });

for (const [where, endpoint] of [
  ['query', inQuery],
  ['body', inForm],
] as const) {
  test(`T108: whatever a model writes into a ${where}, other parameters are read as the map has them`, async (t) => {
    const { baseUrl, read } = await startNestedReader(t);
    const tools = compileTools({ tool: endpoint }, { backend: { baseUrl } });
    t.teardown(() => tools.close());
    let [sent, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(deep, options, async (filter, more) => {
        const args = { ...(typeof filter === 'object' ? { filter } : {}), options: more };
        const result = await tools.call('tool', args, { principal: anyone, signal: new AbortController().signal });
        if (result.isError) {
          refused += 1;
          return;
        }
        sent += 1;
        t.like(read[where], { filter: { tenant: anyone.subject, org: { id: 'acme' } }, list: ['one'], user_id: 'u1' });
      }),
      { numRuns: 400 },
    );
    t.true(sent > 50 && refused > 50, `${sent} sent, ${refused} refused`);
  });
}
