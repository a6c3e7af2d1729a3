import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import express, { type Express } from 'express';
import { apiKey } from '../src/auth/api-key.js';
import { noAuth } from '../src/auth/no-auth.js';
import { ConfigurationError, EndpointError, McpRestProxyError } from '../src/errors.js';
import { createProxy, type McpProxy, type ProxyOptions } from '../src/proxy.js';
import { silentLogger } from '../src/telemetry/silent-logger.js';
import { streamableHttp } from '../src/transports/streamable-http.js';
import type { ChannelTransport } from '../src/transports/transport.js';
import { httpClients } from './helpers/mcp-clients.js';
import {
  callMessage,
  initializeMessage,
  modernCall,
  openSession,
  openStream,
  post,
  postStream,
  send,
  sleep,
  startProxy,
  until,
} from './helpers/proxy.js';
import { handMadeToolSet, text } from './helpers/tool-set.js';

const base = { name: 'test', version: '1', logger: silentLogger } as const;
const tools = handMadeToolSet({ echo: { run: ({ value }) => text(String(value)) } });

function make(t: ExecutionContext, options: Partial<ProxyOptions> = {}): McpProxy {
  const proxy = createProxy({ ...base, tools, drainTimeout: 100, ...options } as ProxyOptions);
  t.teardown(() => proxy.close());
  return proxy;
}

