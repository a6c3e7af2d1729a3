import test from 'ava';
import { apiKey } from '../../src/auth/api-key.js';
import { sse } from '../../src/transports/sse.js';
import {
  callMessage,
  initializeMessage,
  modernCall,
  type OpenStream,
  openStream,
  post,
  send,
  sleep,
  startProxy,
  until,
} from '../helpers/proxy.js';
import { text } from '../helpers/tool-set.js';

const ALICE = { authorization: 'Bearer alice-0123456789abcd' };
const BOB = { authorization: 'Bearer bob-0123456789abcdef' };
const auth = apiKey({ keys: { alice: 'alice-0123456789abcd', bob: 'bob-0123456789abcdef' } });
const tools = { echo: { run: ({ value }: Readonly<Record<string, unknown>>) => text(String(value)) } };

type At = { readonly port: number };

function connect(at: At, path = '/sse', headers: Record<string, string> = {}): Promise<OpenStream> {
  return openStream(at, { path, headers: { accept: 'text/event-stream', ...headers } });
}

async function messagePath(stream: OpenStream): Promise<string> {
  return (await stream.next(0)).data;
}

async function sessions(at: At): Promise<number> {
  return ((await send(at, { path: '/health' })).json as { sessions: number }).sessions;
}

for (const path of ['/sse', '/sse/']) {
  test(`${path} opens a stream whose first event is an absolute message path`, async (t) => {
    const at = await startProxy(t);
    const stream = await connect(at, path);
    t.is(stream.status, 200);
    t.like(stream.headers, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    const { event, data } = await stream.next(0);
    t.is(event, 'endpoint');
    t.regex(data, /^\/messages\?sessionId=[A-Za-z0-9_-]{32}$/);
    stream.drop();
  });
}

test('the message path carries the path of the public URL, whether a proxy has taken it off or not', async (t) => {
  const at = await startProxy(t, { publicUrl: 'https://mcp.example.com/api/mcp-proxy/', tools });
  for (const path of ['/sse/', '/api/mcp-proxy/sse']) {
    const stream = await connect(at, path);
    const messages = await messagePath(stream);
    t.regex(messages, /^\/api\/mcp-proxy\/messages\?sessionId=/);
    t.is((await post(at, initializeMessage(), {}, messages)).status, 202);
    t.is((await stream.next(1)).event, 'message');
    stream.drop();
  }
});

test('messages are 202, and their answers come on the stream', async (t) => {
  const at = await startProxy(t, { tools });
  const stream = await connect(at);
  const path = await messagePath(stream);
  const accepted = await post(at, initializeMessage('2024-11-05', 'i'), {}, path);
  t.deepEqual([accepted.status, accepted.body], [202, '']);
  t.like(JSON.parse((await stream.next(1)).data), { id: 'i', result: { protocolVersion: '2024-11-05' } });
  await post(at, callMessage(2, 'echo', { value: 'line\none\r\ntwo' }), {}, path);
  t.like(JSON.parse((await stream.next(2)).data), { id: 2, result: { content: [{ text: 'line\none\r\ntwo' }] } });
  stream.drop();
});

test('a missing session is 400, an unknown one 404', async (t) => {
  const at = await startProxy(t);
  t.is((await post(at, initializeMessage(), {}, '/messages')).status, 400);
  t.is((await post(at, initializeMessage(), {}, '/messages?sessionId=')).status, 400);
  t.is((await post(at, initializeMessage(), {}, '/messages?sessionId=unknown')).status, 404);
});

test('T089: messages of another caller are 404, of nobody 401, and the session goes on', async (t) => {
  const at = await startProxy(t, { auth, tools });
  const stream = await connect(at, '/sse', ALICE);
  const path = await messagePath(stream);
  t.is((await post(at, initializeMessage(), BOB, path)).status, 404);
  t.is((await post(at, initializeMessage(), {}, path)).status, 401);
  t.is((await post(at, initializeMessage(), ALICE, path)).status, 202);
  t.is((await stream.next(1)).event, 'message');
  stream.drop();
});

const refused: readonly (readonly [string, Parameters<typeof send>[1], number])[] = [
  ['another media type', { path: '', headers: { 'content-type': 'text/plain' }, body: '{}' }, 415],
  ['no media type', { path: '', body: '{}' }, 415],
  ['no JSON', { path: '', headers: { 'content-type': 'application/json' }, body: '{' }, 400],
  ['no JSON-RPC', { path: '', headers: { 'content-type': 'application/json' }, body: '{}' }, 400],
  [
    'a batch',
    { path: '', headers: { 'content-type': 'application/json' }, body: JSON.stringify([initializeMessage()]) },
    400,
  ],
  [
    'a modern message',
    { path: '', headers: { 'content-type': 'application/json' }, body: JSON.stringify(modernCall(1, 'echo').body) },
    400,
  ],
];

for (const [what, request, status] of refused) {
  test(`${what} on the message endpoint is ${status}, and nothing comes on the stream`, async (t) => {
    const at = await startProxy(t, { tools });
    const stream = await connect(at);
    const path = await messagePath(stream);
    t.is((await send(at, { ...request, method: 'POST', path })).status, status);
    await sleep(30);
    t.is(stream.events().length, 1);
    stream.drop();
  });
}

test('a modern message is refused with its id', async (t) => {
  const at = await startProxy(t, { tools });
  const stream = await connect(at);
  const { body, headers } = modernCall('m', 'echo');
  t.like((await post(at, body, headers, await messagePath(stream))).json, { id: 'm', error: { code: -32600 } });
  stream.drop();
});

test('the session lives as long as the stream: its calls are aborted when it closes', async (t) => {
  let stopped = 0;
  let started = 0;
  const at = await startProxy(t, {
    tools: {
      wait: {
        run: (_args, { signal, disconnected }) => {
          started += 1;
          return new Promise((resolve) => {
            const stop = (): void => {
              stopped += 1;
              resolve(text('stopped'));
            };
            signal.addEventListener('abort', stop, { once: true });
            disconnected?.addEventListener('abort', stop, { once: true });
          });
        },
      },
    },
  });
  const stream = await connect(at);
  const path = await messagePath(stream);
  await post(at, initializeMessage(), {}, path);
  await post(at, callMessage(1, 'wait'), {}, path);
  t.true(await until(() => started === 1));
  t.is(await sessions(at), 1);
  stream.drop();
  t.true(await until(() => stopped === 1));
  t.is(await sessions(at), 0);
  t.is((await post(at, callMessage(2, 'wait'), {}, path)).status, 404);
});

test('a cancelled call is aborted and never answered', async (t) => {
  let aborted = 0;
  const at = await startProxy(t, {
    tools: {
      wait: {
        run: (_args, { signal }) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              aborted += 1;
              resolve(text('stopped'));
            });
          }),
      },
    },
  });
  const stream = await connect(at);
  const path = await messagePath(stream);
  await post(at, initializeMessage(), {}, path);
  await post(at, callMessage(0, 'wait'), {}, path);
  await post(at, { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 0 } }, {}, path);
  t.true(await until(() => aborted === 1));
  await post(at, { jsonrpc: '2.0', id: 1, method: 'ping' }, {}, path);
  t.like(JSON.parse((await stream.next(2)).data), { id: 1 });
  stream.drop();
});

