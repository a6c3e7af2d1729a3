import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { z } from 'zod';
import { gotClient } from '../../src/backend/got-client.js';
import { undiciClient } from '../../src/backend/undici-client.js';
import type { Endpoint } from '../../src/endpoints/endpoint.js';
import { compileTools } from '../../src/tools/compile-tools.js';
import { type ByteRequest, readForm, startByteServer } from '../helpers/byte-server.js';
import { anyone, callTool, failureOf, recordingBackend, textOf } from '../helpers/tools.js';

const post = { method: 'POST', path: '/x', description: 'x' } as const;
const base64 = { type: 'string', contentEncoding: 'base64' } as const;
const file = { ...base64, contentMediaType: 'image/png' } as const;
const clients = { undici: undiciClient(), got: gotClient() };

async function open(
  t: ExecutionContext,
  endpoint: Endpoint,
  client: keyof typeof clients = 'undici',
  statuses: number[] = [],
) {
  const { baseUrl, requests } = await startByteServer(t, statuses);
  const tools = compileTools({ tool: endpoint }, { backend: { baseUrl, client: clients[client] } });
  t.teardown(() => tools.close());
  const call = (args: unknown) => tools.call('tool', args, { principal: anyone, signal: new AbortController().signal });
  return { call, requests };
}

async function send(t: ExecutionContext, endpoint: Endpoint, args: unknown): Promise<ByteRequest> {
  const { call, requests } = await open(t, endpoint);
  t.is(failureOf(await call(args)), undefined);
  const [request] = requests;
  if (!request) throw new Error('nothing was sent');
  return request;
}

async function refusal(t: ExecutionContext, endpoint: Endpoint, args: unknown): Promise<string> {
  const backend = recordingBackend();
  const result = await callTool({ tool: endpoint }, 'tool', args, { backend });
  t.is(backend.calls.length, 0);
  t.like(failureOf(result), { code: 'invalid_arguments' });
  return textOf(result);
}

test('a form body: lists repeat, objects are JSON, null is left out, constants are added', async (t) => {
  const { headers, bytes } = await send(
    t,
    {
      ...post,
      contentType: 'application/x-www-form-urlencoded',
      body: z.object({
        name: z.string(),
        count: z.number(),
        tag: z.array(z.string()),
        none: z.null(),
        address: z.object({ city: z.string() }),
      }),
      rename: { name: 'full name' },
      constants: { body: { v: 2, kinds: ['a', 'b'] } },
    },
    { name: 'a&b=c', count: 2, tag: ['x', 'y z'], none: null, address: { city: 'Bern' } },
  );
  t.is(headers['content-type'], 'application/x-www-form-urlencoded');
  t.is(
    bytes.toString(),
    'full+name=a%26b%3Dc&count=2&tag=x&tag=y+z&address=%7B%22city%22%3A%22Bern%22%7D&v=2&kinds=a&kinds=b',
  );
});

test('a form body writes its styles', async (t) => {
  const { bytes } = await send(
    t,
    {
      ...post,
      contentType: 'application/x-www-form-urlencoded',
      body: z.object({ expand: z.array(z.string()), meta: z.object({ a: z.string() }), ids: z.array(z.number()) }),
      styles: { expand: { style: 'deepObject' }, meta: { style: 'deepObject' }, ids: { explode: false } },
    },
    { expand: ['x', 'y'], meta: { a: 'b' }, ids: [1, 2] },
  );
  t.is(bytes.toString(), 'expand%5B0%5D=x&expand%5B1%5D=y&meta%5Ba%5D=b&ids=1,2');
});

test('a form body of any strings is read back by a standard parser', async (t) => {
  const { call, requests } = await open(t, {
    ...post,
    contentType: 'application/x-www-form-urlencoded',
    body: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'string' } } } },
  });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.array(fc.string({ unit: 'grapheme' })), async (a, b) => {
      requests.length = 0;
      await call({ a, b });
      const form = new URLSearchParams(requests[0]?.bytes.toString());
      t.deepEqual(form.get('a'), a);
      t.deepEqual(form.getAll('b'), b);
    }),
    { numRuns: 50 },
  );
});

