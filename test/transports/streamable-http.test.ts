import { request as httpRequest } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { apiKey } from '../../src/auth/api-key.js';
import type { AuthStrategy } from '../../src/auth/strategy.js';
import { streamableHttp } from '../../src/transports/streamable-http.js';
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
} from '../helpers/proxy.js';
import { type HandMadeTool, text } from '../helpers/tool-set.js';

const ALICE = { authorization: 'Bearer alice-0123456789abcd' };
const BOB = { authorization: 'Bearer bob-0123456789abcdef' };
const auth = apiKey({ keys: { alice: 'alice-0123456789abcd', bob: 'bob-0123456789abcdef' } });

interface Gate {
  readonly tools: Readonly<Record<string, HandMadeTool>>;
  started: number;
  aborted: number;
  disconnected: number;
  finished: number;
  release(): void;
}

/** Tools of which `wait` runs until it is released or told to stop. */
function gated(): Gate {
  let release = (): void => undefined;
  const gate: Gate = {
    started: 0,
    aborted: 0,
    disconnected: 0,
    finished: 0,
    release: () => release(),
    tools: {
      echo: { run: ({ value }) => text(String(value)) },
      report: {
        run: async (_args, { progress }) => {
          progress?.({ progress: 1, total: 2 });
          await sleep(10);
          progress?.({ progress: 2, total: 2 });
          return text('reported');
        },
      },
      wait: {
        run: (_args, { signal, disconnected }) => {
          gate.started += 1;
          return new Promise((resolve) => {
            const stop = (): void => resolve(text('stopped'));
            signal.addEventListener('abort', () => {
              gate.aborted += 1;
              stop();
            });
            disconnected?.addEventListener('abort', () => {
              gate.disconnected += 1;
              stop();
            });
            release = () => {
              gate.finished += 1;
              resolve(text('released'));
            };
          });
        },
      },
    },
  };
  return gate;
}

async function sessions(t: ExecutionContext, at: { readonly port: number }): Promise<number> {
  const { json } = await send(at, { path: '/health' });
  t.is(typeof json, 'object');
  return (json as { sessions: number }).sessions;
}

function errorOf(json: unknown): unknown {
  return (json as { error?: { code?: unknown } } | undefined)?.error?.code;
}

const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
const note = { jsonrpc: '2.0', method: 'notifications/initialized' };

test('a handshake answers JSON with an unguessable session id, on /mcp and on /mcp/', async (t) => {
  const at = await startProxy(t);
  for (const path of ['/mcp', '/mcp/']) {
    const { status, headers, json } = await post(at, initializeMessage(), {}, path);
    t.is(status, 200);
    t.is(headers['content-type'], 'application/json');
    t.regex(String(headers['mcp-session-id']), /^[A-Za-z0-9_-]{32}$/);
    t.like(json, { id: 0, result: { protocolVersion: '2025-11-25', serverInfo: { name: 'test', version: '1.2.3' } } });
  }
});

for (const version of ['2025-11-25', '2025-06-18', '2025-03-26']) {
  test(`a session of ${version} lists and calls tools`, async (t) => {
    const at = await startProxy(t, { tools: gated().tools });
    const session = { ...(await openSession(at, {}, version)), 'mcp-protocol-version': version };
    t.like((await post(at, list, session)).json, { id: 1, result: { tools: [{ name: 'echo' }] } });
    const { status, json } = await post(at, callMessage('a', 'echo', { value: 'x' }), session);
    t.is(status, 200);
    t.like(json, { id: 'a', result: { content: [{ type: 'text', text: 'x' }] } });
  });
}

test('a notification and a response are 202 without a body', async (t) => {
  const at = await startProxy(t);
  const session = await openSession(at);
  for (const message of [note, { jsonrpc: '2.0', id: 9, result: {} }]) {
    const { status, body } = await post(at, message, session);
    t.deepEqual([status, body], [202, '']);
  }
});

