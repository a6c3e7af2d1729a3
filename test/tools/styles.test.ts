import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { z } from 'zod';
import type { EndpointRequest } from '../../src/backend/exchange.js';
import type { Endpoint, ParameterStyle } from '../../src/endpoints/endpoint.js';
import { compileTools } from '../../src/tools/compile-tools.js';
import { startByteServer } from '../helpers/byte-server.js';
import { anyone, callTool, failureOf, recordingBackend, textOf } from '../helpers/tools.js';

const get = { method: 'GET', path: '/x', description: 'x' } as const;
const any = { type: 'object', properties: { v: {} }, required: ['v'] };
const colors = ['blue', 'black', 'brown'];
const rgb = { R: 100, G: 200, B: 150 };

async function wire(t: ExecutionContext, endpoint: Endpoint, args: unknown) {
  const { baseUrl, requests } = await startByteServer(t);
  const tools = compileTools({ tool: endpoint }, { backend: { baseUrl } });
  t.teardown(() => tools.close());
  const result = await tools.call('tool', args, { principal: anyone, signal: new AbortController().signal });
  return { result, request: requests[0] };
}

async function refusal(t: ExecutionContext, endpoint: Endpoint, args: unknown): Promise<string> {
  const backend = recordingBackend();
  const result = await callTool({ tool: endpoint }, 'tool', args, { backend });
  t.is(backend.calls.length, 0);
  t.like(failureOf(result), { code: 'invalid_arguments' });
  return textOf(result);
}

const inQuery: readonly (readonly [ParameterStyle, unknown, string])[] = [
  [{}, colors, 'v=blue&v=black&v=brown'],
  [{ style: 'form' }, rgb, 'R=100&G=200&B=150'],
  [{ explode: false }, colors, 'v=blue,black,brown'],
  [{ style: 'form', explode: false }, rgb, 'v=R,100,G,200,B,150'],
  [{ explode: false }, ['a b', 'c&d', 'ü'], 'v=a%20b,c%26d,%C3%BC'],
  [{ explode: false }, 'a,b', 'v=a%2Cb'],
  [{ explode: false }, [null, 'a'], 'v=a'],
  [{ explode: false }, [], ''],
  [{ style: 'spaceDelimited' }, colors, 'v=blue%20black%20brown'],
  [{ style: 'spaceDelimited', explode: true }, colors, 'v=blue&v=black&v=brown'],
  [{ style: 'pipeDelimited' }, colors, 'v=blue%7Cblack%7Cbrown'],
  [{ style: 'pipeDelimited' }, rgb, 'v=R%7C100%7CG%7C200%7CB%7C150'],
  [{ style: 'deepObject' }, rgb, 'v%5BR%5D=100&v%5BG%5D=200&v%5BB%5D=150'],
  [{ style: 'deepObject' }, colors, 'v%5B0%5D=blue&v%5B1%5D=black&v%5B2%5D=brown'],
  [
    { style: 'deepObject' },
    { a: { b: 1, c: null }, d: [{ e: true }, 2] },
    'v%5Ba%5D%5Bb%5D=1&v%5Bd%5D%5B0%5D%5Be%5D=true&v%5Bd%5D%5B1%5D=2',
  ],
  [{ style: 'deepObject' }, null, ''],
  [{ style: 'json' }, { a: [1, { b: 'ü' }] }, 'v=%7B%22a%22%3A%5B1%2C%7B%22b%22%3A%22%C3%BC%22%7D%5D%7D'],
  [{ style: 'json' }, 'text', 'v=%22text%22'],
];

for (const [style, value, expected] of inQuery) {
  test(`query: ${JSON.stringify(value)} in ${JSON.stringify(style)} is ${expected || 'nothing'}`, async (t) => {
    const { request } = await wire(t, { ...get, query: any, styles: { v: style } }, { v: value });
    t.is(request?.target, expected === '' ? '/x' : `/x?${expected}`);
  });
}

const inPath: readonly (readonly [ParameterStyle, unknown, string])[] = [
  [{}, colors, 'blue,black,brown'],
  [{}, rgb, 'R,100,G,200,B,150'],
  [{ style: 'simple', explode: true }, rgb, 'R=100,G=200,B=150'],
  [{ style: 'simple', explode: true }, colors, 'blue,black,brown'],
  [{}, 'a,b=c', 'a%2Cb%3Dc'],
  [{}, ['a?b', 'c#d'], 'a%3Fb,c%23d'],
  [{ style: 'json' }, { a: 1 }, '%7B%22a%22%3A1%7D'],
];

for (const [style, value, expected] of inPath) {
  test(`path: ${JSON.stringify(value)} in ${JSON.stringify(style)} is ${expected}`, async (t) => {
    const { request } = await wire(t, { ...get, path: '/x/{v}/y', params: any, styles: { v: style } }, { v: value });
    t.is(request?.target, `/x/${expected}/y`);
  });
}

const inHeader: readonly (readonly [ParameterStyle, unknown, string])[] = [
  [{}, colors, 'blue,black,brown'],
  [{ explode: true }, rgb, 'R=100,G=200,B=150'],
  [{ style: 'json' }, { a: 'ü€\n' }, '{"a":"\\u00fc\\u20ac\\n"}'],
];

