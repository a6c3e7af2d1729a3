import { connect } from 'node:net';
import test from 'ava';
import { apiKey } from '../../src/auth/api-key.js';
import { AuthenticationError, type AuthStrategy } from '../../src/auth/strategy.js';
import {
  callMessage,
  initializeMessage,
  modernCall,
  openSession,
  openStream,
  post,
  send,
  sleep,
  startProxy,
} from '../helpers/proxy.js';
import { recordingLogger } from '../helpers/recording-logger.js';

const KEY = 'alice-0123456789abcd';
const auth = apiKey({ keys: { alice: KEY } });
const routes: readonly (readonly [string, string])[] = [
  ['POST', '/mcp'],
  ['GET', '/mcp'],
  ['DELETE', '/mcp'],
  ['HEAD', '/mcp'],
  ['OPTIONS', '/mcp'],
  ['GET', '/sse'],
  ['HEAD', '/sse/'],
  ['POST', '/messages?sessionId=x'],
];

for (const [method, path] of routes) {
  test(`T098: ${method} ${path} from an origin that is not allowed is 403, before the body is read`, async (t) => {
    const at = await startProxy(t);
    for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example', 'file://']) {
      const { status, headers } = await send(at, { method, path, headers: { origin, 'content-length': '0' } });
      t.is(status, 403, origin);
      t.is(headers['access-control-allow-origin'], undefined);
    }
  });

  test(`T099: ${method} ${path} under a foreign Host is 403`, async (t) => {
    const at = await startProxy(t);
    for (const host of ['evil.example', `evil.example:${at.port}`, '127.0.0.1.evil.example', 'localhost@evil']) {
      t.is((await send(at, { method, path, headers: { host } })).status, 403, host);
    }
  });

  if (method !== 'OPTIONS') {
    test(`T061: ${method} ${path} without a credential is 401 with the bare challenge`, async (t) => {
      const at = await startProxy(t, { auth });
      const { status, headers } = await send(at, { method, path });
      t.is(status, 401);
      t.is(headers['www-authenticate'], 'Bearer realm="mcp"');
    });

    test(`T062: ${method} ${path} with a wrong credential is 401 invalid_token`, async (t) => {
      const at = await startProxy(t, { auth: apiKey({ keys: [KEY] }) });
      const { status, headers } = await send(at, { method, path, headers: { authorization: 'Bearer wrong' } });
      t.is(status, 401);
      t.is(headers['www-authenticate'], 'Bearer realm="mcp", error="invalid_token"');
    });
  }
}

test('T099: the names of loopback are fine with any port', async (t) => {
  const at = await startProxy(t);
  for (const host of ['localhost', 'localhost:1', '127.0.0.1', '127.0.0.1:99', '[::1]', '[::1]:8080', 'LOCALHOST']) {
    t.is((await post(at, initializeMessage(), { host })).status, 200, host);
  }
});

test('T099: allowedHosts and the host of publicUrl are fine as well', async (t) => {
  const at = await startProxy(t, { allowedHosts: ['proxy', 'exact:81'], publicUrl: 'https://mcp.example.com/x' });
  const expected: readonly (readonly [string, number])[] = [
    ['proxy', 200],
    ['proxy:3001', 200],
    ['exact:81', 200],
    ['exact:82', 403],
    ['mcp.example.com', 200],
    ['other.example.com', 403],
  ];
  for (const [host, status] of expected) t.is((await post(at, initializeMessage(), { host })).status, status, host);
});

test('T098: no origin, loopback origins, allowedOrigins and the origin of publicUrl are fine', async (t) => {
  const at = await startProxy(t, {
    allowedOrigins: ['https://app.example.com'],
    publicUrl: 'https://mcp.example.com/x',
  });
  const origins = [
    'http://localhost:6274',
    'http://127.0.0.1',
    'https://[::1]:1',
    'https://app.example.com',
    'https://mcp.example.com',
  ];
  t.is((await post(at, initializeMessage())).status, 200);
  for (const origin of origins) t.is((await post(at, initializeMessage(), { origin })).status, 200, origin);
  t.is((await post(at, initializeMessage(), { origin: 'https://app.example.com.evil.example' })).status, 403);
  t.is((await post(at, initializeMessage(), { origin: 'http://app.example.com' })).status, 403);
});

test('T100: an allowed origin is echoed, with what a page has to read; credentials are never allowed', async (t) => {
  const at = await startProxy(t, { auth });
  const { status, headers } = await post(at, initializeMessage(), { origin: 'http://localhost:6274' });
  t.is(status, 401);
  t.like(headers, {
    'access-control-allow-origin': 'http://localhost:6274',
    'access-control-expose-headers': 'WWW-Authenticate, Mcp-Session-Id, Retry-After',
    vary: 'Origin',
  });
  t.is(headers['access-control-allow-credentials'], undefined);
});