test('an unknown tool is -32602 in band', async (t) => {
  const at = await startProxy(t);
  const { status, json } = await post(at, callMessage(1, 'nothing'), await openSession(at));
  t.is(status, 200);
  t.like(json, { id: 1, error: { code: -32602 } });
});

test('T091: a session that is missing is 400, one that is unknown 404, on every method', async (t) => {
  const at = await startProxy(t);
  const unknown = { 'mcp-session-id': 'x'.repeat(32) };
  const accept = { accept: 'text/event-stream' };
  t.is((await post(at, list)).status, 400);
  t.is((await post(at, list, unknown)).status, 404);
  t.is((await post(at, note, unknown)).status, 404);
  t.is((await send(at, { path: '/mcp', headers: accept })).status, 400);
  t.is((await send(at, { path: '/mcp', headers: { ...accept, ...unknown } })).status, 404);
  t.is((await send(at, { method: 'DELETE', path: '/mcp' })).status, 400);
  t.is((await send(at, { method: 'DELETE', path: '/mcp', headers: unknown })).status, 404);
});

test('errors carry the id of the request', async (t) => {
  const at = await startProxy(t);
  t.like((await post(at, { ...list, id: 'q' })).json, { jsonrpc: '2.0', id: 'q', error: { code: -32000 } });
  t.like((await post(at, { ...list, id: 0 }, { 'mcp-session-id': 'x' })).json, { id: 0, error: { code: -32001 } });
});

test('DELETE ends a session: 204, then 404', async (t) => {
  const at = await startProxy(t);
  const session = await openSession(at);
  t.is((await send(at, { method: 'DELETE', path: '/mcp', headers: session })).status, 204);
  t.is((await post(at, list, session)).status, 404);
  t.is(await sessions(t, at), 0);
});

test('an initialize request with a stale session id opens a new session', async (t) => {
  const at = await startProxy(t);
  const { status, headers } = await post(at, initializeMessage(), { 'mcp-session-id': 'stale' });
  t.is(status, 200);
  t.not(headers['mcp-session-id'], 'stale');
});

test('a version header that is not served is 400, on POST, GET and DELETE', async (t) => {
  const at = await startProxy(t);
  const headers = { ...(await openSession(at)), 'mcp-protocol-version': '1999-01-01' };
  t.is((await post(at, list, headers)).status, 400);
  t.is((await send(at, { path: '/mcp', headers })).status, 400);
  t.is((await send(at, { method: 'DELETE', path: '/mcp', headers })).status, 400);
});

