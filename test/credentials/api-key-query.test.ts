import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import type { Principal } from '../../src/auth/principal.js';
import { createSecret } from '../../src/auth/secret.js';
import { createBackend } from '../../src/backend/backend.js';
import { openRequest } from '../../src/backend/credential-target.js';
import type { CallFailure } from '../../src/backend/exchange.js';
import { allOf } from '../../src/credentials/all-of.js';
import { apiKeyHeader } from '../../src/credentials/api-key.js';
import { type ApiKeyQueryOptions, apiKeyQuery } from '../../src/credentials/api-key-query.js';
import type { Credential } from '../../src/credentials/credential.js';
import type { EndpointMap } from '../../src/endpoints/endpoint.js';
import { ConfigurationError } from '../../src/errors.js';
import { compileTools } from '../../src/tools/compile-tools.js';
import { adapters } from '../helpers/adapters.js';
import { ann, callFailure, makeCall } from '../helpers/backend-call.js';
import { type Behaviour, startFaultBackend } from '../helpers/fault-backend.js';
import { recordingLogger } from '../helpers/recording-logger.js';
import { anyone, problemsOf, recordingBackend } from '../helpers/tools.js';

const KEY = 'canary+key/of=ours &co';
const get = { method: 'GET', path: '/orders', description: 'Orders.' } as const;

async function pathWith(credential: Credential, principal: Principal = ann, path = '/orders?a=1'): Promise<string> {
  const { target, result } = openRequest({ method: 'GET', path, headers: {} });
  const signal = new AbortController().signal;
  await credential(target, { principal, tool: 'get_order', scopes: [], signal, refresh: false });
  return result().path;
}

test('apiKeyQuery puts the key into the query, encoded, beside what is there', async (t) => {
  t.is(
    await pathWith(apiKeyQuery({ name: 'api_key', key: KEY })),
    '/orders?a=1&api_key=canary%2Bkey%2Fof%3Dours+%26co',
  );
  t.is(await pathWith(apiKeyQuery({ name: 'key', key: 'k' }), ann, '/orders'), '/orders?key=k');
});

test('T115: apiKeyQuery sends each tenant its own key, and nothing without one', async (t) => {
  const credential = apiKeyQuery({ name: 'key', keys: { red: 'r', blue: 'b' } });
  t.is(await pathWith(credential), '/orders?a=1&key=r');
  t.is(await pathWith(credential, { ...ann, tenant: 'blue' }), '/orders?a=1&key=b');
  const { tenant: _, ...without } = ann;
  for (const principal of [without, { ...ann, tenant: 'green' }, { ...ann, tenant: 'constructor' }]) {
    const error = await t.throwsAsync(pathWith(credential, principal));
    t.is(error?.message, 'apiKeyQuery has no key for the tenant of this caller.');
  }
});

test('allOf combines a key in the query with others, and knows its name', async (t) => {
  const both = allOf(apiKeyHeader({ key: 'k' }), apiKeyQuery({ name: 'key', key: 'q' }));
  t.is(await pathWith(both), '/orders?a=1&key=q');
  t.deepEqual(both.queryNames, ['key']);
});

test('apiKeyQuery refuses keys and names that cannot be sent, all at once, without showing the key', (t) => {
  const refused = (options: unknown): string => {
    const error = t.throws(() => apiKeyQuery(options as ApiKeyQueryOptions), { instanceOf: ConfigurationError });
    t.notRegex(inspect(error, { depth: 9 }).replace(/\n {4}at .*/g, ''), /canary/);
    return error?.message ?? '';
  };
  for (const key of ['', '  ', 'canary\r\nx: y', 'canary\u0000', 'canary\ud800', ' canary', 'canary ', undefined, 7]) {
    refused({ name: 'key', key });
  }
  const message = refused({ name: ' ', keys: { red: 'canary\n', blue: '' } });
  for (const place of ['apiKeyQuery.name', 'apiKeyQuery.keys["red"]', 'apiKeyQuery.keys["blue"]']) {
    t.true(message.includes(place), place);
  }
  refused({ name: 'key\n', key: 'canary' });
  refused({ key: 'canary' });
  refused({ name: 'key', key: 'canary', keys: {} });
});