async function serve(
  t: ExecutionContext,
  app: Express | McpProxy['handler'],
): Promise<{ port: number; origin: string }> {
  const server = createServer((request, response) => app(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, origin: `http://127.0.0.1:${port}` };
}

const kinds = httpClients(() => ({ origin: '' })).map(({ name }) => name);

for (const [index, name] of kinds.entries()) {
  test(`${name}: lists, calls, and is refused an unknown tool`, async (t) => {
    const { origin } = await startProxy(t, {
      tools: {
        echo: {
          inputSchema: { type: 'object', properties: { value: { type: 'string' } } },
          run: ({ value }) => text(String(value)),
        },
      },
    });
    const client = await httpClients(() => ({ origin }))[index]?.connect();
    if (client === undefined) return t.fail();
    t.deepEqual(await client.listTools(), ['echo']);
    t.is((await client.call('echo', { value: 'grüße\n' })).text, 'grüße\n');
    await t.throwsAsync(client.call('nothing'), { message: /Unknown tool/ });
    await client.close();
  });
}

test('clients pass an API key', async (t) => {
  const auth = apiKey({ keys: { alice: 'alice-0123456789abcd' } });
  const { origin } = await startProxy(t, { auth, tools: { echo: {} } });
  const headers = { authorization: 'Bearer alice-0123456789abcd' };
  for (const kind of httpClients(() => ({ origin, headers }))) {
    const client = await kind.connect();
    t.deepEqual(await client.listTools(), ['echo'], kind.name);
    await client.close();
  }
});

for (const prefix of ['/', '/api/mcp-proxy']) {
  const path = prefix === '/' ? '' : prefix;

  test(`works under ${prefix} of an Express application, and leaves other paths to it`, async (t) => {
    const app = express();
    app.use(prefix, make(t).handler);
    app.get(`${path}/other`, (_request, response) => void response.send('theirs'));
    const at = await serve(t, app);
    t.like((await post(at, initializeMessage(), {}, `${path}/mcp`)).json, {
      id: 0,
      result: { serverInfo: { name: 'test' } },
    });
    t.is((await send(at, { path: `${path}/health` })).status, 200);
    t.is((await send(at, { path: `${path}/other` })).body, 'theirs');
    const stream = await openStream(at, { path: `${path}/sse/` });
    const { data } = await stream.next(0);
    t.true(data.startsWith(`${path}/messages?sessionId=`));
    t.is((await post(at, initializeMessage(), {}, data)).status, 202);
    t.is((await stream.next(1)).event, 'message');
    stream.drop();
  });

  test(`takes bodies that express.json() has read, under ${prefix}`, async (t) => {
    const app = express();
    app.use(express.json());
    app.use(prefix, make(t).handler);
    const at = await serve(t, app);
    const session = await post(at, initializeMessage(), {}, `${path}/mcp`);
    t.is(session.status, 200);
    const { body, headers } = modernCall(1, 'echo', { value: 'parsed' });
    t.like((await post(at, body, headers, `${path}/mcp`)).json, { result: { content: [{ text: 'parsed' }] } });
  });
}

test('works as the listener of a plain server, with 404 for other paths', async (t) => {
  const at = await serve(t, make(t).handler);
  t.is((await post(at, initializeMessage())).status, 200);
  t.is((await send(at, { path: '/other' })).status, 404);
});

test('real clients work under a mount path', async (t) => {
  const app = express();
  app.use('/api/mcp-proxy', make(t).handler);
  const { origin } = await serve(t, app);
  const { SSEClientTransport } = await import('@modelcontextprotocol/sdk/client/sse.js');
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const client = new Client({ name: 'mounted', version: '1' });
  await client.connect(new SSEClientTransport(new URL('/api/mcp-proxy/sse/', origin)));
  t.deepEqual(
    (await client.listTools()).tools.map(({ name }) => name),
    ['echo'],
  );
  await client.close();
});

const mistakes: readonly (readonly [string, object, readonly string[]])[] = [
  ['no source of tools', {}, ['endpoints']],
  ['two sources of tools', { tools, endpoints: {}, backend: { baseUrl: 'http://127.0.0.1:1' } }, ['endpoints']],
  [
    'everything at once',
    {
      tools,
      name: '',
      version: ' ',
      publicUrl: 'ftp://x',
      allowedHosts: ['https://x'],
      allowedOrigins: ['*', 'https://x/y'],
      limits: { maxRequestBytes: 0, requestTimeout: 2 ** 31, nonsense: 1 },
      rateLimit: { perMinute: 0 },
      drainTimeout: -1,
      insufficientScope: 'Challenge',
    },
    [
      'name',
      'version',
      'drainTimeout',
      'insufficientScope',
      'publicUrl',
      'allowedHosts[0]',
      'allowedOrigins[0]',
      'allowedOrigins[1]',
      'limits.maxRequestBytes',
      'limits.requestTimeout',
      'limits.nonsense',
      'rateLimit.perMinute',
    ],
  ],
  [
    'a backend without URL and a bad limit',
    { endpoints: {}, backend: { baseUrl: 'x' }, limits: { maxConnections: 0 } },
    ['limits.maxConnections', 'backend.baseUrl'],
  ],
  [
    'two transports on one path',
    { tools, transports: [streamableHttp(), streamableHttp()] },
    ['transports', 'transports'],
  ],
  ['a transport on the health path', { tools, health: { path: '/mcp' } }, ['transports']],
];

for (const [what, options, places] of mistakes) {
  test(`refuses ${what} at construction`, (t) => {
    const error = t.throws(() => createProxy({ ...base, ...options } as ProxyOptions), {
      instanceOf: ConfigurationError,
    });
    t.deepEqual(
      error?.problems.map(({ place }) => place),
      places,
    );
  });
}

test('mistakes of the map alone are an EndpointError', (t) => {
  const endpoints = { bad: { method: 'GET' as const, path: 'no-slash', description: 'x' } };
  t.throws(() => createProxy({ ...base, endpoints, backend: { baseUrl: 'http://127.0.0.1:1' } }), {
    instanceOf: EndpointError,
  });
});

test('T099: without authentication it does not listen beyond loopback, unless allowed by name', async (t) => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
    const error = await t.throwsAsync(make(t).listen({ port: 0, host }), { instanceOf: ConfigurationError });
    t.regex(error?.message ?? '', /dangerouslyAllowNetwork/);
  }
  const auth = noAuth({ dangerouslyAllowNetwork: true });
  t.is((await make(t, { auth }).listen({ port: 0, host: '0.0.0.0' })).host, '0.0.0.0');
  const keys = apiKey({ keys: ['0123456789abcdefghij'] });
  t.is((await make(t, { auth: keys }).listen({ port: 0, host: '0.0.0.0' })).host, '0.0.0.0');
});

test('says where it listens', async (t) => {
  const proxy = make(t);
  t.is(proxy.address, undefined);
  const address = await proxy.listen({ port: 0 });
  t.is(address.url, `http://127.0.0.1:${address.port}`);
  t.deepEqual(proxy.address, address);
  await proxy.close();
  t.is(proxy.address, undefined);
});