for (const client of ['undici', 'got'] as const) {
  test(`${client}: a multipart form is read back by a standard parser: fields, JSON, lists and files`, async (t) => {
    const { call, requests } = await open(
      t,
      {
        ...post,
        contentType: 'multipart/form-data',
        body: {
          type: 'object',
          properties: {
            title: { type: 'string' },
            meta: { type: 'object' },
            tags: { type: 'array', items: { type: 'string' } },
            photo: file,
            pages: { type: 'array', items: base64 },
          },
        },
        rename: { title: 'the "title"\r\nX-Evil: 1' },
        constants: { body: { v: 2 } },
      },
      client,
    );
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45]);
    const args = {
      title: 'Ä\r\n--x',
      meta: { a: [1] },
      tags: ['x', 'y'],
      photo: bytes.toString('base64'),
      pages: ['AA==', ''],
    };
    t.is(failureOf(await call(args)), undefined);
    t.is(requests.length, 1);
    const [request] = requests as [ByteRequest];
    t.regex(request.headers['content-type'] ?? '', /^multipart\/form-data; boundary=form-[0-9a-f]{40}$/);
    t.is(request.headers['x-evil'], undefined);
    t.regex(
      request.bytes.toString('latin1'),
      /name="meta"\r\nContent-Type: application\/json\r\n\r\n\{"a":\[1\]\}\r\n/,
    );
    const form = await readForm(request);
    t.is(form.get('the "title"\r\nX-Evil: 1'), 'Ä\r\n--x');
    t.deepEqual(JSON.parse(String(form.get('meta'))), { a: [1] });
    t.deepEqual(form.getAll('tags'), ['x', 'y']);
    t.is(form.get('v'), '2');
    const photo = form.get('photo') as File;
    t.deepEqual([photo.name, photo.type], ['photo.png', 'image/png']);
    t.deepEqual(Buffer.from(await photo.arrayBuffer()), bytes);
    const pages = form.getAll('pages') as File[];
    t.deepEqual(
      pages.map(({ name, type, size }) => [name, type, size]),
      [
        ['pages', 'application/octet-stream', 1],
        ['pages', 'application/octet-stream', 0],
      ],
    );
  });

  test(`${client}: a multipart form is sent again byte by byte`, async (t) => {
    const body = { type: 'object', properties: { photo: file } };
    const endpoint = { ...post, contentType: 'multipart/form-data', body, retry: 'safe' } as const;
    const { call, requests } = await open(t, endpoint, client, [503]);
    t.is(failureOf(await call({ photo: 'AAEC' })), undefined);
    t.is(requests.length, 2);
    t.deepEqual(requests[0]?.bytes, requests[1]?.bytes);
    t.is(requests[0]?.headers['content-type'], requests[1]?.headers['content-type']);
  });

  test(`${client}: base64 of a whole body arrives as bytes, of its own type`, async (t) => {
    const { call, requests } = await open(
      t,
      { ...post, contentType: 'application/octet-stream', body: base64 },
      client,
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async (bytes) => {
        requests.length = 0;
        t.is(failureOf(await call({ body: Buffer.from(bytes).toString('base64') })), undefined);
        t.deepEqual(requests[0]?.bytes, Buffer.from(bytes));
        t.is(requests[0]?.headers['content-type'], 'application/octet-stream');
      }),
      { numRuns: 20 },
    );
  });
}

for (const [contentType, body, value, expected] of [
  ['application/xml', { type: 'string' }, '<a>ü</a>', '<a>ü</a>'],
  ['text/csv; charset=utf-8', { type: 'string' }, 'a,b\r\n1,2', 'a,b\r\n1,2'],
  ['application/sql', base64, 'c2VsZWN0', 'select'],
  ['application/merge-patch+json', { type: 'array' }, [1, null], '[1,null]'],
  ['application/json', { type: 'string' }, 'a', '"a"'],
  ['application/json; charset=utf-8', { type: 'string' }, 'a', '"a"'],
] as const) {
  test(`${contentType} is sent as ${expected}`, async (t) => {
    const { headers, bytes } = await send(t, { ...post, contentType, body }, { body: value });
    t.is(headers['content-type'], contentType);
    t.is(bytes.toString(), expected);
  });
}