test('the GET stream opens at once; T091: a second one is 409 while the first goes on', async (t) => {
  const at = await startProxy(t, { transports: [streamableHttp({ keepAliveInterval: 20 })] });
  const headers = { ...(await openSession(at)), accept: 'text/event-stream' };
  const stream = await openStream(at, { path: '/mcp', headers });
  t.is(stream.status, 200);
  t.like(stream.headers, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  t.is((await send(at, { path: '/mcp', headers })).status, 409);
  const before = stream.text().length;
  t.true(await until(() => stream.text().length > before), 'the first stream still gets comments');
  stream.drop();
  t.true(await until(() => stream.response.closed), 'the stream is gone');
  await sleep(50);
  const again = await openStream(at, { path: '/mcp', headers });
  t.is(again.status, 200, 'after it has gone another one may come');
  again.drop();
});

test('a GET that does not want a stream is 406', async (t) => {
  const at = await startProxy(t);
  const headers = { ...(await openSession(at)), accept: 'text/html' };
  t.is((await send(at, { path: '/mcp', headers })).status, 406);
});

test('batches are answered as arrays in 2025-03-26 and refused later', async (t) => {
  const at = await startProxy(t, { tools: gated().tools });
  const batch = [callMessage(1, 'echo', { value: 'a' }), note, callMessage(2, 'echo', { value: 'b' })];
  const old = await openSession(at, {}, '2025-03-26');
  const answer = (await post(at, batch, old)).json as { id: number }[];
  t.deepEqual(answer.map(({ id }) => id).sort(), [1, 2]);
  t.is((await post(at, [note, note], old)).status, 202);
  const newer = await openSession(at, {}, '2025-11-25');
  const refused = await post(at, batch, newer);
  t.deepEqual([refused.status, errorOf(refused.json)], [400, -32600]);
  const named = await post(at, batch, { ...newer, 'mcp-protocol-version': '2025-11-25' });
  t.deepEqual([named.status, errorOf(named.json)], [400, -32600]);
  t.is((await post(at, [], old)).status, 400);
});

test('a batch with progress is streamed whole', async (t) => {
  const at = await startProxy(t, { tools: gated().tools });
  const session = await openSession(at, {}, '2025-03-26');
  const batch = [callMessage(1, 'echo', { value: 'a' }), callMessage(2, 'report', {}, { progressToken: 'p' })];
  const stream = await postStream(at, batch, session);
  await stream.ended;
  const ids = stream.events().map(({ data }) => (JSON.parse(data) as { id?: number }).id);
  t.deepEqual(ids.filter((id) => id !== undefined).sort(), [1, 2]);
});

test('a request id in use is 400, and the running call is not touched', async (t) => {
  const gate = gated();
  const at = await startProxy(t, { tools: gate.tools });
  const session = await openSession(at);
  const running = post(at, callMessage(7, 'wait'), session);
  t.true(await until(() => gate.started === 1));
  const second = await post(at, callMessage(7, 'echo', { value: 'x' }), session);
  t.deepEqual([second.status, errorOf(second.json)], [400, -32600]);
  gate.release();
  t.like((await running).json, { id: 7, result: { content: [{ text: 'released' }] } });
});

for (const id of [5, 0, '', 'five']) {
  test(`T093: a cancelled call with id ${JSON.stringify(id)} is aborted and its POST is ended`, async (t) => {
    const gate = gated();
    const at = await startProxy(t, { tools: gate.tools });
    const session = await openSession(at);
    const running = post(at, callMessage(id, 'wait'), session);
    t.true(await until(() => gate.started === 1));
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } };
    t.is((await post(at, cancel, session)).status, 202);
    const { status, body } = await running;
    t.deepEqual([status, body], [200, '']);
    t.true(await until(() => gate.aborted === 1));
    t.like((await post(at, callMessage(id, 'echo', { value: 'next' }), session)).json, {
      id,
      result: { content: [{ text: 'next' }] },
    });
  });
}

test('F26: a cancellation of nothing is ignored', async (t) => {
  const at = await startProxy(t);
  const session = await openSession(at);
  for (const requestId of [0, 'unknown', 42]) {
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } };
    t.is((await post(at, cancel, session)).status, 202);
  }
  t.is((await post(at, list, session)).status, 200);
});

test('F24, F25: a legacy client that leaves is no cancellation: its call is told, and its session lives on', async (t) => {
  const gate = gated();
  const at = await startProxy(t, { tools: gate.tools, transports: [streamableHttp({ keepAliveInterval: 10 })] });
  const session = await openSession(at);
  const stream = await postStream(at, callMessage(1, 'wait'), session);
  t.true(await until(() => gate.started === 1));
  stream.drop();
  t.true(await until(() => gate.disconnected === 1));
  t.is(gate.aborted, 0);
  t.is((await post(at, callMessage(1, 'echo', { value: 'again' }), session)).status, 200, 'the id is free again');
  t.is((await post(at, list, session)).status, 200, 'the session lives on');
});

test('a call that has been answered is not told that its client has gone', async (t) => {
  const gate = gated();
  const at = await startProxy(t, { tools: gate.tools });
  const session = await openSession(at);
  const running = post(at, callMessage(1, 'wait'), session);
  t.true(await until(() => gate.started === 1));
  gate.release();
  t.is((await running).status, 200);
  await sleep(30);
  t.deepEqual([gate.aborted, gate.disconnected], [0, 0]);
});

