import { type } from 'arktype';
import test from 'ava';
import * as v from 'valibot';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import type { Endpoint } from '../../src/endpoints/endpoint.js';
import { anyone, callTool, failureOf, recordingBackend, textOf } from '../helpers/tools.js';

const post = { method: 'POST', path: '/orders', description: 'Order.' } as const;

async function call(endpoint: Endpoint, args: unknown, principal = anyone) {
  const backend = recordingBackend();
  const result = await callTool({ order: endpoint }, 'order', args, { backend }, { principal });
  return { result, text: textOf(result), calls: backend.calls, body: backend.calls[0]?.request.body };
}

const libraries = {
  'zod 4': z.object({ sku: z.string(), quantity: z.number().positive().default(1) }),
  'zod 3': z3.object({ sku: z3.string(), quantity: z3.number().positive().default(1) }),
  Valibot: v.object({ sku: v.string(), quantity: v.optional(v.pipe(v.number(), v.gtValue(0)), 1) }),
  ArkType: type({ sku: 'string', quantity: 'number > 0 = 1' }),
  'JSON Schema': {
    type: 'object',
    properties: { sku: { type: 'string' }, quantity: { type: 'number', exclusiveMinimum: 0, default: 1 } },
    required: ['sku'],
  },
};

for (const [library, body] of Object.entries(libraries)) {
  test(`${library}: defaults are filled in and sent`, async (t) => {
    const { body: sent } = await call({ ...post, body }, { sku: 'a' });
    t.deepEqual(sent, { sku: 'a', quantity: 1 });
  });

  test(`${library}: every wrong argument is named at once, and nothing is sent`, async (t) => {
    const { result, text, calls } = await call({ ...post, body }, { sku: 7, quantity: -1 });
    t.true(result.isError);
    t.regex(text, /- sku: .*\n- quantity: /);
    t.deepEqual(failureOf(result), { code: 'invalid_arguments', retryable: false, outcome: 'not_sent' });
    t.is(calls.length, 0);
  });

  test(`${library}: a missing argument is named`, async (t) => {
    const { text, calls } = await call({ ...post, body }, {});
    t.regex(text, /- sku: /);
    t.is(calls.length, 0);
  });

  for (const value of [7, true, ['a'], { toString: 'a' }, null]) {
    test(`T114: ${library}: ${JSON.stringify(value)} is not taken for a string`, async (t) => {
      const { result, calls } = await call({ ...post, body }, { sku: value });
      t.true(result.isError);
      t.is(calls.length, 0);
    });
  }

  for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
    test(`T112: ${library}: the argument ${name} is refused and pollutes nothing`, async (t) => {
      const args: unknown = JSON.parse(`{"sku":"a","${name}":{"polluted":true}}`);
      const { result, calls } = await call({ ...post, body }, args);
      t.true(result.isError);
      t.is(calls.length, 0);
      t.is(Reflect.get({}, 'polluted'), undefined);
    });
  }
}

test('T112: inherited members do not count as given, at any depth', async (t) => {
  const inner = { type: 'object', properties: { toString: {} }, required: ['toString'] };
  const body = { ...inner, properties: { ...inner.properties, inner } };
  const { text } = await call({ ...post, body }, { inner: {} });
  t.regex(text, /- toString: is missing\n- inner\.toString: is missing/);
});

test('T112: __proto__ is refused at any depth', async (t) => {
  const { text, calls } = await call(
    { ...post, body: z.object({ any: z.any() }) },
    JSON.parse('{"any":{"a":[{"__proto__":1}]}}'),
  );
  t.regex(text, /The arguments have a member named __proto__\./);
  t.is(calls.length, 0);
});

test('an unknown argument is refused and the nearest known one suggested', async (t) => {
  const { text, calls } = await call({ ...post, body: libraries['zod 4'] }, { sku: 'a', quantitty: 2 });
  t.regex(text, /- quantitty: is not an argument of this tool\. Did you mean "quantity"\?/);
  t.is(calls.length, 0);
});

test('arguments left out are an empty object; anything but an object is refused', async (t) => {
  const body = z.object({ note: z.string().optional() });
  t.is((await call({ ...post, body }, undefined)).calls.length, 1);
  for (const args of [null, [], 'x', 1]) {
    const { text, calls } = await call({ ...post, body }, args);
    t.regex(text, /The arguments must be an object\./);
    t.is(calls.length, 0);
  }
});