test('a +json type is sent with constants and renamed properties, as JSON', async (t) => {
  const { headers, bytes } = await send(
    t,
    {
      ...post,
      contentType: 'application/vnd.api+json',
      body: z.object({ kind: z.string() }),
      rename: { kind: 'type' },
      constants: { body: { v: 1 } },
    },
    { kind: 'a' },
  );
  t.is(headers['content-type'], 'application/vnd.api+json');
  t.deepEqual(JSON.parse(bytes.toString()), { type: 'a', v: 1 });
});

for (const text of ['A', 'AA', 'AA=', 'AAE', 'AB==', 'AA==\n', 'AA-_', 'not base64!', 'AA==AA==']) {
  test(`${JSON.stringify(text)} is no base64: the argument is named and nothing is sent`, async (t) => {
    const inForm = {
      ...post,
      contentType: 'multipart/form-data',
      body: { type: 'object', properties: { photo: file } },
    };
    t.regex(await refusal(t, inForm, { photo: text }), /photo: must be base64 text/);
    const whole = { ...post, contentType: 'image/png', body: base64 };
    t.regex(await refusal(t, whole, { body: text }), /body: must be base64 text/);
  });
}

test('text that is no Unicode is refused in every form', async (t) => {
  const text = { ...post, contentType: 'text/plain', body: { type: 'string' } };
  t.regex(await refusal(t, text, { body: '\ud800' }), /body: must be well-formed Unicode text/);
  const body = { type: 'object', properties: { a: { type: 'string' } } };
  for (const contentType of ['multipart/form-data', 'application/x-www-form-urlencoded']) {
    t.regex(await refusal(t, { ...post, contentType, body }, { a: '\ud800' }), /a: must be well-formed Unicode text/);
  }
});

test('a form whose body is one argument takes any object, and nothing else', async (t) => {
  const body = {
    anyOf: [
      { type: 'object', properties: { a: {} } },
      { type: 'object', properties: { b: {} } },
    ],
  };
  for (const contentType of ['multipart/form-data', 'application/x-www-form-urlencoded']) {
    const request = await send(t, { ...post, contentType, body }, { body: { b: [1, 2], c: { d: 1 } } });
    const form = await readForm(request);
    t.deepEqual(
      [...form],
      [
        ['b', '1'],
        ['b', '2'],
        ['c', '{"d":1}'],
      ],
    );
  }
  const loose = { ...post, contentType: 'multipart/form-data', body: {} };
  t.regex(await refusal(t, loose, { body: [1] }), /body: must be an object/);
});

test('an optional body that is not given is neither sent nor typed', async (t) => {
  const body = z.object({ a: z.string() }).optional();
  for (const contentType of ['multipart/form-data', 'application/x-www-form-urlencoded', 'application/a+json']) {
    const { headers, bytes } = await send(t, { ...post, contentType, body }, {});
    t.is(headers['content-type'], undefined);
    t.is(bytes.byteLength, 0);
  }
});

const optionalBodies: Readonly<Record<string, Endpoint>> = {
  'a list': { ...post, body: { type: 'array', items: { type: 'string' } } },
  'anything, with a default': { ...post, body: { default: 'x' } },
  'a plain object': { ...post, body: { type: 'object', properties: { a: { type: 'string', default: 'x' } } } },
  'an object with a member that it needs': {
    ...post,
    body: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
  },
  'a Standard Schema that does not take undefined': { ...post, body: z.object({ a: z.string() }) },
  'one with asynchronous checks': { ...post, body: z.object({ a: z.string() }).refine(async () => true) },
  'a whole Standard Schema': { ...post, body: z.array(z.string()) },
  'a form': {
    ...post,
    contentType: 'application/x-www-form-urlencoded',
    body: { type: 'object', properties: { a: { type: 'string' } } },
  },
  'a multipart form': { ...post, contentType: 'multipart/form-data', body: { type: 'object' } },
  bytes: { ...post, contentType: 'application/octet-stream', body: base64 },
  text: { ...post, contentType: 'application/xml', body: { type: 'string', minLength: 1 } },
};

