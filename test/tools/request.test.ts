import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import type { Endpoint } from '../../src/endpoints/endpoint.js';
import { compileTools } from '../../src/tools/compile-tools.js';
import { recordingLogger } from '../helpers/recording-logger.js';
import { type SeenRequest, startRestServer } from '../helpers/rest-server.js';
import { anyone, callTool, failureOf, recordingBackend, textOf } from '../helpers/tools.js';

const get = { method: 'GET', path: '/orders', description: 'Orders.' } as const;
const post = { method: 'POST', path: '/orders', description: 'Order.' } as const;

async function send(t: ExecutionContext, endpoint: Endpoint, args: unknown) {
  const { baseUrl, requests } = await startRestServer(t);
  const tools = compileTools({ tool: endpoint }, { backend: { baseUrl: `${baseUrl}/v1` } });
  t.teardown(() => tools.close());
  const result = await tools.call('tool', args, { principal: anyone, signal: new AbortController().signal });
  return { result, requests, request: requests[0] as SeenRequest };
}

test('every section of the arguments reaches its own place on the wire', async (t) => {
  const { request } = await send(
    t,
    {
      ...post,
      path: '/shops/{shop}/orders/{id}',
      params: z.object({ shop: z.string(), id: z.number() }),
      query: z.object({
        dry: z.boolean(),
        tag: z.array(z.string()),
        none: z.string().nullable(),
        left: z.string().optional(),
      }),
      headers: z.object({ 'X-Trace': z.string() }),
      body: z.object({ lines: z.array(z.object({ sku: z.string() })) }),
    },
    { shop: 'a b', id: 7, dry: true, tag: ['x', 'y&z'], none: null, 'X-Trace': 't-1', lines: [{ sku: 's' }] },
  );
  t.is(request.method, 'POST');
  t.is(request.target, '/v1/shops/a%20b/orders/7?dry=true&tag=x&tag=y%26z');
  t.is(request.headers['x-trace'], 't-1');
  t.is(request.headers['content-type'], 'application/json');
  t.deepEqual(JSON.parse(request.body), { lines: [{ sku: 's' }] });
});

test('names on the wire and constants come from the map', async (t) => {
  const { request } = await send(
    t,
    {
      ...post,
      query: z.object({ page_size: z.number() }),
      headers: z.object({ trace: z.string() }),
      body: z.object({ graph_name: z.string() }),
      rename: { page_size: 'page[size]', trace: 'X-Trace', graph_name: 'graphName' },
      constants: {
        query: { v: 2, debug: false },
        headers: { 'X-Client': 'mcp' },
        body: { format: 'json', nested: { a: 1 } },
      },
    },
    { page_size: 5, trace: 't', graph_name: 'g' },
  );
  t.is(request.target, '/v1/orders?page%5Bsize%5D=5&v=2&debug=false');
  t.is(request.headers['x-trace'], 't');
  t.is(request.headers['x-client'], 'mcp');
  t.deepEqual(JSON.parse(request.body), { graphName: 'g', format: 'json', nested: { a: 1 } });
});

test('a constant body needs no body schema, and a body of one argument is sent as it is', async (t) => {
  t.is((await send(t, { ...post, constants: { body: { all: true } } }, {})).request.body, '{"all":true}');
  t.is((await send(t, { ...post, body: z.array(z.number()) }, { body: [1, 2] })).request.body, '[1,2]');
});

test('an optional body that is not given is not sent; one without any value is an empty object', async (t) => {
  const body = z.object({ note: z.string().optional() });
  t.is((await send(t, { ...post, body: body.optional() }, {})).request.body, '');
  t.is((await send(t, { ...post, body }, {})).request.body, '{}');
});

test('T107: a path parameter that is missing is named, and no placeholder is sent', async (t) => {
  const endpoint = { ...get, path: '/orders/{id}', params: z.object({ id: z.string().optional() }) };
  const { result, requests } = await send(t, endpoint, {});
  t.regex(textOf(result), /- id: is missing/);
  t.is(requests.length, 0);
});

for (const value of [
  '..',
  '.',
  '',
  '%2e%2e',
  '.%2e',
  '%252e%252e',
  '..;',
  '..\\',
  '．．',
  '\t..',
  '.. ',
  'a\u0000',
  '\ud800',
  'a/b',
  'a%2fb',
  '//evil',
  'https://evil.example',
]) {
  test(`T105, T106: the path argument ${JSON.stringify(value)} sends nothing`, async (t) => {
    const backend = recordingBackend();
    const endpoint = { ...get, path: '/orders/{id}', params: z.object({ id: z.string() }) };
    const result = await callTool({ tool: endpoint }, 'tool', { id: value }, { backend });
    t.regex(textOf(result), /^Error \(invalid_arguments\): Wrong arguments for tool; nothing was sent\.\n- id: must/);
    t.is(backend.calls.length, 0);
  });
}