test('progress is streamed before the response, on one stream, which then ends', async (t) => {
  const at = await startProxy(t, { tools: gated().tools });
  const session = await openSession(at);
  const stream = await postStream(at, callMessage(3, 'report', {}, { progressToken: 'p' }), session);
  t.is(stream.headers['content-type'], 'text/event-stream');
  await stream.ended;
  const messages = stream.events().map(({ data }) => JSON.parse(data) as Record<string, unknown>);
  t.like(messages.at(0), { method: 'notifications/progress', params: { progressToken: 'p', progress: 1 } });
  t.like(messages.at(-1), { id: 3, result: { content: [{ text: 'reported' }] } });
});

test('a client that reads JSON only gets JSON, without the progress', async (t) => {
  const at = await startProxy(t, { tools: gated().tools });
  const session = await openSession(at);
  const call = callMessage(3, 'report', {}, { progressToken: 'p' });
  const { headers, json } = await post(at, call, { ...session, accept: 'application/json' });
  t.is(headers['content-type'], 'application/json');
  t.like(json, { id: 3, result: { content: [{ text: 'reported' }] } });
});

test('a client that reads streams only gets a stream', async (t) => {
  const at = await startProxy(t, { tools: gated().tools });
  const session = { ...(await openSession(at)), accept: 'text/event-stream' };
  const { headers, body } = await post(at, callMessage(3, 'echo', { value: 'x' }), session);
  t.is(headers['content-type'], 'text/event-stream');
  t.regex(body, /^data: \{.*"id":3.*\}\n\n$/);
});

test('a client that reads neither is 406', async (t) => {
  const at = await startProxy(t);
  t.is((await post(at, initializeMessage(), { accept: 'text/html' })).status, 406);
});

test('a slow call is kept open with comments', async (t) => {
  const gate = gated();
  const at = await startProxy(t, { tools: gate.tools, transports: [streamableHttp({ keepAliveInterval: 20 })] });
  const session = await openSession(at);
  const stream = await postStream(at, callMessage(1, 'wait'), session);
  t.true(await until(() => stream.text().includes(': keep-alive')));
  gate.release();
  await stream.ended;
  t.like(JSON.parse(stream.events()[0]?.data ?? ''), { id: 1, result: { content: [{ text: 'released' }] } });
});

test('T092: clients with the same request ids get their own answers', async (t) => {
  const at = await startProxy(t, { tools: gated().tools });
  const open = await Promise.all(Array.from({ length: 20 }, () => openSession(at)));
  const calls = open.flatMap((session, client) =>
    [0, 1, 2, 3, 4].map(async (id) => {
      const marker = `client ${client} call ${id}`;
      const { json } = await post(at, callMessage(id, 'echo', { value: marker }), session);
      return (json as { result: { content: { text: string }[] } }).result.content[0]?.text === marker;
    }),
  );
  t.deepEqual(new Set(await Promise.all(calls)), new Set([true]));
});

test('T088: session ids are long, visible and never alike', async (t) => {
  const at = await startProxy(t);
  const ids = await Promise.all(
    Array.from({ length: 200 }, async () => String((await post(at, initializeMessage())).headers['mcp-session-id'])),
  );
  t.is(new Set(ids).size, 200);
  t.true(ids.every((id) => /^[\x21-\x7e]{32,}$/.test(id)));
  t.true(new Set(ids.map((id) => id.slice(0, 2))).size > 50, 'no shared prefix');
});

test("T089: somebody else's session looks like none, and is not touched", async (t) => {
  const at = await startProxy(t, { auth, tools: gated().tools });
  const session = await openSession(at, ALICE);
  const stolen = { ...session, ...BOB };
  t.is((await post(at, list, stolen)).status, 404);
  t.is((await send(at, { path: '/mcp', headers: { ...stolen, accept: 'text/event-stream' } })).status, 404);
  t.is((await send(at, { method: 'DELETE', path: '/mcp', headers: stolen })).status, 404);
  const { authorization: _, ...nobody } = session;
  t.is((await post(at, list, nobody)).status, 401);
  t.is((await post(at, list, session)).status, 200);
});