test('T108: an argument or constant of the name that the credential sets is refused at start', (t) => {
  const credential = apiKeyQuery({ name: 'key', key: KEY });
  const endpoints: EndpointMap = {
    plain: { ...get, query: z.object({ key: z.string(), other: z.string() }) },
    renamed: { ...get, query: z.object({ secret: z.string() }), rename: { secret: 'key' } },
    constant: { ...get, constants: { query: { key: 'x' } } },
    exploded: {
      ...get,
      query: z.object({ filter: z.object({ key: z.string() }) }),
      styles: { filter: { style: 'form', explode: true } },
    },
    header: { ...get, headers: z.object({ key: z.string() }) },
    other: { ...get, query: z.object({ key: z.string() }), credential: () => {} },
  };
  const fix = 'Drop it: the credential sends it with every call.';
  const problems = [
    `endpoints.plain.query.key: is sent as "key", which the credential sets. ${fix}`,
    `endpoints.renamed.query.secret: is sent as "key", which the credential sets. ${fix}`,
    `endpoints.constant.constants.query.key: is a parameter that the credential sets. ${fix}`,
    `endpoints.exploded.query.filter: is sent as "key", which the credential sets. ${fix}`,
  ];
  const backend = createBackend({ baseUrl: 'http://127.0.0.1:1', credential });
  t.teardown(() => backend.close());
  t.deepEqual(
    problemsOf(t, () => compileTools(endpoints, { backend })),
    problems,
  );
  const own = { plain: { ...get, query: z.object({ key: z.string() }), credential } };
  t.is(problemsOf(t, () => compileTools(own, { backend: recordingBackend() })).length, 1);
});

async function startTools(t: ExecutionContext, endpoints: EndpointMap, adapter: (typeof adapters)[number]) {
  const backend = await startFaultBackend(t, ({ respond }) =>
    respond(200, { 'content-type': 'application/json' }, '{}'),
  );
  const credential = apiKeyQuery({ name: 'key', key: KEY });
  const tools = compileTools(endpoints, {
    backend: { baseUrl: backend.origin, client: adapter.create(), credential },
  });
  t.teardown(() => tools.close());
  const call = (name: string, args: unknown) =>
    tools.call(name, args, { principal: anyone, signal: new AbortController().signal });
  return { backend, call };
}

const echoes: Readonly<Record<string, Behaviour>> = {
  'a redirect to the same query': ({ respond, target }) => respond(307, { location: `/v2${target}` }),
  'a page about the URL': ({ respond, target }) => respond(404, { 'content-type': 'text/html' }, `No ${target} here.`),
  'an error with the key': ({ respond, target }) => {
    const key = new URL(target, 'http://x').searchParams.get('key');
    respond(401, { 'content-type': 'application/json' }, JSON.stringify({ error: `bad key ${key}`, url: target }));
  },
  'JSON that is none': ({ respond, target }) =>
    respond(200, { 'content-type': 'application/json' }, `{"self": ${target}`),
  'a reset': ({ reset }) => reset(),
};
const SPELLINGS = [KEY, new URLSearchParams({ '': KEY }).toString().slice(1), encodeURIComponent(KEY), encodeURI(KEY)];

for (const adapter of adapters) {
  test(`${adapter.name}: T108: what only turns up in a call is overruled by the credential`, async (t) => {
    const hook: EndpointMap[string]['request'] = (request) => {
      request.query.set('key', 'of-the-hook');
      return request;
    };
    const open = { type: 'object', properties: { filter: { type: 'object' } } } as const;
    const { backend, call } = await startTools(
      t,
      {
        hooked: { ...get, request: hook },
        open: { ...get, query: open, styles: { filter: { style: 'form', explode: true } } },
      },
      adapter,
    );
    await call('hooked', {});
    await call('open', { filter: { key: 'of-the-model', a: 'b' } });
    t.deepEqual(
      backend.requests.map(({ target }) => target),
      ['/orders?key=canary%2Bkey%2Fof%3Dours+%26co', '/orders?a=b&key=canary%2Bkey%2Fof%3Dours+%26co'],
    );
  });

  for (const [name, behaviour] of Object.entries(echoes)) {
    test(`${adapter.name}: T123: a key in the query does not come back in ${name}`, async (t) => {
      const server = await startFaultBackend(t, behaviour);
      const logger = recordingLogger();
      const credential = apiKeyQuery({ name: 'key', key: KEY });
      const retry = { attempts: 2, minDelay: 1, maxDelay: 2 };
      const client = adapter.create();
      const backend = createBackend({ baseUrl: server.origin, credential, client, logger, retry });
      t.teardown(() => backend.close());
      const failure: CallFailure = await callFailure(t, backend.call(makeCall()));
      t.true(server.requests.every(({ target }) => target === '/orders?key=canary%2Bkey%2Fof%3Dours+%26co'));
      const seen = inspect([failure, logger.entries], { depth: 20, showHidden: true, maxStringLength: null });
      for (const spelling of SPELLINGS) t.false(seen.includes(spelling), spelling);
      t.notRegex(seen, /canary/);
    });
  }

  test(`${adapter.name}: T127: the caller's own token in the query is stopped before anything is sent`, async (t) => {
    const server = await startFaultBackend(t, ({ respond }) => respond(200));
    const token = createSecret('inbound/token+of=ann');
    const credential: Credential = (target, { principal }) => {
      target.setQuery('access_token', principal.token?.reveal() ?? '');
    };
    const backend = createBackend({ baseUrl: server.origin, credential, client: adapter.create() });
    t.teardown(() => backend.close());
    const failure = await callFailure(t, backend.call(makeCall({}, { principal: { ...ann, token } })));
    t.like(failure, { code: 'credential_failed', outcome: 'not_sent' });
    t.is(server.requests.length, 0);
  });
}
