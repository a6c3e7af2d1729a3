import test, { type ExecutionContext } from 'ava';
import { apiKey } from '../../src/auth/api-key.js';
import { jwt } from '../../src/auth/jwt/jwt.js';
import type { JwtOptions } from '../../src/auth/jwt/options.js';
import { createProxy, type ServingOptions } from '../../src/proxy.js';
import { type IssuerKey, makeKey, seconds, signToken } from '../helpers/issuer.js';
import {
  callMessage,
  initializeMessage,
  modernCall,
  openSession,
  openStream,
  post,
  type RawAnswer,
  type RunningProxy,
  send,
  startProxy,
} from '../helpers/proxy.js';
import { recordingLogger } from '../helpers/recording-logger.js';
import { handMadeToolSet, text } from '../helpers/tool-set.js';

const ISSUER = 'https://auth.test';
const AUDIENCE = 'https://mcp.test/mcp';
const WELL_KNOWN = '/.well-known/oauth-protected-resource';
const key = await makeKey();
const stranger = await makeKey('ES256', key.kid);

const tools = {
  whoami: {
    run: (_args: unknown, { principal }: { principal: { tenant?: string } }) => text(`tenant ${principal.tenant}`),
  },
  write: { scopes: ['orders:write'] },
  wipe: { scopes: ['orders:write', 'admin'] },
};

function strategy(options: Partial<JwtOptions> = {}) {
  return jwt({ issuer: ISSUER, audience: AUDIENCE, keys: { keys: [key.jwk] }, ...options });
}

function start(t: ExecutionContext, options: Partial<JwtOptions> = {}, serving: ServingOptions = {}) {
  return startProxy(t, { tools, auth: strategy(options), ...serving });
}

async function bearer(claims: object = {}, by: IssuerKey = key): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await signToken(ISSUER, by, { aud: AUDIENCE, ...claims })}` };
}

function challenge({ headers }: RawAnswer): string | undefined {
  return headers['www-authenticate'];
}

const publicUrl = 'https://mcp.test';
const host = 'mcp.test';

async function metadata(at: RunningProxy, path: string, headers: Record<string, string> = {}) {
  const {
    status,
    json,
    headers: answer,
  } = await send(at, { path, headers: { host: `127.0.0.1:${at.port}`, ...headers } });
  return { status, json, headers: answer };
}

test('T001: the metadata of /mcp name the resource that clients dial and its authorization server', async (t) => {
  const at = await start(t, { requiredScopes: ['mcp'] }, { publicUrl });
  const { status, json, headers } = await metadata(at, `${WELL_KNOWN}/mcp`);
  t.is(status, 200);
  t.is(headers['content-type'], 'application/json');
  t.deepEqual(json, {
    resource: 'https://mcp.test/mcp',
    authorization_servers: [ISSUER],
    scopes_supported: ['mcp'],
    bearer_methods_supported: ['header'],
  });
});

test('T002: every mounted form has its own document, the root the main one, and nothing else any', async (t) => {
  const at = await start(t, {}, { publicUrl });
  const resourceAt = async (suffix: string) => {
    const { json } = await metadata(at, `${WELL_KNOWN}${suffix}`);
    return (json as { resource?: string }).resource;
  };
  t.is(await resourceAt(''), 'https://mcp.test/mcp');
  t.is(await resourceAt('/mcp'), 'https://mcp.test/mcp');
  t.is(await resourceAt('/mcp/'), 'https://mcp.test/mcp/');
  t.is(await resourceAt('/sse'), 'https://mcp.test/sse');
  t.is(await resourceAt('/sse/'), 'https://mcp.test/sse/');
  for (const suffix of ['/', '/messages', '/mcp/x', '/mcp2', '/MCP', '/sse/sse', '/..', '/%6dcp', '//mcp']) {
    const { status, json, headers } = await metadata(at, `${WELL_KNOWN}${suffix}`);
    t.is(status, 404, suffix);
    t.is(headers['content-type'], 'application/json', suffix);
    t.deepEqual(json, { error: 'There is no protected resource of this name here.' }, suffix);
  }
});

test('T002: a configured root resource is published for every path', async (t) => {
  const at = await start(t, { resource: 'https://mcp.test/' }, { publicUrl });
  for (const suffix of ['', '/mcp', '/sse/']) {
    t.like((await metadata(at, `${WELL_KNOWN}${suffix}`)).json, { resource: 'https://mcp.test/' });
  }
});

test('T002: under a public path the documents are where RFC 9728 puts them, and below the path', async (t) => {
  const at = await start(t, {}, { publicUrl: 'https://mcp.test/tools/' });
  for (const path of [`${WELL_KNOWN}/tools/mcp`, `${WELL_KNOWN}/mcp`, `/tools${WELL_KNOWN}/mcp`, WELL_KNOWN]) {
    t.like((await metadata(at, path)).json, { resource: 'https://mcp.test/tools/mcp' }, path);
  }
  const refused = await post(at, initializeMessage());
  t.is(challenge(refused), `Bearer resource_metadata="https://mcp.test/tools${WELL_KNOWN}/mcp"`);
});

test('T007: the published scopes are those a client needs, and no others of the map', async (t) => {
  t.like((await metadata(await start(t, { scopes: ['orders:read'] }, { publicUrl }), WELL_KNOWN)).json, {
    scopes_supported: ['orders:read'],
  });
  t.false('scopes_supported' in Object((await metadata(await start(t, {}, { publicUrl }), WELL_KNOWN)).json));
});

const forged = {
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'http',
  'x-forwarded-prefix': '/evil',
  'x-original-host': 'evil.example',
  forwarded: 'host=evil.example;proto=http',
};

test('T008: forged headers change no URL', async (t) => {
  for (const serving of [{ publicUrl }, {}]) {
    const at = await start(t, {}, serving);
    const base = 'publicUrl' in serving ? publicUrl : `http://127.0.0.1:${at.port}`;
    t.like((await metadata(at, `${WELL_KNOWN}/mcp`, forged)).json, { resource: `${base}/mcp` });
    const refused = await post(at, initializeMessage(), forged);
    t.is(challenge(refused), `Bearer resource_metadata="${base}${WELL_KNOWN}/mcp"`);
  }
});