test('T106: with allowSlash a slash arrives inside its one segment', async (t) => {
  const params = z.object({ name: z.string() });
  const { request } = await send(t, { ...get, path: '/files/{name}', params, allowSlash: true }, { name: 'a/b' });
  t.is(request.target, '/v1/files/a%2Fb');
});

test('T108: a query value cannot add a key', async (t) => {
  const query = z.object({ q: z.string() });
  const { request } = await send(t, { ...get, query }, { q: 'a&admin=true#x' });
  t.deepEqual([...new URL(request.target, 'http://x').searchParams], [['q', 'a&admin=true#x']]);
});

test('a query value that is no text in Unicode, or no scalar, sends nothing', async (t) => {
  const endpoint = { ...get, query: z.object({ q: z.any() }) };
  for (const [q, message] of [
    ['\ud800', /- q: must be well-formed Unicode text/],
    [{ a: 1 }, /- q: must be a string, number or boolean, or a list of these/],
    [[['x']], /- q: must be a string, number or boolean, or a list of these/],
  ] as const) {
    const { result, requests } = await send(t, endpoint, { q });
    t.regex(textOf(result), message);
    t.is(requests.length, 0);
  }
});

for (const value of ['a\r\nx-admin: 1', 'a\nb', 'a\u0000', 'π', '😀', '\u007f']) {
  test(`T109: the header value ${JSON.stringify(value)} sends nothing`, async (t) => {
    const { result, requests } = await send(
      t,
      { ...get, headers: z.object({ 'x-note': z.string() }) },
      { 'x-note': value },
    );
    t.regex(textOf(result), /- x-note: must be one line of Latin-1 text/);
    t.is(requests.length, 0);
  });
}

test('T114: an object is never turned into text, not even where the schema allows anything', async (t) => {
  const backend = recordingBackend();
  const endpoint = {
    ...get,
    path: '/orders/{id}',
    params: z.object({ id: z.any() }),
    headers: z.object({ 'x-a': z.any() }),
  };
  const result = await callTool({ tool: endpoint }, 'tool', { id: { toString: 'x' }, 'x-a': ['b'] }, { backend });
  t.regex(textOf(result), /- id: must be a string, number or boolean\n- x-a: must be a string, number or boolean/);
  t.is(backend.calls.length, 0);
});

test('a request hook may change the request, awaiting what it needs', async (t) => {
  const { request } = await send(
    t,
    {
      ...post,
      body: z.object({ query: z.string(), limit: z.number().default(10) }),
      request: async (built, { arguments: { query, limit } }) => ({
        ...built,
        path: '/search',
        headers: { ...built.headers, 'x-limit': String(limit) },
        body: { q: query },
      }),
    },
    { query: 'a' },
  );
  t.is(request.target, '/v1/search');
  t.is(request.headers['x-limit'], '10');
  t.is(request.body, '{"q":"a"}');
});

for (const [what, change] of Object.entries({
  'leaves its origin': { path: '//evil.example/x' },
  'has a dot segment': { path: '/a/../b' },
  'has an encoded dot segment': { path: '/a/%252e%252e/b' },
  'has an encoded dot segment behind a slash': { path: '/a/x%2f..%2fb' },
  'has an empty segment': { path: '/a//b' },
  'has a query in its path': { path: '/a?x=1' },
  'has a backslash': { path: '/a\\b' },
  'is not encoded': { path: '/a b' },
  'has no leading slash': { path: 'https://evil.example/' },
  'sets a reserved header': { headers: { Authorization: 'Bearer x' } },
  'splits a header': { headers: { 'x-a': 'b\r\nc: d' } },
  'has a query of its own kind': { query: 'a=1' },
  'has a body with GET': { body: {} },
  'has another method': { method: 'CONNECT' },
})) {
  test(`a request hook whose request ${what} is refused, and nothing is sent`, async (t) => {
    const backend = recordingBackend();
    const logger = recordingLogger();
    const endpoint = { ...get, request: (built: object) => ({ ...built, ...change }) } as unknown as Endpoint;
    const result = await callTool({ tool: endpoint }, 'tool', {}, { backend, logger });
    t.deepEqual(failureOf(result), { code: 'request_refused', retryable: false, outcome: 'not_sent' });
    t.is(backend.calls.length, 0);
    t.is(logger.entries[0]?.message, 'The request of an endpoint was refused');
  });
}

test('F29: a request hook that throws fails its call closed, says nothing of why, and is logged', async (t) => {
  const backend = recordingBackend();
  const logger = recordingLogger();
  const request = () => {
    throw new Error('secret-canary');
  };
  const result = await callTool({ tool: { ...get, request } }, 'tool', {}, { backend, logger });
  t.deepEqual(failureOf(result), { code: 'internal_error', retryable: false, outcome: 'not_sent' });
  t.false(JSON.stringify(result).includes('secret-canary'));
  t.is(logger.entries.length, 1);
  t.is(backend.calls.length, 0);
});