for (const [name, endpoint] of Object.entries(optionalBodies)) {
  test(`an optionalBody that is not given is neither sent nor typed: ${name}`, async (t) => {
    const { headers, bytes } = await send(t, { ...endpoint, optionalBody: true }, {});
    t.is(headers['content-type'], undefined);
    t.is(bytes.byteLength, 0);
    const backend = recordingBackend();
    const { definitions } = compileTools({ tool: { ...endpoint, optionalBody: true } }, { backend });
    t.is(definitions[0]?.inputSchema.required, undefined);
  });
}

test('an optionalBody that is given is sent whole, with its defaults, and is checked', async (t) => {
  const properties = { a: { type: 'string' }, n: { type: 'integer', default: 1 } };
  const object: Endpoint = { ...post, optionalBody: true, body: { type: 'object', properties, required: ['a'] } };
  t.is((await send(t, object, { a: 'x' })).bytes.toString(), '{"a":"x","n":1}');
  t.regex(await refusal(t, object, { n: 2 }), /- a: is missing/);
  const list: Endpoint = { ...post, optionalBody: true, body: { type: ['array', 'null'], items: { type: 'string' } } };
  t.is((await send(t, list, { body: [] })).bytes.toString(), '[]');
  t.is((await send(t, list, { body: null })).bytes.toString(), 'null');
  t.regex(await refusal(t, list, { body: [1] }), /body\.0|body\[0\]/);
  const standard: Endpoint = { ...post, optionalBody: true, body: z.object({ a: z.string() }) };
  t.regex(await refusal(t, standard, { a: 1 }), /- a: /);
});

test('constants and bound arguments are sent though an optionalBody is not given', async (t) => {
  const body = { type: 'object', properties: { a: { type: 'string' }, who: { type: 'string' } } };
  const constant = await send(t, { ...post, optionalBody: true, body, constants: { body: { v: 1 } } }, {});
  t.is(constant.bytes.toString(), '{"v":1}');
  const bound = await send(t, { ...post, optionalBody: true, body, bind: { who: 'subject' } }, {});
  t.is(bound.bytes.toString(), '{"who":"alice"}');
});

test('bytes that a Standard Schema has made of an argument are sent as bytes', async (t) => {
  const body = z.object({ photo: z.string().transform((text) => Buffer.from(text, 'hex')) });
  const request = await send(t, { ...post, contentType: 'multipart/form-data', body }, { photo: '00ff' });
  const photo = (await readForm(request)).get('photo') as File;
  t.deepEqual(Buffer.from(await photo.arrayBuffer()), Buffer.from([0, 255]));
});

test('a request hook sees content type and body, and may replace both', async (t) => {
  const seen: unknown[] = [];
  const request = await send(
    t,
    {
      ...post,
      contentType: 'application/x-www-form-urlencoded',
      body: z.object({ a: z.string() }),
      request: (built) => {
        seen.push(built.contentType, built.body);
        return { ...built, contentType: 'application/cbor', body: new Uint8Array([1, 2]) };
      },
    },
    { a: 'b c' },
  );
  t.deepEqual(seen, ['application/x-www-form-urlencoded', 'a=b+c']);
  t.is(request.headers['content-type'], 'application/cbor');
  t.deepEqual(request.bytes, Buffer.from([1, 2]));
});

for (const [what, change, code] of [
  ['names a content type that is none', { contentType: 'a/b\r\nX-Evil: 1' }, 'request_refused'],
  ['names it in the headers too', { headers: { 'Content-Type': 'a/b' } }, 'request_refused'],
  ['has delimited keys that are no names', { delimitedKeys: [1] }, 'request_refused'],
  ['has an object for a body that is no JSON', { body: { a: 1 } }, 'invalid_request_body'],
] as const) {
  test(`a request hook whose request ${what} is refused, and nothing is sent`, async (t) => {
    const { call, requests } = await open(t, {
      ...post,
      contentType: 'text/plain',
      body: { type: 'string' },
      request: (built) => ({ ...built, ...change }) as unknown as typeof built,
    });
    t.like(failureOf(await call({ body: 'a' })), { code });
    t.is(requests.length, 0);
  });
}
