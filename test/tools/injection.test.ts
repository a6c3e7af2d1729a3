import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { z } from 'zod';
import type { Principal } from '../../src/auth/principal.js';
import { apiKeyHeader } from '../../src/credentials/api-key.js';
import type { EndpointMap } from '../../src/endpoints/endpoint.js';
import { compileTools } from '../../src/tools/compile-tools.js';
import { adapters } from '../helpers/adapters.js';
import { type Answer, json, startRestServer } from '../helpers/rest-server.js';
import { anyone, failureOf } from '../helpers/tools.js';

const runs = { numRuns: 200 };
const get = { method: 'GET', path: '/orders', description: 'Orders.' } as const;
const post = { method: 'POST', path: '/orders', description: 'Order.' } as const;

const smuggled = 'x HTTP/1.1\r\nHost: evil.example\r\n\r\nGET /evil';
const pieces = ['.', '..', '/', '\\', '%', '%2e', '%2f', '%25', ';', '?', '#', '&', '=', '@', ':', '+', ' ', '．', 'é'];
const hostile = fc.oneof(
  fc
    .array(fc.constantFrom(...pieces, 'a', '\r\n', '\0', '\ud800', '$&', '{id}'), { maxLength: 6 })
    .map((x) => x.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const hasLoneSurrogate = (text: string) => /\p{Cs}/u.test(text);

for (const adapter of adapters) {
  const title = (text: string) => `${adapter.name}: ${text}`;

  /** Calls over HTTP; beside the backend stands a server that must never hear of anything. */
  const start = async (t: ExecutionContext, endpoints: EndpointMap, answer?: (trap: string) => Answer) => {
    const trap = await startRestServer(t);
    const server = await startRestServer(t, answer?.(trap.baseUrl));
    const backend = {
      baseUrl: `${server.baseUrl}/v1`,
      client: adapter.create(),
      credential: apiKeyHeader({ keys: { none: 'key-none', red: 'key-red', blue: 'key-blue' } }),
    };
    const tools = compileTools(endpoints, { backend });
    t.teardown(() => tools.close());
    const call = async (name: string, args: unknown, principal: Principal = { ...anyone, tenant: 'none' }) => {
      const before = server.requests.length;
      const result = await tools.call(name, args, { principal, signal: new AbortController().signal });
      return { result, sent: server.requests.slice(before) };
    };
    /** A call is refused before anything is sent, or is one request. */
    const send = async (name: string, args: unknown) => {
      const { result, sent } = await call(name, args);
      t.is(trap.requests.length, 0);
      t.is(sent.length, result.isError ? 0 : 1);
      if (result.isError) t.like(failureOf(result), { outcome: 'not_sent', retryable: false });
      return sent[0];
    };
    const evil = fc.oneof(
      hostile,
      fc.constantFrom('//evil', 'https://evil', smuggled, `//${new URL(trap.baseUrl).host}/x`, `${trap.baseUrl}/x`),
    );
    return { server, trap, call, send, evil };
  };

  for (const allowSlash of [false, true]) {
    test(title(`T105 T106 T107: any path values stay in their segments, slashes allowed: ${allowSlash}`), async (t) => {
      const params = z.object({ shop: z.string(), id: z.string() });
      const endpoint = { ...get, path: '/shops/{shop}/orders/{id}/lines', params, allowSlash };
      const { send, evil } = await start(t, { tool: endpoint });
      await fc.assert(
        fc.asyncProperty(evil, fc.oneof(fc.constant('7'), evil), async (shop, id) => {
          const request = await send('tool', { shop, id });
          if (!request) return;
          t.is(request.method, 'GET');
          t.is(request.body, '');
          const segments = request.target.split('/');
          t.deepEqual(segments.map(decodeURIComponent), ['', 'v1', 'shops', shop, 'orders', id, 'lines']);
          t.false(/[?#]/.test(request.target));
        }),
        runs,
      );
    });
  }

  test(title('T106 T107: what is no slash, dot or control character always arrives'), async (t) => {
    const endpoint = { ...get, path: '/orders/{id}', params: z.object({ id: z.string() }) };
    const { send } = await start(t, { tool: endpoint });
    const unit = fc.constantFrom(
      'a',
      '?',
      '#',
      '&',
      '=',
      '@',
      ':',
      '+',
      'é',
      '😀',
      '{id}',
      '$&',
      "'",
      '%7Bid%7D',
      '5%!',
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, minLength: 1, maxLength: 8 }), async (id) => {
        t.is((await send('tool', { id }))?.target, `/v1/orders/${encodeURIComponent(id)}`);
      }),
      runs,
    );
    t.is(await send('tool', {}), undefined);
  });

  test(title('T108: any query values reach their keys, and nothing else changes'), async (t) => {
    const query = z.object({ q: z.string(), tag: z.array(z.string()) });
    const { send, evil } = await start(t, { tool: { ...get, query, constants: { query: { v: 2 } } } });
    await fc.assert(
      fc.asyncProperty(evil, fc.array(evil, { maxLength: 3 }), async (q, tag) => {
        const request = await send('tool', { q, tag });
        t.is(request === undefined, [q, ...tag].some(hasLoneSurrogate));
        if (!request) return;
        const [path, search, ...rest] = request.target.split('?');
        t.deepEqual([path, rest], ['/v1/orders', []]);
        t.deepEqual([...new URLSearchParams(search)], [['q', q], ...tag.map((text) => ['tag', text]), ['v', '2']]);
      }),
      runs,
    );
  });

  test(title('T109: any header value arrives as that one header, or is not sent'), async (t) => {
    const headers = z.object({ 'X-Note': z.string() });
    const { send, evil } = await start(t, { tool: { ...get, headers } });
    const names = Object.keys((await send('tool', { 'X-Note': 'plain' }))?.headers ?? {}).sort();
    t.true(names.includes('x-note'));
    const latin = fc.string({
      unit: fc.constantFrom('a', ' ', '\t', ':', ',', ';', '=', '"', 'é', '\xff'),
      maxLength: 9,
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(evil, latin), async (note) => {
        const request = await send('tool', { 'X-Note': note });
        t.is(request !== undefined, /^[\t -~\x80-\xff]*$/.test(note));
        if (!request) return;
        t.deepEqual(Object.keys(request.headers).sort(), names);
        // White space around a value is not part of it (RFC 9110, section 5.5).
        t.is(request.headers['x-note'], note.replace(/^[\t ]+|[\t ]+$/g, ''));
        t.is(request.target, '/v1/orders');
      }),
      runs,
    );
  });

  test(title('T110: whatever path a request hook makes of an argument, no other place hears of it'), async (t) => {
    const endpoint = {
      ...post,
      body: z.object({ path: z.string() }),
      request: (built: object, { arguments: args }: { arguments: Readonly<Record<string, unknown>> }) =>
        ({ ...built, path: String(args.path) }) as never,
    };
    const { send, evil } = await start(t, { tool: endpoint });
    const absolute = fc.oneof(
      evil,
      evil.map((path) => `/${path}`),
      fc.constantFrom('unix:/x.sock:/y', '/a/b', '/%41'),
    );
    await fc.assert(
      fc.asyncProperty(absolute, async (path) => {
        const request = await send('tool', { path });
        if (request) t.is(request.target, `/v1${path === '/' ? '' : path}`);
      }),
      runs,
    );
    t.is((await send('tool', { path: '/a/b' }))?.target, '/v1/a/b');
  });

  test(
    title('T111: a redirect to another origin is a failure, and neither credential nor body goes there'),
    async (t) => {
      const endpoints = { read: get, write: { ...post, body: z.object({ sku: z.string() }) } };
      const { call, trap } = await start(t, endpoints, (elsewhere) => (_, response) => {
        response.writeHead(307, { location: `${elsewhere}/taken` }).end();
      });
      for (const [name, args] of [
        ['read', {}],
        ['write', { sku: 'a' }],
      ] as const) {
        const { result, sent } = await call(name, args);
        t.like(failureOf(result), { code: 'unexpected_redirect', outcome: 'unknown' });
        t.is(sent.length, 1);
      }
      t.is(trap.requests.length, 0);
    },
  );

  test(title('T112: names of inherited members are data or are refused, and pollute nothing'), async (t) => {
    const body = { type: 'object', properties: { constructor: {}, toString: {}, any: {} }, required: ['any'] };
    const { send } = await start(t, { tool: { ...post, body } });
    const name = fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'polluted',
      'a',
    );
    const { value } = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('1', 'true', '"x"', 'null'),
        fc
          .uniqueArray(fc.tuple(name, tie('value')), { maxLength: 4, selector: ([key]) => key })
          .map((members) => `{${members.map(([key, member]) => `"${key}":${member}`).join(',')}}`),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(value, value, async (any, own) => {
        const args: unknown = JSON.parse(`{"any":${any},"constructor":${own}}`);
        const request = await send('tool', args);
        t.is(request === undefined, `${any}${own}`.includes('__proto__'));
        if (request) t.deepEqual(JSON.parse(request.body), args);
        t.is(Reflect.get({}, 'polluted'), undefined);
      }),
      runs,
    );
    for (const unknown of ['hasOwnProperty', 'prototype', '__proto__']) {
      t.is(await send('tool', JSON.parse(`{"any":1,"${unknown}":1}`)), undefined);
    }
  });

  const text = { type: 'string' };
  const inJsonSchema = (name: string) => ({ type: 'object', properties: { [name]: text }, required: [name] });
  const sections = {
    'zod 4': {
      params: z.object({ id: z.string() }),
      query: z.object({ q: z.string() }),
      headers: z.object({ note: z.string() }),
      body: z.object({ sku: z.string() }),
    },
    'JSON Schema': {
      params: inJsonSchema('id'),
      query: inJsonSchema('q'),
      headers: inJsonSchema('note'),
      body: inJsonSchema('sku'),
    },
  };
  for (const [library, schemas] of Object.entries(sections)) {
    test(title(`T114: nothing but a string is taken for a string anywhere (${library})`), async (t) => {
      const { send } = await start(t, { tool: { ...post, path: '/orders/{id}', ...schemas } });
      const sound = { id: 'i', q: 'q', note: 'n', sku: 's' };
      t.truthy(await send('tool', sound));
      const other = fc.jsonValue().filter((value) => typeof value !== 'string');
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...Object.keys(sound)), other, async (name, value) => {
          t.is(await send('tool', { ...sound, [name]: value }), undefined);
        }),
        runs,
      );
    });
  }

  test(title('T114: any JSON value in the body arrives as it is'), async (t) => {
    const { send, evil } = await start(t, { tool: { ...post, body: z.object({ note: z.string(), any: z.any() }) } });
    await fc.assert(
      fc.asyncProperty(evil, fc.jsonValue(), async (note, any) => {
        if (JSON.stringify(any).includes('"__proto__"')) return;
        const request = await send('tool', { note, any });
        t.deepEqual(JSON.parse(request?.body ?? ''), JSON.parse(JSON.stringify({ note, any })));
        t.is(request?.headers['content-type'], 'application/json');
        t.is(request?.target, '/v1/orders');
      }),
      runs,
    );
  });

  test(title('T115: calls of two tenants at once carry each its own tenant, key and answer'), async (t) => {
    // The key itself would not come back: answers are cleaned of it.
    const echo: Answer = ({ target, headers, body }, response) => {
      const key = String(headers['x-api-key']).replace('key-', 'that of ');
      json({ target, key, body })({ method: '', target, headers, body }, response);
    };
    const tenant = z.string();
    const bind = { tenant: 'tenant' } as const;
    const { server, call } = await start(
      t,
      {
        read: { ...get, path: '/{tenant}/orders', params: z.object({ tenant }), query: z.object({ q: tenant }), bind },
        write: { ...post, body: z.object({ tenant, sku: z.string() }), bind },
      },
      () => echo,
    );
    const calls = fc.array(
      fc.tuple(
        fc.constantFrom('red', 'blue'),
        fc.boolean(),
        hostile.filter((text) => !hasLoneSurrogate(text)),
      ),
      {
        minLength: 2,
        maxLength: 8,
      },
    );
    await fc.assert(
      fc.asyncProperty(calls, async (list) => {
        await Promise.all(
          list.map(async ([own, reads, value]) => {
            const principal = { ...anyone, subject: own, tenant: own };
            const { result } = await call(reads ? 'read' : 'write', reads ? { q: value } : { sku: value }, principal);
            const [block] = result.content;
            const seen = JSON.parse(block?.type === 'text' ? block.text : '');
            const path = reads ? `/v1/${own}/orders?${new URLSearchParams({ q: value })}` : '/v1/orders';
            t.deepEqual(seen, {
              target: path,
              key: `that of ${own}`,
              body: reads ? '' : JSON.stringify({ tenant: own, sku: value }),
            });
          }),
        );
      }),
      { numRuns: 60 },
    );
    const before = server.requests.length;
    for (const foreign of [
      { q: 'x', tenant: 'blue' },
      { q: 'x', Tenant: 'blue' },
    ]) {
      const { result } = await call('read', foreign, { ...anyone, tenant: 'red' });
      t.like(failureOf(result), { code: 'invalid_arguments', outcome: 'not_sent' });
    }
    const { result } = await call('read', { q: 'x' }, { ...anyone, tenant: 'green' });
    t.like(failureOf(result), { code: 'credential_failed', outcome: 'not_sent' });
    t.is(server.requests.length, before);
  });
}