test('T008: a foreign Host is refused and appears nowhere', async (t) => {
  for (const serving of [{ publicUrl }, {}, { publicUrl, allowedHosts: ['other.test'] }]) {
    const at = await start(t, {}, serving);
    for (const path of [WELL_KNOWN, `${WELL_KNOWN}/mcp`, '/mcp']) {
      const { status, body, headers } = await send(at, { path, headers: { host: 'evil.example' } });
      t.is(status, 403, path);
      t.false(`${body}${JSON.stringify(headers)}`.includes('evil'), path);
    }
  }
});

test('T008: a Host that is allowed but not public is not published either', async (t) => {
  const at = await start(t, {}, { allowedHosts: ['other.test'] });
  const { status, body } = await send(at, { path: `${WELL_KNOWN}/mcp`, headers: { host: 'other.test' } });
  t.is(status, 404);
  t.false(body.includes('other.test'));
  const refused = await post(at, initializeMessage(), { host: 'other.test' });
  t.is(challenge(refused), 'Bearer realm="mcp"');
  const known = await start(t, {}, { allowedHosts: ['other.test'], publicUrl });
  const answer = await send(known, { path: `${WELL_KNOWN}/mcp`, headers: { host: 'other.test' } });
  t.like(answer.json, { resource: 'https://mcp.test/mcp' });
});

test('T008: on loopback without a public URL the dialled loopback name is used', async (t) => {
  const at = await start(t);
  for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
    const { json } = await metadata(at, `${WELL_KNOWN}/mcp`, { host: `${name}:${at.port}` });
    t.like(json, { resource: `http://${name}:${at.port}/mcp` });
  }
});