test('T090: a session is bound to who is calling, not to the key that was sent', async (t) => {
  const rotated = apiKey({
    keys: [
      { name: 'alice', key: 'first-0123456789abcd' },
      { name: 'alice', key: 'second-0123456789abc' },
    ],
  });
  const at = await startProxy(t, { auth: rotated });
  const session = await openSession(at, { authorization: 'Bearer first-0123456789abcd' });
  t.is((await post(at, list, { ...session, authorization: 'Bearer second-0123456789abc' })).status, 200);
});

test('T068: a session loses what the newest credential does not grant', async (t) => {
  const scoped = apiKey({
    keys: [
      { name: 'alice', key: 'wide-0123456789abcdef', scopes: ['write'] },
      { name: 'alice', key: 'narrow-0123456789abcd', scopes: [] },
    ],
  });
  const at = await startProxy(t, { auth: scoped, tools: { read: {}, write: { scopes: ['write'] } } });
  const wide = await openSession(at, { authorization: 'Bearer wide-0123456789abcdef' });
  const narrow = { ...wide, authorization: 'Bearer narrow-0123456789abcd' };
  t.like((await post(at, callMessage(1, 'write'), wide)).json, { result: { content: [{ text: 'write' }] } });
  t.like((await post(at, callMessage(2, 'write'), narrow)).json, { error: { code: -32602 } });
  t.like((await post(at, list, narrow)).json, { result: { tools: [{ name: 'read' }] } });
});

test('T095: idle sessions are closed, also while others are in use', async (t) => {
  const at = await startProxy(t, { transports: [streamableHttp({ sessionIdleTimeout: 3000 })] });
  const used = await openSession(at);
  const stream = await openStream(at, { path: '/mcp', headers: { ...used, accept: 'text/event-stream' } });
  const abandoned = await Promise.all(Array.from({ length: 20 }, () => openSession(at)));
  t.true((await sessions(t, at)) > 1);
  for (let waited = 0; waited < 8000 && (await sessions(t, at)) > 1; waited += 100) await sleep(100);
  t.is(await sessions(t, at), 1, 'an open stream keeps its session');
  t.is((await post(at, list, abandoned[0])).status, 404);
  stream.drop();
  for (let waited = 0; waited < 8000 && (await sessions(t, at)) > 0; waited += 100) await sleep(100);
  t.is(await sessions(t, at), 0);
});

test('T095: sessions are capped, for one caller with 429 and for all with 503', async (t) => {
  const transports = [streamableHttp({ maxSessions: 3, maxSessionsPerPrincipal: 2 })];
  const at = await startProxy(t, { auth, transports });
  const first = await openSession(at, ALICE);
  await openSession(at, ALICE);
  const third = await post(at, initializeMessage(), ALICE);
  t.is(third.status, 429);
  t.is(third.headers['retry-after'], '30');
  t.is(third.headers['mcp-session-id'], undefined);
  await openSession(at, BOB);
  t.is((await post(at, initializeMessage(), BOB)).status, 503);
  await send(at, { method: 'DELETE', path: '/mcp', headers: first });
  t.is((await post(at, initializeMessage(), ALICE)).status, 200, 'a closed session makes room');
});

test('a refused handshake leaves no session behind', async (t) => {
  const at = await startProxy(t);
  const { headers, json } = await post(at, { jsonrpc: '2.0', id: 0, method: 'initialize', params: {} });
  t.like(json, { id: 0, error: { code: -32602 } });
  t.is(headers['mcp-session-id'], undefined);
  t.is(await sessions(t, at), 0);
});

const unreadable: readonly (readonly [string, unknown, number, number])[] = [
  ['no JSON-RPC', {}, 400, -32600],
  ['an id of null', { jsonrpc: '2.0', id: null, method: 'ping' }, 400, -32600],
  ['an id of a fraction', { jsonrpc: '2.0', id: 1.5, method: 'ping' }, 400, -32600],
  ['another version', { jsonrpc: '1.0', id: 1, method: 'ping' }, 400, -32600],
  ['params of an array', { jsonrpc: '2.0', id: 1, method: 'ping', params: [1] }, 400, -32600],
  ['a text', 'hello', 400, -32600],
  ['null', null, 400, -32600],
];