for (const [style, value, expected] of inHeader) {
  test(`header: ${JSON.stringify(value)} in ${JSON.stringify(style)} is ${expected}`, async (t) => {
    const { request } = await wire(
      t,
      { ...get, headers: any, rename: { v: 'X-V' }, styles: { v: style } },
      { v: value },
    );
    t.is(request?.headers['x-v'], expected);
  });
}

const refused: readonly (readonly [ParameterStyle, unknown, RegExp])[] = [
  [{ explode: false }, ['a,b'], /v: must not contain "," in its items/],
  [{ explode: false }, { 'a,b': 1 }, /v: must not contain ","/],
  [{ style: 'spaceDelimited' }, ['a b'], /v: must not contain " "/],
  [{ style: 'pipeDelimited' }, ['a|b'], /v: must not contain "\|"/],
  [{ style: 'deepObject' }, { a: { 'x[': 1 } }, /v: must not contain "\[" or "\]" in its names/],
  [{ style: 'deepObject' }, { 'a][b': 1 }, /v: must not contain "\[" or "\]" in its names/],
  [{ style: 'deepObject' }, 'text', /v: must be an object/],
  [{ style: 'form' }, [{ a: 1 }], /v: must be a list of strings, numbers and booleans, no deeper/],
  [{ style: 'form' }, { tenant: 'other' }, /v: must not have the name "tenant", which is another parameter/],
  [{ style: 'form' }, { w: 1 }, /v: must not have the name "w", which is another parameter/],
  [{ style: 'form' }, { '\ud800': 1 }, /v: must be well-formed Unicode text/],
  [{ explode: false }, ['\ud800'], /v: must be well-formed Unicode text/],
];

for (const [style, value, expected] of refused) {
  test(`T108: ${JSON.stringify(value)} in the query in ${JSON.stringify(style)} sends nothing`, async (t) => {
    const query = { type: 'object', properties: { v: {}, w: {} } };
    const endpoint = { ...get, query, styles: { v: style }, constants: { query: { tenant: 'mine' } } };
    t.regex(await refusal(t, endpoint, { v: value }), expected);
  });
}

test('T108: an exploded object adds only the keys of its schema, unless the schema is said to be open', async (t) => {
  const closed = { type: 'object', properties: { a: { type: 'string' } } };
  const endpoint = (schema: object): Endpoint => ({
    ...get,
    query: { type: 'object', properties: { v: schema } },
    styles: { v: { style: 'form' } },
  });
  t.regex(await refusal(t, endpoint(closed), { v: { admin: true } }), /v: must not have the name "admin"/);
  const open = await wire(t, endpoint({ ...closed, additionalProperties: true }), { v: { admin: true } });
  t.is(open.request?.target, '/x?admin=true');
  const free = await wire(t, endpoint({ type: 'object' }), { v: { any: 1 } });
  t.is(free.request?.target, '/x?any=1');
});

for (const [value, style] of [
  [['..'], {}],
  [['a/b'], {}],
  [[], {}],
  [{}, {}],
  [['.'], { explode: true }],
  [['%2e%2e'], {}],
  [['a', '\n'], {}],
  [{ a: '/' }, { style: 'json' }],
] as const) {
  test(`T105, T106: ${JSON.stringify(value)} in the path in ${JSON.stringify(style)} sends nothing`, async (t) => {
    const endpoint = { ...get, path: '/x/{v}/y', params: any, styles: { v: style } } as const;
    t.regex(await refusal(t, endpoint, { v: value }), /v: must not/);
  });
}

test('T114: an object or a list without a style is refused in path, query and header as before', async (t) => {
  const endpoint = {
    ...get,
    path: '/x/{p}',
    params: { type: 'object', properties: { p: {} } },
    query: { type: 'object', properties: { q: {} } },
    headers: { type: 'object', properties: { h: {} } },
  } as const;
  const text = await refusal(t, endpoint, { p: ['a'], q: { a: 1 }, h: ['a'] });
  for (const name of ['p', 'q', 'h']) t.regex(text, new RegExp(`${name}: must be a string, number or boolean`));
});

// What a server reads, by the rules of its side, is what was given.

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer().map(String),
  fc.constantFrom('true', ' ', '+', '%2C', '&=', '..'),
);
const name = fc.string({ unit: 'grapheme', minLength: 1 });

async function requestOf(endpoint: Endpoint, value: unknown): Promise<EndpointRequest | undefined> {
  const backend = recordingBackend();
  await callTool({ tool: endpoint }, 'tool', { v: value }, { backend });
  return backend.calls[0]?.request;
}

/** Splits before it decodes, as the strictest servers do. */
function splitRaw(search: string, separator: string): string[] {
  return search
    .slice('v='.length)
    .split(separator)
    .map((text) => decodeURIComponent(text));
}