test('T100: metadata may be read by every web page, MCP routes may not', async (t) => {
  const at = await start(t, {}, { publicUrl });
  const origin = 'https://app.example';
  for (const path of [WELL_KNOWN, `${WELL_KNOWN}/mcp`, `${WELL_KNOWN}/unknown`]) {
    const { headers } = await metadata(at, path, { origin });
    t.is(headers['access-control-allow-origin'], '*', path);
    t.is(headers['access-control-allow-credentials'], undefined, path);
    const preflight = await send(at, {
      method: 'OPTIONS',
      path,
      headers: {
        host,
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'mcp-protocol-version',
      },
    });
    t.is(preflight.status, 204, path);
    t.is(preflight.headers['access-control-allow-origin'], '*');
    t.is(preflight.headers['access-control-allow-headers'], '*');
    const posted = await send(at, { method: 'POST', path, headers: { host } });
    t.is(posted.status, 405, path);
    t.is(posted.headers.allow, 'GET, HEAD, OPTIONS');
  }
  t.is((await send(at, { path: '/mcp', headers: { host, origin } })).status, 403);
});

const doors: readonly (readonly [string, string])[] = [
  ['POST', '/mcp'],
  ['GET', '/mcp'],
  ['DELETE', '/mcp'],
  ['POST', '/mcp/'],
  ['GET', '/sse'],
  ['GET', '/sse/'],
  ['POST', '/messages?sessionId=x'],
];

function documentFor(path: string): string {
  return path.startsWith('/messages') ? '/sse' : path;
}

for (const [method, path] of doors) {
  const pointer = `resource_metadata="https://mcp.test${WELL_KNOWN}${documentFor(path)}"`;

  test(`T061: ${method} ${path} without a credential is 401 with the bare challenge`, async (t) => {
    const at = await start(t, { requiredScopes: ['mcp', 'orders'] }, { publicUrl });
    const answer = await send(at, { method, path, headers: { accept: 'text/event-stream' } });
    t.is(answer.status, 401);
    t.is(challenge(answer), `Bearer ${pointer}, scope="mcp orders"`);
  });

  test(`T062: ${method} ${path} with a bad, expired or foreign token is 401 invalid_token`, async (t) => {
    const at = await start(t, { requiredScopes: ['mcp'] }, { publicUrl });
    const bad = [
      await bearer({ exp: seconds() - 60 }),
      await bearer({ aud: 'https://other.test' }),
      await bearer({}, stranger),
      { authorization: 'Bearer opaque' },
      { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
      { authorization: 'Basic dXNlcjpwYXNz' },
    ];
    for (const headers of bad) {
      const answer = await send(at, { method, path, headers: { accept: 'text/event-stream', ...headers } });
      t.is(answer.status, 401);
      const words = /^Bearer error="invalid_token", error_description="[^"]+(?:\\"[^"]*)*", /;
      t.regex(challenge(answer) ?? '', words);
      t.true(challenge(answer)?.endsWith(`${pointer}, scope="mcp"`), challenge(answer));
    }
  });
}

test('T062: a verifier that breaks is 401, never 500, with a challenge that leads on', async (t) => {
  const { protectedResource } = strategy();
  for (const broken of [() => Promise.reject(new TypeError('x')), () => Promise.resolve(undefined as never)]) {
    const auth = {
      name: 'broken',
      protectedResource: protectedResource ?? { authorizationServers: [], scopes: [] },
      authenticate: broken,
    };
    const at = await startProxy(t, { auth, publicUrl });
    const answer = await post(at, initializeMessage(), { authorization: 'Bearer x' });
    t.is(answer.status, 401);
    t.is(challenge(answer), `Bearer error="invalid_token", resource_metadata="https://mcp.test${WELL_KNOWN}/mcp"`);
  }
});

test('T063: a token without a required scope is 403 with all that is needed', async (t) => {
  const at = await start(t, { requiredScopes: ['mcp', 'orders'] }, { publicUrl });
  const answer = await post(at, initializeMessage(), await bearer({ scope: 'mcp' }));
  t.is(answer.status, 403);
  t.is(
    challenge(answer),
    `Bearer error="insufficient_scope", resource_metadata="https://mcp.test${WELL_KNOWN}/mcp", scope="mcp orders"`,
  );
  t.is((await post(at, initializeMessage(), await bearer({ scope: 'orders mcp' }))).status, 200);
});

const stepUp = `Bearer error="insufficient_scope", resource_metadata="https://mcp.test${WELL_KNOWN}/mcp", scope="orders:write admin"`;