for (const [what, body, status, code] of unreadable) {
  test(`a body that is ${what} is ${status} with ${code}`, async (t) => {
    const at = await startProxy(t);
    const answer = await post(at, body, await openSession(at));
    t.deepEqual([answer.status, errorOf(answer.json)], [status, code]);
  });
}

test('2026-07-28: a call needs no session, gets none, and is answered with JSON', async (t) => {
  const at = await startProxy(t, { tools: gated().tools });
  const { body, headers } = modernCall(1, 'echo', { value: 'x' });
  const answer = await post(at, body, { ...headers, 'mcp-session-id': 'ignored' });
  t.is(answer.status, 200);
  t.is(answer.headers['content-type'], 'application/json');
  t.is(answer.headers['mcp-session-id'], undefined);
  t.like(answer.json, { id: 1, result: { resultType: 'complete', content: [{ text: 'x' }] } });
  t.is(await sessions(t, at), 0);
});

test('2026-07-28: progress is streamed before the response', async (t) => {
  const at = await startProxy(t, { tools: gated().tools });
  const { body, headers } = modernCall(4, 'report', {}, { progressToken: 9 });
  const stream = await postStream(at, body, headers);
  t.like(stream.headers, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  await stream.ended;
  const messages = stream.events().map(({ data }) => JSON.parse(data) as Record<string, unknown>);
  t.like(messages.at(0), { method: 'notifications/progress', params: { progressToken: 9 } });
  t.like(messages.at(-1), { id: 4, result: { resultType: 'complete' } });
});

test('F24, 2026-07-28: leaving stops the call', async (t) => {
  const gate = gated();
  const at = await startProxy(t, { tools: gate.tools, transports: [streamableHttp({ keepAliveInterval: 10 })] });
  const { body, headers } = modernCall(1, 'wait');
  const stream = await postStream(at, body, headers);
  t.true(await until(() => gate.started === 1));
  stream.drop();
  t.true(await until(() => gate.aborted + gate.disconnected === 1));
});

const modernRefusals: readonly (readonly [
  string,
  (call: ReturnType<typeof modernCall>) => [object, Record<string, string>],
  number,
  number,
])[] = [
  [
    'an unknown method',
    ({ body, headers }) => [
      { ...body, method: 'no/such' },
      { ...headers, 'mcp-method': 'no/such' },
    ],
    404,
    -32601,
  ],
  [
    'ping',
    ({ body, headers }) => [
      { ...body, method: 'ping' },
      { ...headers, 'mcp-method': 'ping' },
    ],
    404,
    -32601,
  ],
  ['a header that is not the body', ({ body, headers }) => [body, { ...headers, 'mcp-name': 'other' }], 400, -32020],
  ['a missing header', ({ body, headers: { 'mcp-method': _, ...rest } }) => [body, rest], 400, -32020],
  ['a batch', ({ body, headers }) => [[body], headers], 400, -32600],
  [
    'no claim under a modern header',
    ({ headers }) => [
      { ...list, id: 7 },
      { ...headers, 'mcp-method': 'tools/list' },
    ],
    400,
    -32602,
  ],
  ['an unknown tool', () => Object.values(modernCall(7, 'nothing')) as [object, Record<string, string>], 200, -32602],
];

for (const [what, make, status, code] of modernRefusals) {
  test(`T101, 2026-07-28: ${what} is ${status} with ${code}`, async (t) => {
    const at = await startProxy(t, { tools: gated().tools });
    const [body, headers] = make(modernCall(7, 'echo', { value: 'x' }));
    const answer = await post(at, body, headers);
    t.deepEqual([answer.status, errorOf(answer.json)], [status, code]);
    if (!Array.isArray(body)) t.like(answer.json, { id: 7 });
  });
}

test('2026-07-28: a notification is 202', async (t) => {
  const at = await startProxy(t);
  const { status, body } = await post(at, note, { 'mcp-protocol-version': '2026-07-28' });
  t.deepEqual([status, body], [202, '']);
});

test('both eras are served at once, chosen by each request', async (t) => {
  const at = await startProxy(t, { tools: gated().tools });
  const session = await openSession(at);
  const modern = modernCall(1, 'echo', { value: 'new' });
  const [one, two] = await Promise.all([
    post(at, callMessage(1, 'echo', { value: 'old' }), session),
    post(at, modern.body, modern.headers),
  ]);
  t.like(one.json, { result: { content: [{ text: 'old' }] } });
  t.like(two.json, { result: { content: [{ text: 'new' }], resultType: 'complete' } });
});

test('a client that leaves while it is authenticated holds neither session nor stream', async (t) => {
  let asked = 0;
  let release = (): void => undefined;
  const slow: AuthStrategy = {
    name: 'slow',
    async authenticate({ headers }) {
      if (headers['x-slow'] !== undefined) {
        asked += 1;
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      }
      return { subject: 's', issuer: 'i', scopes: 'all', claims: {} };
    },
  };
  const at = await startProxy(t, { auth: slow });
  const session = await openSession(at);
  const get = { path: '/mcp', headers: { ...session, accept: 'text/event-stream' } };
  const leaving = httpRequest({ host: '127.0.0.1', port: at.port, ...get, headers: { ...get.headers, 'x-slow': '1' } });
  leaving.on('error', () => undefined).end();
  t.true(await until(() => asked === 1));
  leaving.destroy();
  await sleep(50);
  release();
  await sleep(50);
  const stream = await openStream(at, get);
  t.is(stream.status, 200);
  stream.drop();
});

test('methods that are not served are 405 with Allow; a HEAD probe is too', async (t) => {
  const at = await startProxy(t);
  for (const method of ['PUT', 'PATCH', 'HEAD']) {
    const { status, headers } = await send(at, { method, path: '/mcp' });
    t.deepEqual([status, headers.allow], [405, 'GET, POST, DELETE, OPTIONS']);
  }
});

for (const options of [{ path: 'mcp' }, { path: '/m c p' }, { sessionIdleTimeout: 0 }, { maxSessions: 1.5 }]) {
  test(`refuses ${JSON.stringify(options)} at construction`, (t) => {
    t.throws(() => streamableHttp(options), { code: 'configuration_invalid' });
  });
}

test('T094: Last-Event-ID replays nothing, neither of another session nor of one that is gone', async (t) => {
  const at = await startProxy(t, { auth, tools: gated().tools });
  const victim = await openSession(at, ALICE);
  const theirs = await postStream(at, callMessage(5, 'report', {}, { progressToken: 1 }), victim);
  await theirs.ended;
  t.true(theirs.text().includes('reported'));
  const thief = { ...(await openSession(at, BOB)), accept: 'text/event-stream' };
  for (const id of ['5', '0', '1', victim['mcp-session-id'] ?? 'none']) {
    const stream = await openStream(at, { path: '/mcp', headers: { ...thief, 'last-event-id': id } });
    t.is(stream.status, 200);
    await sleep(60);
    t.deepEqual(stream.events(), []);
    stream.drop();
    t.true(await until(() => stream.response.closed));
    await sleep(30);
  }
});

test('T097: state of another exchange, handed in with a call, is neither accepted nor acted on', async (t) => {
  const at = await startProxy(t, { tools: gated().tools });
  const { body, headers } = modernCall(6, 'echo', { value: 'own' });
  const { params, ...message } = body as { params: object };
  const smuggled = { ...params, requestState: 'of-somebody-else', inputResponses: { x: { action: 'accept' } } };
  const { status, json } = await post(at, { ...message, params: smuggled }, headers);
  t.is(status, 200);
  t.like(json, { id: 6, result: { resultType: 'complete', content: [{ text: 'own' }] } });
  t.false(JSON.stringify(json).includes('of-somebody-else'));
});
