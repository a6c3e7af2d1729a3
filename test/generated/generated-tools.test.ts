import test from 'ava';
import { ConfigurationError } from '../../src/errors.js';
import type { GeneratedTool } from '../../src/generated/generated-tool.js';
import { generatedTools } from '../../src/generated/generated-tools.js';
import { anyone, failureOf, jsonReply, recordingBackend, textOf } from '../helpers/tools.js';

function accepts(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value;
}

/** As `generate-tools` would write it. */
const tool: GeneratedTool = {
  definition: {
    name: 'get_order',
    description: 'Fetch one order.',
    inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    scopes: ['orders:read'],
  },
  endpoint: { method: 'GET', path: '/orders/{id}' },
  retry: 'safe',
  exactIntegers: true,
  arguments: [{ name: 'id', section: 'params' }],
  sections: { params: { check: accepts } },
};
const context = { principal: anyone, signal: new AbortController().signal };

function problemsOf(error: ConfigurationError | undefined): string[] {
  return (error?.problems ?? []).map(({ place, message, fix }) => `${place}: ${message}${fix ? ` ${fix}` : ''}`);
}

test('a generated tool is listed and called', async (t) => {
  const backend = recordingBackend(() => jsonReply({ id: 'a' }));
  const set = generatedTools([tool], { backend });
  t.deepEqual(set.definitions, [tool.definition]);
  t.deepEqual(set.list({ ...anyone, scopes: [] }), []);
  const result = await set.call('get_order', { id: 'a b' }, context);
  t.deepEqual(JSON.parse(textOf(result)), { id: 'a' });
  t.like(backend.calls[0], { retry: 'safe', exactIntegers: true, scopes: ['orders:read'], tool: 'get_order' });
  t.is(backend.calls[0]?.request.path, '/orders/a%20b');
});

test('definitions are frozen', (t) => {
  const [definition] = generatedTools([tool], { backend: recordingBackend() }).definitions;
  t.true(Object.isFrozen(definition) && Object.isFrozen(definition?.inputSchema.properties));
});

test('arguments that the compiled check refuses are told, and nothing is sent', async (t) => {
  const backend = recordingBackend();
  const refuse = Object.assign(() => false, {
    errors: [{ keyword: 'required', instancePath: '', schemaPath: '', params: { missingProperty: 'id' } }],
  });
  const set = generatedTools([{ ...tool, sections: { params: { check: refuse } } }], { backend });
  const result = await set.call('get_order', {}, context);
  t.like(failureOf(result), { code: 'invalid_arguments' });
  t.regex(textOf(result), /id.*is missing/);
  t.is(backend.calls.length, 0);
});

test('a check that fills in defaults works on a copy', async (t) => {
  const backend = recordingBackend();
  const fill = (value: unknown): boolean => Object.assign(Object(value), { id: 'filled' }) !== undefined;
  const args = Object.freeze({ id: Object.freeze(['given']) });
  const set = generatedTools([{ ...tool, sections: { params: { check: fill, fillsDefaults: true } } }], { backend });
  await set.call('get_order', args, context);
  t.is(backend.calls[0]?.request.path, '/orders/filled');
  t.deepEqual(args, { id: ['given'] });
});

test('a path damaged by hand stops the start and says how to mend it', (t) => {
  const damaged = { ...tool, endpoint: { method: 'GET', path: 'orders/{id' } } as const;
  const error = t.throws(() => generatedTools([damaged], { backend: recordingBackend() }), {
    instanceOf: ConfigurationError,
  });
  t.deepEqual(problemsOf(error), [
    'get_order: endpoint.path must start with "/": it is a path below the base URL. Run: npx generate-tools',
  ]);
});

test('a tool given twice and hooks of unknown tools are told at once', (t) => {
  const hooks = { get_ordr: {} };
  const error = t.throws(() => generatedTools([tool, tool], { backend: recordingBackend(), hooks }), {
    instanceOf: ConfigurationError,
  });
  t.deepEqual(problemsOf(error), [
    'tools.get_order: is there twice. Leave one of them out.',
    'hooks.get_ordr: names no tool. Did you mean "get_order"?',
  ]);
});

test('mistakes in the options are told', (t) => {
  const error = t.throws(() => generatedTools([tool], { backend: recordingBackend(), maxResultChars: 0 }), {
    instanceOf: ConfigurationError,
  });
  t.regex(problemsOf(error).join(), /maxResultChars/);
});

test('functions given at run time replace those the tool was generated with, all of them', async (t) => {
  const backend = recordingBackend();
  const own: GeneratedTool = {
    ...tool,
    hooks: {
      request: (request) => ({ ...request, path: '/own' }),
      format: () => ({ content: [{ type: 'text', text: 'own' }] }),
    },
  };
  const withOwn = await generatedTools([own], { backend }).call('get_order', { id: 'a' }, context);
  const hooks = {
    get_order: { request: (request: { readonly path: string }) => ({ ...request, path: '/other' }) as never },
  };
  const withOther = await generatedTools([own], { backend, hooks }).call('get_order', { id: 'a' }, context);
  t.is(textOf(withOwn), 'own');
  t.deepEqual(JSON.parse(textOf(withOther)), { ok: true });
  t.deepEqual(
    backend.calls.map(({ request }) => request.path),
    ['/own', '/other'],
  );
});

test('integers are kept exactly unless a format reads them', async (t) => {
  const backend = recordingBackend();
  const hooks = { get_order: { format: () => ({ content: [] }) } };
  await generatedTools([tool], { backend }).call('get_order', { id: 'a' }, context);
  await generatedTools([tool], { backend, hooks }).call('get_order', { id: 'a' }, context);
  t.deepEqual(
    backend.calls.map(({ exactIntegers }) => exactIntegers),
    [true, false],
  );
});

test('a whole body is told by the name of its argument, and names on the wire default to names', async (t) => {
  const backend = recordingBackend();
  const refuse = Object.assign((value: unknown) => Array.isArray(value), {
    errors: [{ keyword: 'type', instancePath: '/0', schemaPath: '', params: {}, message: 'must be text' }],
  });
  const put: GeneratedTool = {
    ...tool,
    endpoint: { method: 'PUT', path: '/orders' },
    arguments: [
      { name: 'tag', section: 'query' },
      { name: 'lang', section: 'query', wire: 'hl' },
      { name: 'body', section: 'body' },
    ],
    sections: { query: { check: () => true }, body: { check: refuse, whole: true } },
  };
  const set = generatedTools([put], { backend });
  t.regex(textOf(await set.call('get_order', { body: 'no list' }, context)), /body\.0.*must be text/);
  t.regex(textOf(await set.call('get_order', {}, context)), /body.*is missing/);
  await set.call('get_order', { tag: 'a', lang: 'de', body: [1] }, context);
  t.is(String(backend.calls[0]?.request.query), 'tag=a&hl=de');
  t.deepEqual(backend.calls[0]?.request.body, [1]);
});

test('structured results are held to the compiled check of the output', async (t) => {
  const check = Object.assign((value: unknown) => 'result' in Object(value) && Object(value).result !== 1, {
    errors: [],
  });
  const wrapped: GeneratedTool = { ...tool, output: { check, wrapped: true } };
  const answer = async (body: unknown) =>
    generatedTools([wrapped], { backend: recordingBackend(() => jsonReply(body)) }).call(
      'get_order',
      { id: 'a' },
      context,
    );
  t.deepEqual((await answer([2])).structuredContent, { result: [2] });
});