test('T063: in challenge mode a call that needs more is 403 with all its scopes, in every era', async (t) => {
  const at = await start(t, {}, { publicUrl, insufficientScope: 'challenge' });
  const narrow = await bearer({ scope: 'orders:write' });
  const session = await openSession(at, narrow);
  const legacy = await post(at, callMessage(5, 'wipe'), session);
  t.is(legacy.status, 403);
  t.is(challenge(legacy), stepUp);
  t.like(legacy.json, {
    id: 5,
    error: { message: 'The token is too narrow for this call. Needed: orders:write admin.' },
  });
  const { body, headers } = modernCall(6, 'wipe');
  const modern = await post(at, body, { ...headers, ...narrow });
  t.is(modern.status, 403);
  t.is(challenge(modern), stepUp);
  const wide = await bearer({ scope: 'admin orders:write' });
  t.is((await post(at, callMessage(7, 'wipe'), { ...session, ...wide })).status, 200);
  t.is((await post(at, callMessage(8, 'write'), session)).status, 200);
  t.is((await post(at, callMessage(9, 'nothing'), session)).status, 200, 'an unknown tool is unknown');
});

test('T063: in challenge mode the messages of HTTP+SSE are answered the same way', async (t) => {
  const at = await start(t, {}, { publicUrl, insufficientScope: 'challenge' });
  const narrow = await bearer();
  const stream = await openStream(at, { path: '/sse', headers: { accept: 'text/event-stream', ...narrow } });
  const { data } = await stream.next(0);
  const answer = await post(at, callMessage(1, 'wipe'), narrow, data);
  t.is(answer.status, 403);
  t.is(challenge(answer), stepUp.replace('/mcp"', '/sse"'));
  stream.drop();
});

test('T063, T068: in challenge mode the tools that a wider token could call are listed', async (t) => {
  const at = await start(t, {}, { publicUrl, insufficientScope: 'challenge' });
  const session = await openSession(at, await bearer());
  const { json } = await post(at, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, session);
  t.deepEqual(namesIn(json), ['whoami', 'write', 'wipe']);
});

function namesIn(json: unknown): readonly string[] {
  const { result } = json as { readonly result: { readonly tools: readonly { readonly name: string }[] } };
  return result.tools.map(({ name }) => name);
}

test('T063: a broader scope contains a narrower one where it is said so', async (t) => {
  const impliedScopes = { admin: ['orders:write'], 'orders:write': ['mcp'] };
  const at = await start(t, { impliedScopes, requiredScopes: ['mcp'] }, { publicUrl });
  const session = await openSession(at, await bearer({ scope: 'admin' }));
  const { json } = await post(at, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, session);
  t.deepEqual(namesIn(json), ['whoami', 'write', 'wipe']);
  t.is((await post(at, initializeMessage(), await bearer({ scope: 'other' }))).status, 403);
});

test('T064: a token in the query or the body lets nobody in, and is not logged', async (t) => {
  const logger = recordingLogger();
  const at = await start(t, {}, { publicUrl, logger });
  const { authorization } = await bearer();
  const token = authorization.slice(7);
  for (const name of ['access_token', 'token', 'Authorization']) {
    const answer = await post(at, { ...initializeMessage(), access_token: token }, {}, `/mcp?${name}=${token}`);
    t.is(answer.status, 401, name);
    t.false(challenge(answer)?.includes('error='));
  }
  const form = await send(at, {
    method: 'POST',
    path: '/mcp',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `access_token=${token}`,
  });
  t.is(form.status, 401);
  t.is((await post(at, initializeMessage(), { authorization }, `/mcp?access_token=${token}`)).status, 400);
  const twice = { 'content-type': 'application/json', authorization: [authorization, authorization] };
  t.is((await send(at, { method: 'POST', path: '/mcp', headers: twice })).status, 400);
  t.false(JSON.stringify(logger.entries).includes(token.slice(-40)));
});

test('T066: odd Authorization headers are 401, or 431 when they do not fit', async (t) => {
  const at = await start(t, {}, { publicUrl });
  const { authorization } = await bearer();
  const token = authorization.slice(7);
  for (const value of [
    `Basic ${token}`,
    `${authorization} ${token}`,
    `Bearer\t${token}`,
    `Bearer ${'a'.repeat(12_000)}`,
    token,
  ]) {
    t.is((await post(at, initializeMessage(), { authorization: value })).status, 401, value.slice(0, 12));
  }
  t.is((await post(at, initializeMessage(), { authorization: `Bearer ${'a'.repeat(17_000)}` })).status, 431);
  t.is((await post(at, initializeMessage(), { authorization: `bearer ${token}` })).status, 200);
});