test('T100: a preflight is answered without authentication, with methods and headers', async (t) => {
  const at = await startProxy(t, { auth });
  const { status, headers } = await send(at, {
    method: 'OPTIONS',
    path: '/mcp',
    headers: {
      origin: 'http://localhost:6274',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,mcp-protocol-version,x-api-key',
    },
  });
  t.is(status, 204);
  t.is(headers['access-control-allow-origin'], 'http://localhost:6274');
  t.is(headers['access-control-allow-methods'], 'GET, POST, DELETE, OPTIONS');
  t.regex(String(headers['access-control-allow-headers']), /Authorization.*MCP-Protocol-Version.*x-api-key/);
});

test('OPTIONS without an origin names the methods', async (t) => {
  const at = await startProxy(t);
  const { status, headers } = await send(at, { method: 'OPTIONS', path: '/mcp' });
  t.deepEqual([status, headers.allow], [204, 'GET, POST, DELETE, OPTIONS']);
});

test('T066: every odd credential has its fixed answer and none breaks the server', async (t) => {
  const at = await startProxy(t, { auth: apiKey({ keys: [KEY], maxFailures: 1000 }) });
  const cases: readonly (readonly [string, Record<string, string | string[]>, number])[] = [
    ['another scheme', { authorization: `Basic ${KEY}` }, 401],
    ['lower case', { authorization: `bearer ${KEY}` }, 200],
    ['two tokens', { authorization: `Bearer ${KEY} x` }, 401],
    ['a tab', { authorization: `Bearer\t${KEY}` }, 401],
    ['two headers', { authorization: [`Bearer ${KEY}`, 'Bearer x'] }, 400],
    ['16 KB', { authorization: `Bearer ${'a'.repeat(16_384)}` }, 431],
    ['12 KB', { authorization: `Bearer ${'a'.repeat(12_000)}` }, 401],
    ['__proto__', { __proto__: 'x', authorization: `Bearer ${KEY}` }, 200],
  ];
  for (const [what, headers, status] of cases) {
    const body = JSON.stringify(initializeMessage());
    const all = { 'content-type': 'application/json', ...headers };
    t.is((await send(at, { method: 'POST', path: '/mcp', headers: all, body })).status, status, what);
  }
  t.is((await send(at, { path: '/health' })).status, 200);
});

test('T064, T083: a key in the query lets nobody in, and is 400 beside a header', async (t) => {
  const logger = recordingLogger();
  const at = await startProxy(t, { auth, logger });
  for (const name of ['api_key', 'apikey', 'access_token', 'x-api-key', 'key']) {
    t.is((await post(at, initializeMessage(), {}, `/mcp?${name}=${KEY}`)).status, 401, name);
  }
  t.is((await post(at, initializeMessage(), { authorization: `Bearer ${KEY}` }, `/mcp?api_key=${KEY}`)).status, 400);
  t.false(JSON.stringify(logger.entries).includes(KEY));
});

test('every refusal of authentication is logged with its reason', async (t) => {
  const logger = recordingLogger();
  const at = await startProxy(t, { auth, logger });
  await post(at, initializeMessage());
  t.deepEqual(logger.entries, [
    {
      level: 'info',
      fields: { path: '/mcp', status: 401, reason: 'An API key is needed.' },
      message: 'A request was not authenticated',
    },
  ]);
});

const broken: readonly (readonly [string, AuthStrategy['authenticate']])[] = [
  ['undefined', async () => undefined as never],
  ['{authenticated: false}', async () => ({ authenticated: false }) as never],
  [
    'a throw',
    () => {
      throw new Error('canary-internal-host');
    },
  ],
  ['a rejection', () => Promise.reject(new TypeError('canary-internal-host'))],
  ['no answer', () => new Promise(() => undefined)],
];

for (const [what, authenticate] of broken) {
  test(`T067, T123: ${what} of a strategy is 401 on every route, and shows nothing`, async (t) => {
    const at = await startProxy(t, { auth: { name: 'broken', authenticate }, limits: { authTimeout: 50 } });
    for (const [method, path] of routes.filter(([name]) => name !== 'OPTIONS')) {
      const { status, body } = await send(at, { method, path });
      t.is(status, 401, `${method} ${path}`);
      t.false(body.includes('canary'));
    }
  });
}

test('a strategy decides the status, the challenge and the waiting time', async (t) => {
  const authenticate = () =>
    Promise.reject(
      new AuthenticationError('Too little.', { status: 403, challenge: 'Bearer error="x"\r\nX: y', retryAfter: 3 }),
    );
  const at = await startProxy(t, { auth: { name: 'strict', authenticate } });
  const { status, headers, json } = await post(at, initializeMessage());
  t.is(status, 403);
  t.like(headers, { 'www-authenticate': 'Bearer error="x"X: y', 'retry-after': '3' });
  t.is(headers.x, undefined);
  t.like(json, { error: { message: 'Too little.' } });
});

test('routes of a strategy are served without authentication, under the Host guard only', async (t) => {
  const routed: AuthStrategy = {
    ...auth,
    routes: () => [{ path: '/.well-known/thing', handle: (_request, response) => void response.end('open') }],
  };
  const at = await startProxy(t, { auth: routed });
  const headers = { origin: 'https://anywhere.example' };
  t.is((await send(at, { path: '/.well-known/thing', headers })).body, 'open');
  t.is((await send(at, { path: '/.well-known/thing', headers: { host: 'evil.example' } })).status, 403);
});