for (const [style, rawSeparator, separator] of [
  [{ explode: false }, ',', ','],
  [{ style: 'spaceDelimited' }, '%20', ' '],
  [{ style: 'pipeDelimited' }, '%7C', '|'],
] as const) {
  test(`a list in ${JSON.stringify(style)} is read back by servers that split before and after decoding`, async (t) => {
    const { baseUrl, requests } = await startByteServer(t);
    const tools = compileTools({ tool: { ...get, query: any, styles: { v: style } } }, { backend: { baseUrl } });
    t.teardown(() => tools.close());
    await fc.assert(
      fc.asyncProperty(fc.array(scalar, { minLength: 1, maxLength: 4 }), async (items) => {
        const before = requests.length;
        await tools.call('tool', { v: items }, { principal: anyone, signal: new AbortController().signal });
        const target = requests[before]?.target;
        const sendable = items.every((item) => !item.includes(separator) && !/\p{Cs}/u.test(item));
        t.is(target !== undefined, sendable);
        if (target === undefined) return;
        const search = target.slice(target.indexOf('?') + 1);
        t.deepEqual(splitRaw(search, rawSeparator), items);
        t.deepEqual(new URLSearchParams(search).get('v')?.split(separator), items);
      }),
      { numRuns: 60 },
    );
  });
}

test('any object in deepObject is read back name by name, and every key stays below its own', async (t) => {
  const endpoint = {
    ...get,
    query: any,
    styles: { v: { style: 'deepObject' } },
    constants: { query: { k: 1 } },
  } as const;
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, scalar), async (value) => {
      const request = await requestOf(endpoint, value);
      if (!request) {
        const isOdd = (step: string): boolean =>
          ['', '__proto__'].includes(step) || /[[\]]|[\p{Cs}\p{Cc}]|^['"]|['"]$/u.test(step);
        t.true(Object.keys(value).some(isOdd) || Object.values(value).some((text) => /\p{Cs}/u.test(text)));
        return;
      }
      const read = [...request.query].map(([key, text]) => [/^v\[([^[\]]*)\]$/.exec(key)?.[1] ?? key, text]);
      t.deepEqual(read, [...Object.entries(value), ['k', '1']]);
    }),
  );
});

/** Reads `v[a][0]=x` back into the paths of its leaves. */
function leaves(value: unknown, path: readonly string[] = []): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path.join('/'), String(value)]];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
}

test('any depth of lists and objects in deepObject is read back leaf by leaf', async (t) => {
  const endpoint = { ...get, query: any, styles: { v: { style: 'deepObject' } } } as const;
  const step = fc.stringMatching(/^[a-z]{1,4}$/);
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, fc.stringMatching(/^\w{0,5}$/), tie('branch')),
    branch: fc.oneof(fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(step, tie('tree'), { maxKeys: 3 })),
  }));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(step, tree, { minKeys: 1, maxKeys: 3 }), async (value) => {
      const request = await requestOf(endpoint, value);
      const read = [...(request?.query ?? [])].map(([key, text]) => [
        key.replace(/^v\[|\]$/g, '').replaceAll('][', '/'),
        text,
      ]);
      t.deepEqual(read, leaves(value));
    }),
  );
});

test('T106: any list in a path is one segment and is read back', async (t) => {
  const endpoint = { ...get, path: '/x/{v}/y', params: any, styles: { v: {} } } as const;
  await fc.assert(
    fc.asyncProperty(fc.array(scalar, { minLength: 1, maxLength: 3 }), async (items) => {
      const request = await requestOf(endpoint, items);
      if (!request) return;
      const segments = new URL(request.path, 'http://a.test').pathname.split('/');
      t.is(segments.length, 4);
      t.deepEqual(decodeURIComponent(segments[2] ?? '').split(','), items);
    }),
  );
});

test('any value in style json is read back in query and header', async (t) => {
  const endpoint = {
    ...get,
    query: any,
    headers: { type: 'object', properties: { h: {} } },
    styles: { v: { style: 'json' }, h: { style: 'json' } },
  } as const;
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ stringUnit: 'grapheme' }), async (value) => {
      const backend = recordingBackend();
      await callTool({ tool: endpoint }, 'tool', { v: value ?? 0, h: value ?? 0 }, { backend });
      const request = backend.calls[0]?.request;
      if (!request) {
        t.true(JSON.stringify(value).includes('"__proto__"'));
        return;
      }
      t.deepEqual(JSON.parse(request.query.get('v') ?? ''), JSON.parse(JSON.stringify(value ?? 0)));
      t.deepEqual(JSON.parse(request.headers.h ?? ''), JSON.parse(JSON.stringify(value ?? 0)));
      t.regex(request.headers.h ?? '', /^[ -~]*$/);
    }),
  );
});

test('styles work with Standard Schemas and renamed arguments', async (t) => {
  const endpoint = {
    ...get,
    query: z.object({ ids: z.array(z.number()), where: z.object({ city: z.string() }) }),
    rename: { ids: 'id', where: 'filter' },
    styles: { ids: { explode: false }, where: { style: 'deepObject' } },
  } as const;
  const { request } = await wire(t, endpoint, { ids: [1, 2], where: { city: 'Bern' } });
  t.is(request?.target, '/x?id=1,2&filter%5Bcity%5D=Bern');
});