test('T068: a hidden tool is not listed, and unknown when called by name', async (t) => {
  const at = await start(t, {}, { publicUrl });
  const session = await openSession(at, await bearer({ scope: 'orders:write' }));
  const { json } = await post(at, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, session);
  t.deepEqual(namesIn(json), ['whoami', 'write']);
  const hidden = await post(at, callMessage(2, 'wipe'), session);
  const unknown = await post(at, callMessage(2, 'wipx'), session);
  t.is(hidden.status, 200);
  t.is(hidden.body.replaceAll('wipe', 'wipx'), unknown.body);
});

test('T077: a token without a valid tenant is 403 before anything is called', async (t) => {
  let calls = 0;
  const count = () => {
    calls += 1;
    return text(String(calls));
  };
  const counted = { count: { run: count } };
  const at = await startProxy(t, { tools: counted, auth: strategy({ tenant: {} }), publicUrl });
  for (const claims of [
    {},
    { tenant_id: '' },
    { tenant_id: ['acme'] },
    { tenant_id: 'a/b' },
    { tenant_id: { id: 1 } },
  ]) {
    const { body, headers } = modernCall(1, 'count', { tenant_id: 'acme' });
    const smuggled = { ...headers, 'x-tenant-id': 'acme', tenant_id: 'acme', ...(await bearer(claims)) };
    const answer = await post(at, body, smuggled, '/mcp?tenant_id=acme');
    t.is(answer.status, 403, JSON.stringify(claims));
    t.false(answer.body.includes('acme'));
  }
  t.is(calls, 0);
});

test('T077: arguments, headers and query never change the tenant', async (t) => {
  const at = await start(t, { tenant: { claim: 'org' } }, { publicUrl });
  const { body, headers } = modernCall(1, 'whoami', { org: 'evil', tenant: 'evil', tenant_id: 'evil' });
  const loud = {
    ...headers,
    org: 'evil',
    'x-tenant-id': 'evil',
    ...(await bearer({ org: 'acme', tenant_id: 'evil' })),
  };
  const answer = await post(at, body, loud, '/mcp?org=evil&tenant_id=evil');
  t.like(answer.json, { result: { content: [{ type: 'text', text: 'tenant acme' }] } });
});

test('T079: while the issuer cannot be asked the answer is 503 with a time to come back', async (t) => {
  const auth = jwt({ issuer: 'http://127.0.0.1:1', audience: AUDIENCE, logger: recordingLogger() });
  const at = await startProxy(t, { auth, publicUrl });
  const answer = await post(at, initializeMessage(), await bearer());
  t.is(answer.status, 503);
  t.is(answer.headers['retry-after'], '1');
  t.is(challenge(answer), undefined);
  t.false(answer.body.includes('127.0.0.1'));
});

/** What is warned of when such a proxy listens. */
async function warnings(t: ExecutionContext, options: Partial<JwtOptions>, serving: ServingOptions, on = '0.0.0.0') {
  const logger = recordingLogger();
  const proxy = createProxy({
    ...{ name: 'test', version: '1', logger, auth: strategy(options), tools: handMadeToolSet({}) },
    ...serving,
  });
  t.teardown(() => proxy.close());
  await proxy.listen({ port: 0, host: on });
  return logger.entries.filter(({ level }) => level === 'warn').map(({ message }) => message);
}

test('T008: on the network, a proxy that clients cannot be told the URL of says so once, when it starts', async (t) => {
  const [warning = '', ...more] = await warnings(t, {}, {});
  t.deepEqual(more, []);
  t.regex(warning, /publicUrl/);
  t.deepEqual(await warnings(t, {}, { publicUrl }), []);
  t.deepEqual(await warnings(t, { resource: 'https://mcp.test/' }, {}), []);
  t.deepEqual(await warnings(t, {}, {}, '127.0.0.1'), []);
  t.deepEqual(await warnings(t, {}, { auth: apiKey({ keys: ['an-api-key-0123456789'] }) }), []);
});