test('T117: arguments nested too deeply or too large are refused before any schema sees them', async (t) => {
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level += 1) deep = { deep };
  const body = z.object({ deep: z.any() });
  t.regex((await call({ ...post, body }, deep)).text, /nested more than 64 levels deep/);
  const wide = Array.from({ length: 10_001 }, () => 0);
  t.regex((await call({ ...post, body }, { deep: wide })).text, /more than 10000 members/);
  t.is((await call({ ...post, body }, { deep: wide.slice(10) })).calls.length, 1);
});

test('a long list of mistakes is cut', async (t) => {
  const body = { type: 'object', properties: { list: { type: 'array', items: { type: 'string' } } } };
  const { text } = await call({ ...post, body }, { list: Array.from({ length: 500 }, () => 1) });
  t.regex(text, /- list\.19: must be string\n- and 480 more/);
});

test('refinements, transforms and asynchronous checks of a Standard Schema are honoured', async (t) => {
  const body = z
    .object({ code: z.string().transform((code) => code.toUpperCase()), taken: z.string().optional() })
    .refine(async ({ taken }) => taken !== 'yes', { path: ['taken'], message: 'is taken' });
  t.deepEqual((await call({ ...post, body }, { code: 'abc' })).body, { code: 'ABC' });
  const { text, calls } = await call({ ...post, body }, { code: 'abc', taken: 'yes' });
  t.regex(text, /- taken: is taken/);
  t.is(calls.length, 0);
});

test('defaults do not change the arguments of the caller', async (t) => {
  const line = { type: 'object', properties: { quantity: { type: 'number', default: 1 } } };
  const body = { type: 'object', properties: { lines: { type: 'array', items: line } } };
  const args = { lines: [{}] };
  const { body: sent } = await call({ ...post, body }, args);
  t.deepEqual(sent, { lines: [{ quantity: 1 }] });
  t.deepEqual(args, { lines: [{}] });
});

test('enumerations say what is possible', async (t) => {
  const body = { type: 'object', properties: { status: { enum: ['open', 'closed'] } } };
  t.regex((await call({ ...post, body }, { status: 'x' })).text, /- status: must be one of "open","closed"/);
});

test('bound arguments come from the identity, whatever their source', async (t) => {
  const body = z.object({ who: z.string(), tenant: z.string(), app: z.string(), level: z.number(), sku: z.string() });
  const bind = { who: 'subject', tenant: 'tenant', app: 'clientId', level: 'claims.https://x.example/level' } as const;
  const principal = { ...anyone, tenant: 'acme', clientId: 'app-1', claims: { 'https://x.example/level': 3 } };
  const { body: sent } = await call({ ...post, body, bind }, { sku: 'a' }, principal);
  t.deepEqual(sent, { who: 'alice', tenant: 'acme', app: 'app-1', level: 3, sku: 'a' });
});

test('a bound argument is refused when sent, and does not show in the suggestions', async (t) => {
  const body = z.object({ tenant: z.string(), sku: z.string() });
  const principal = { ...anyone, tenant: 'acme' };
  const { text, calls } = await call(
    { ...post, body, bind: { tenant: 'tenant' } },
    { sku: 'a', tenant: 'evil' },
    principal,
  );
  t.regex(text, /- tenant: is not an argument of this tool\. Valid: sku\./);
  t.is(calls.length, 0);
});

for (const [what, principal] of [
  ['lacks', anyone],
  ['has blank', { ...anyone, tenant: '' }],
  ['has in a wrong form', { ...anyone, tenant: 'not a slug' }],
] as const) {
  test(`an identity that ${what} a bound value cannot call, and nothing is sent`, async (t) => {
    const body = z.object({ tenant: z.string().regex(/^[a-z]+$/) });
    const { result, text, calls } = await call({ ...post, body, bind: { tenant: 'tenant' } }, {}, principal);
    t.regex(text, /order needs tenant from the caller's identity/);
    t.deepEqual(failureOf(result), { code: 'identity_incomplete', retryable: false, outcome: 'not_sent' });
    t.is(calls.length, 0);
  });
}

test('a claim named like an inherited member is not found', async (t) => {
  const body = z.object({ x: z.any() });
  const { calls } = await call({ ...post, body, bind: { x: 'claims.constructor' } }, {});
  t.is(calls.length, 0);
});