test('comments keep a quiet stream open', async (t) => {
  const at = await startProxy(t, { transports: [sse({ keepAliveInterval: 20 })] });
  const stream = await connect(at);
  t.true(await until(() => stream.text().includes(': keep-alive\n\n')));
  stream.drop();
});

test('T120, F37: a reader that stops reading is cut off with a logged reason, and the session is gone', async (t) => {
  const entries: unknown[] = [];
  const ignore = (): void => undefined;
  const logger = { debug: ignore, info: ignore, error: ignore, warn: (fields: object) => void entries.push(fields) };
  const big = 'x'.repeat(400_000);
  const at = await startProxy(t, { logger, tools: { big: { run: () => text(big) } } });
  const stream = await connect(at);
  const path = await messagePath(stream);
  await post(at, initializeMessage(), {}, path);
  stream.response.pause();
  for (let id = 1; id <= 60 && entries.length === 0; id += 1) await post(at, callMessage(id, 'big'), {}, path);
  t.deepEqual(entries, [{ transport: 'sse', reason: 'queue_full' }]);
  t.is(await sessions(at), 0);
  stream.drop();
});

test('F36: a hundred idle streams cost no session once they are closed', async (t) => {
  const at = await startProxy(t);
  const streams = await Promise.all(Array.from({ length: 100 }, () => connect(at)));
  t.is(await sessions(at), 100);
  for (const stream of streams) stream.drop();
  let left = 100;
  for (let waited = 0; waited < 5000 && left > 0; waited += 20) {
    await sleep(20);
    left = await sessions(at);
  }
  t.is(left, 0);
});

test('streams are capped, for one caller with 429 and for all with 503', async (t) => {
  const at = await startProxy(t, { auth, transports: [sse({ maxSessions: 2, maxSessionsPerPrincipal: 1 })] });
  const first = await connect(at, '/sse', ALICE);
  t.is((await connect(at, '/sse', ALICE)).status, 429);
  const second = await connect(at, '/sse', BOB);
  t.is((await connect(at, '/sse', BOB)).status, 503);
  first.drop();
  second.drop();
});

const methods: readonly (readonly [string, string, number, string | undefined])[] = [
  ['POST', '/sse', 405, 'GET, HEAD, OPTIONS'],
  ['DELETE', '/sse/', 405, 'GET, HEAD, OPTIONS'],
  ['GET', '/messages', 405, 'POST, OPTIONS'],
  ['HEAD', '/sse', 200, undefined],
];

for (const [method, path, status, allow] of methods) {
  test(`${method} ${path} is ${status}`, async (t) => {
    const at = await startProxy(t);
    const answer = await send(at, { method, path });
    t.deepEqual([answer.status, answer.headers.allow], [status, allow]);
  });
}

test('the paths can be changed; equal ones are refused', async (t) => {
  const at = await startProxy(t, { transports: [sse({ path: '/events', messagePath: '/inbox' })] });
  const stream = await connect(at, '/events');
  t.regex(await messagePath(stream), /^\/inbox\?/);
  stream.drop();
  t.throws(() => sse({ path: '/a', messagePath: '/a' }), { code: 'configuration_invalid' });
});