test('a port in use is an error that names it and what to do; the proxy may try again', async (t) => {
  const { port } = await startProxy(t);
  const proxy = make(t);
  const error = await t.throwsAsync(proxy.listen({ port }), { instanceOf: McpRestProxyError });
  t.is(error?.code, 'transport_failed');
  t.regex(error?.message ?? '', new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use.*choose another port`));
  await t.notThrowsAsync(proxy.listen({ port: 0 }));
});

test('a proxy that is closed while it begins to listen does not listen', async (t) => {
  const { port } = await startProxy(t).then(async ({ proxy, port: free }) => {
    await proxy.close();
    return { port: free };
  });
  const proxy = make(t);
  const opening = proxy.listen({ port });
  await proxy.close();
  await opening;
  t.is(proxy.address, undefined);
  await t.throwsAsync(send({ port }, { path: '/health' }), { code: 'ECONNREFUSED' });
  await t.throwsAsync(proxy.listen({ port: 0 }), { message: /is closed/ });
});

test('tools that it has compiled are closed when the paths of its transports clash', (t) => {
  let closed = 0;
  const close = async (): Promise<void> => {
    closed += 1;
  };
  const backend = { call: () => Promise.reject(new Error('unused')), close };
  const transports = [streamableHttp(), streamableHttp()];
  t.throws(() => createProxy({ ...base, endpoints: {}, backend, transports }), { instanceOf: ConfigurationError });
  t.is(closed, 1);
});

test('listening twice, on no port, or without an HTTP transport is an error', async (t) => {
  const proxy = make(t);
  await proxy.listen({ port: 0 });
  await t.throwsAsync(proxy.listen({ port: 0 }), { message: /listens already/ });
  await t.throwsAsync(make(t).listen({ port: 70_000 }), { message: /not a port/ });
  await t.throwsAsync(make(t, { transports: [] }).listen({ port: 0 }), { message: /no HTTP transport/ });
});

test('start runs the channels and settles when they end', async (t) => {
  let end = (): void => undefined;
  let closed = 0;
  const channel: ChannelTransport = {
    kind: 'channel',
    name: 'test',
    start: () => ({
      closed: new Promise((resolve) => {
        end = resolve;
      }),
      close: async () => {
        closed += 1;
        end();
      },
    }),
  };
  const proxy = make(t, { transports: [channel] });
  const running = proxy.start();
  await t.throwsAsync(proxy.start(), { message: /started already/ });
  await proxy.close();
  await running;
  t.is(closed, 1);
  await t.throwsAsync(make(t).start(), { message: /no channel transport/ });
});

test('F27: close lets a running call finish, ends streams with a last event, and frees the port', async (t) => {
  let release = (): void => undefined;
  let started = 0;
  const slow = handMadeToolSet({
    wait: {
      run: () => {
        started += 1;
        return new Promise((resolve) => {
          release = () => resolve(text('finished'));
        });
      },
    },
  });
  const proxy = make(t, { tools: slow, drainTimeout: 5000 });
  const at = await proxy.listen({ port: 0 });
  const session = await openSession(at);
  const events = await openStream(at, { path: '/mcp', headers: { ...session, accept: 'text/event-stream' } });
  const sse = await openStream(at, { path: '/sse' });
  const running = post(at, callMessage(1, 'wait'), session);
  t.true(await until(() => started === 1));
  const closing = proxy.close();
  await t.throwsAsync(send(at, { path: '/health' }), { code: 'ECONNREFUSED' });
  release();
  t.like((await running).json, { id: 1, result: { content: [{ text: 'finished' }] } });
  await closing;
  await Promise.all([events.ended, sse.ended]);
  t.is(events.events().at(-1)?.event, 'close');
  t.is(sse.events().at(-1)?.event, 'close');
  t.true(events.response.complete && sse.response.complete, 'the streams were ended, not cut');
  const next = make(t);
  await t.notThrowsAsync(next.listen({ port: at.port }));
});

test('F27: what is still running after drainTimeout is answered with an error, in every era', async (t) => {
  let started = 0;
  const stuck = handMadeToolSet({
    wait: {
      run: () => {
        started += 1;
        return new Promise(() => undefined);
      },
    },
  });
  const proxy = make(t, { tools: stuck, drainTimeout: 50 });
  const at = await proxy.listen({ port: 0 });
  const session = await openSession(at);
  const old = post(at, callMessage(1, 'wait'), session);
  const { body, headers } = modernCall(2, 'wait');
  const modern = post(at, body, headers);
  const stream = await openStream(at, { path: '/sse' });
  const path = (await stream.next(0)).data;
  await post(at, initializeMessage(), {}, path);
  await post(at, callMessage(3, 'wait'), {}, path);
  t.true(await until(() => started === 3));
  await proxy.close();
  t.like(JSON.parse((await stream.next(2)).data), { id: 3, error: { code: -32603 } });
  t.like((await old).json, { id: 1, error: { code: -32603 } });
  t.like((await modern).json, { id: 2, error: { code: -32603 } });
});

test('F25, F27: close waits for what runs for a client that has gone, and cuts it short after drainTimeout', async (t) => {
  for (const drainTimeout of [5000, 100]) {
    const seen = { aborted: false, ended: false, release: (): void => undefined };
    const lone = handMadeToolSet({
      wait: {
        run: (_args, { signal }) =>
          new Promise((resolve) => {
            const end = (): void => {
              seen.ended = true;
              resolve(text('ended'));
            };
            seen.release = end;
            signal.addEventListener('abort', () => {
              seen.aborted = true;
              end();
            });
          }),
      },
    });
    const proxy = make(t, { tools: lone, drainTimeout });
    const at = await proxy.listen({ port: 0 });
    const stream = await openStream(at, { path: '/sse' });
    const path = (await stream.next(0)).data;
    await post(at, initializeMessage(), {}, path);
    const before = seen.release;
    await post(at, callMessage(1, 'wait'), {}, path);
    t.true(await until(() => seen.release !== before));
    stream.drop();
    await sleep(50);
    const closing = proxy.close();
    await sleep(30);
    t.false(seen.ended);
    if (drainTimeout === 5000) seen.release();
    await closing;
    t.deepEqual([seen.ended, seen.aborted], [true, drainTimeout === 100]);
  }
});

test('F27: while it drains, a mounted handler answers 503, and its health says so', async (t) => {
  let release = (): void => undefined;
  let started = 0;
  const slow = handMadeToolSet({
    wait: {
      run: () => {
        started += 1;
        return new Promise((resolve) => {
          release = () => resolve(text('finished'));
        });
      },
    },
  });
  const proxy = make(t, { tools: slow, drainTimeout: 5000 });
  const at = await serve(t, proxy.handler);
  const { body, headers } = modernCall(2, 'wait');
  const running = post(at, body, headers);
  t.true(await until(() => started === 1));
  const closing = proxy.close();
  t.is(proxy.close(), closing, 'closing twice is closing once');
  const refused = await post(at, initializeMessage());
  t.deepEqual([refused.status, refused.headers['retry-after']], [503, '5']);
  const health = await send(at, { path: '/health' });
  t.is(health.status, 503);
  t.like(health.json, { status: 'draining' });
  release();
  t.is((await running).status, 200);
  await closing;
});

test('F30: after a restart an old session is 404', async (t) => {
  const first = make(t);
  const at = await first.listen({ port: 0 });
  const session = await openSession(at);
  await first.close();
  await make(t).listen({ port: at.port });
  t.is((await post(at, { jsonrpc: '2.0', id: 1, method: 'ping' }, session)).status, 404);
});

test('F29, T123: a tool set that throws is -32603 with a fixed text, and the process goes on', async (t) => {
  const failing = {
    boom: {
      run: () => {
        throw Object.assign(new Error('canary at /srv/app.js'), { code: 42, data: 'canary' });
      },
    },
  };
  const at = await startProxy(t, { tools: failing });
  const { body, headers } = modernCall(1, 'boom');
  const answer = await post(at, body, headers);
  t.like(answer.json, { id: 1, error: { code: -32603 } });
  t.false(answer.body.includes('canary'));
  t.is((await send(at, { path: '/health' })).status, 200);
});

test('T092: progress of parallel calls with the same id reaches its own client only', async (t) => {
  const at = await startProxy(t, {
    tools: {
      count: {
        run: async ({ value }, { progress }) => {
          for (let step = 1; step <= 3; step += 1) {
            progress?.({ progress: step, message: String(value) });
            await sleep(5);
          }
          return text(String(value));
        },
      },
    },
  });
  const results = await Promise.all(
    Array.from({ length: 10 }, async (_, client) => {
      const { body, headers } = modernCall(0, 'count', { value: `m${client}` }, { progressToken: 'p' });
      const stream = await postStream(at, body, headers);
      await stream.ended;
      const markers = stream.events().flatMap(({ data }) => data.match(/m\d+/g) ?? []);
      return markers.length > 0 && markers.every((marker) => marker === `m${client}`);
    }),
  );
  t.deepEqual(results, Array(10).fill(true));
});