test('an unknown path is 404 in JSON', async (t) => {
  const at = await startProxy(t);
  for (const path of ['/', '/other', '//evil.example/mcp', '/mcp/x', '/mcp%2f']) {
    const { status, json } = await send(at, { path });
    t.is(status, 404, path);
    t.like(json, { error: { code: -32000 } });
  }
});

test('T121: the rate limit answers 429 with the time to wait, for each caller by itself', async (t) => {
  const two = apiKey({ keys: { alice: KEY, bob: 'bob-0123456789abcdef' } });
  const at = await startProxy(t, { auth: two, rateLimit: { perMinute: 60, burst: 3 } });
  const alice = { authorization: `Bearer ${KEY}` };
  const statuses: number[] = [];
  for (let i = 0; i < 5; i += 1) statuses.push((await post(at, initializeMessage(), alice)).status);
  t.deepEqual(statuses.slice(0, 3), [200, 200, 200]);
  const refused = await post(at, initializeMessage(), alice);
  t.is(refused.status, 429);
  t.is(refused.headers['retry-after'], '1');
  t.is((await post(at, initializeMessage(), { authorization: 'Bearer bob-0123456789abcdef' })).status, 200);
});

test('T121: each tool has a rate of its own, over every transport; only a tool that one may see has', async (t) => {
  const two = apiKey({
    keys: [
      { name: 'alice', key: KEY, scopes: ['write'] },
      { name: 'bob', key: 'bob-0123456789abcdef', scopes: [] },
    ],
  });
  const at = await startProxy(t, {
    auth: two,
    rateLimit: { perMinute: 600, perTool: { perMinute: 60, burst: 2 } },
    tools: { read: {}, write: { scopes: ['write'] } },
  });
  const alice = await openSession(at, { authorization: `Bearer ${KEY}` });
  const modern = async (tool: string, authorization: string) => {
    const { body, headers } = modernCall(1, tool);
    return post(at, body, { ...headers, authorization });
  };
  t.is((await post(at, callMessage(1, 'read'), alice)).status, 200);
  t.is((await modern('read', `Bearer ${KEY}`)).status, 200);
  const refused = await post(at, callMessage(2, 'read'), alice);
  t.deepEqual([refused.status, refused.headers['retry-after']], [429, '1']);
  t.like(refused.json, { id: 2, error: { message: 'Too many calls of read.' } });
  t.is((await modern('write', `Bearer ${KEY}`)).status, 200, 'another tool');
  for (let calls = 0; calls < 4; calls += 1) {
    const hidden = await modern('write', 'Bearer bob-0123456789abcdef');
    t.like(hidden.json, { error: { code: -32602 } }, 'told apart from an unknown tool');
  }
  t.is((await modern('read', 'Bearer bob-0123456789abcdef')).status, 200, 'another caller');
  const stream = await openStream(at, { path: '/sse', headers: { authorization: `Bearer ${KEY}` } });
  const { data } = await stream.next(0);
  t.is((await post(at, callMessage(3, 'read'), { authorization: `Bearer ${KEY}` }, data)).status, 429);
  stream.drop();
});

test('T103: a batch counts as its messages', async (t) => {
  const at = await startProxy(t, { rateLimit: { perMinute: 1, burst: 6 } });
  const session = await openSession(at, {}, '2025-03-26');
  const ping = (id: number) => ({ jsonrpc: '2.0', id, method: 'ping' });
  t.is((await post(at, [ping(1), ping(2), ping(3)], session)).status, 200);
  t.is((await post(at, [ping(1), ping(2), ping(3)], session)).status, 429);
});

const malformed: readonly (readonly [string, string])[] = [
  ['Content-Length and Transfer-Encoding', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'],
  ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n'],
  ['a folded header', 'X-A: b\r\n c\r\n'],
  ['a bare line feed', 'X-A: b\nX-B: c\r\n'],
];

for (const [what, headers] of malformed) {
  test(`T104: ${what} is 400`, async (t) => {
    const { port } = await startProxy(t);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\nhello`);
      });
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.once('close', () => resolve(text)).once('error', reject);
    });
    t.regex(answer, /^HTTP\/1\.1 400 /);
  });
}

test('T118: a client that does not finish its headers is cut off', async (t) => {
  const { port } = await startProxy(t, { limits: { headersTimeout: 200, requestTimeout: 400 } });
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('POST /mcp HTTP/1.1\r\nHost: loc'));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.once('close', () => resolve(text)).once('error', () => resolve(text));
  });
  t.regex(answer, /^HTTP\/1\.1 408 /);
});

test('T118: the request limits do not end a stream', async (t) => {
  const at = await startProxy(t, { limits: { headersTimeout: 500, requestTimeout: 600 } });
  const stream = await openStream(at, { path: '/sse' });
  t.is(stream.status, 200);
  await sleep(1500);
  t.false(stream.response.closed);
  stream.drop();
});
