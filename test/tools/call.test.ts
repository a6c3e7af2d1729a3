import { getEventListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';
import { z } from 'zod';
import { type Backend, CallError, type CallFailure } from '../../src/backend/exchange.js';
import { ConfigurationError, UnknownToolError } from '../../src/errors.js';
import { compileTools } from '../../src/tools/compile-tools.js';
import type { ProgressUpdate } from '../../src/tools/tool-set.js';
import { recordingLogger } from '../helpers/recording-logger.js';
import { json, startRestServer } from '../helpers/rest-server.js';
import { anyone, callTool, failureOf, jsonReply, problemsOf, recordingBackend, textOf } from '../helpers/tools.js';

const get = { method: 'GET', path: '/orders', description: 'Orders.' } as const;
const post = { method: 'POST', path: '/orders', description: 'Order.' } as const;
const signal = new AbortController().signal;

/** A backend that answers after a while, and fails at once when its call is aborted. */
function slowBackend(milliseconds: number) {
  return recordingBackend(async (call) => {
    try {
      await delay(milliseconds, undefined, { signal: call.signal });
    } catch {
      throw new CallError({ code: 'cancelled', message: 'Cancelled.', retryable: true, outcome: 'unknown' });
    }
    return jsonReply({ ok: true });
  });
}

function failing(failure: Partial<CallFailure>): Backend {
  return recordingBackend(() => {
    throw new CallError({
      code: 'not_found',
      message: 'No such order.',
      retryable: false,
      outcome: 'failed',
      ...failure,
    });
  });
}

test('T068: a tool whose scopes the caller lacks is neither listed nor called, like one that does not exist', async (t) => {
  const backend = recordingBackend();
  const tools = compileTools({ open: get, closed: { ...post, scopes: ['orders:write', 'admin'] } }, { backend });
  const principal = { ...anyone, scopes: ['orders:write'] };
  t.deepEqual(
    tools.list(principal).map(({ name }) => name),
    ['open'],
  );
  t.is(tools.list(anyone).length, 2);
  const hidden = await t.throwsAsync(tools.call('closed', {}, { principal, signal }), { instanceOf: UnknownToolError });
  const unknown = await t.throwsAsync(tools.call('clos', {}, { principal, signal }), { instanceOf: UnknownToolError });
  t.is(hidden?.message.replace('closed', 'clos'), unknown?.message);
  t.is(backend.calls.length, 0);
  await tools.call('closed', {}, { principal: { ...anyone, scopes: ['admin', 'orders:write'] }, signal });
  t.is(backend.calls.length, 1);
});

for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
  test(`T112: ${name} is an unknown tool`, async (t) => {
    const tools = compileTools({ orders: get }, { backend: recordingBackend() });
    await t.throwsAsync(tools.call(name, {}, { principal: anyone, signal }), { instanceOf: UnknownToolError });
  });
}

test('everything that governs a call reaches the backend', async (t) => {
  const backend = recordingBackend();
  const credential = () => undefined;
  const endpoint = { ...post, timeout: 70, retry: 'safe', scopes: ['a'], credential } as const;
  await callTool({ tool: endpoint, other: get }, 'tool', {}, { backend });
  const [call] = backend.calls;
  t.like(call, { retry: 'safe', timeout: 70, tool: 'tool', scopes: ['a'], principal: anyone });
  t.is(call?.credential, credential);
  await callTool({ other: get }, 'other', {}, { backend });
  t.like(backend.calls[1], { retry: 'safe', scopes: [] });
  t.false('timeout' in (backend.calls[1] ?? {}));
});

test('F24: a cancel aborts the backend call, whatever its retry class', async (t) => {
  for (const endpoint of [get, post]) {
    const cancel = new AbortController();
    const running = callTool(
      { tool: endpoint },
      'tool',
      {},
      { backend: slowBackend(20_000) },
      { signal: cancel.signal },
    );
    setTimeout(() => cancel.abort(), 20);
    t.like(failureOf(await running), { code: 'cancelled' });
  }
});

test('F24: a client that goes away aborts a safe call', async (t) => {
  const gone = new AbortController();
  const running = callTool({ tool: get }, 'tool', {}, { backend: slowBackend(20_000) }, { disconnected: gone.signal });
  setTimeout(() => gone.abort(), 20);
  t.like(failureOf(await running), { code: 'cancelled' });
});

test('signals that outlive a call keep nothing of it', async (t) => {
  const [cancel, departure] = [new AbortController(), new AbortController()];
  const tools = compileTools({ orders: get }, { backend: recordingBackend() });
  const call = { principal: anyone, signal: cancel.signal, disconnected: departure.signal };
  for (let round = 0; round < 20; round += 1) t.falsy((await tools.call('orders', {}, call)).isError);
  t.is(getEventListeners(cancel.signal, 'abort').length, 0);
  t.is(getEventListeners(departure.signal, 'abort').length, 0);
});

test('F25: a write goes on when its client goes away, and its outcome is logged', async (t) => {
  const gone = new AbortController();
  const logger = recordingLogger();
  const options = { backend: slowBackend(100), logger };
  const running = callTool({ tool: post }, 'tool', {}, options, { disconnected: gone.signal });
  setTimeout(() => gone.abort(), 20);
  t.falsy((await running).isError);
  t.deepEqual(logger.entries, [
    { level: 'info', fields: { tool: 'tool', outcome: 'done' }, message: 'A call ended after its client had gone' },
  ]);
});

test('a call whose client is gone before it is sent is not sent', async (t) => {
  const backend = recordingBackend();
  for (const context of [{ signal: AbortSignal.abort() }, { disconnected: AbortSignal.abort() }]) {
    const result = await callTool({ tool: post }, 'tool', {}, { backend }, context);
    t.deepEqual(failureOf(result), { code: 'cancelled', retryable: true, outcome: 'not_sent' });
  }
  t.is(backend.calls.length, 0);
});

test('a slow call beats: 0 at once, then growing, nothing after the end', async (t) => {
  const updates: ProgressUpdate[] = [];
  const options = { backend: slowBackend(150), progressInterval: 20 };
  await callTool({ tool: get }, 'tool', {}, options, { progress: (update) => updates.push(update) });
  const count = updates.length;
  t.deepEqual(updates[0], { progress: 0, message: 'Waiting for the backend (0 s)' });
  t.true(count >= 3);
  t.true(updates.every(({ progress }, index) => index === 0 || progress > (updates[index - 1]?.progress ?? 0)));
  await delay(60);
  t.is(updates.length, count);
});

test('a progress listener that throws does not end the call', async (t) => {
  const progress = (): never => {
    throw new Error('gone');
  };
  t.falsy((await callTool({ tool: get }, 'tool', {}, { backend: recordingBackend() }, { progress })).isError);
});

test('a failure is told with status, hint, time to wait and outcome, for models and for programs', async (t) => {
  const backend = failing({
    code: 'rate_limited',
    message: 'Too many.',
    hint: 'Slow down.',
    status: 429,
    retryAfter: 7,
    retryable: true,
  });
  const result = await callTool({ tool: get }, 'tool', {}, { backend });
  t.deepEqual(result, {
    content: [{ type: 'text', text: 'Error (HTTP 429, rate_limited): Too many.\nSlow down.\nRetry after 7 s.' }],
    isError: true,
    _meta: {
      'mcp-rest-proxy/error': { code: 'rate_limited', status: 429, retryable: true, outcome: 'failed', retryAfter: 7 },
    },
  });
});

test('an unknown outcome tells the model to check before repeating', async (t) => {
  const backend = failing({ code: 'backend_timeout', message: 'No answer in time.', outcome: 'unknown' });
  t.is(
    textOf(await callTool({ tool: post }, 'tool', {}, { backend })),
    'Error (backend_timeout): No answer in time.\nIt is not known whether the backend carried this out. Do not repeat it blindly: check first whether it took effect.',
  );
});

test('mapError puts a failure into its own words; undefined keeps the default', async (t) => {
  const backend = failing({ status: 404 });
  const mapError = (failure: CallFailure) =>
    failure.status === 404
      ? { code: 'order_gone', message: 'Gone.', retryable: false, outcome: failure.outcome }
      : undefined;
  const mapped = await callTool({ tool: { ...get, mapError } }, 'tool', {}, { backend });
  t.is(textOf(mapped), 'Error (order_gone): Gone.');
  const kept = await callTool({ tool: { ...get, mapError } }, 'tool', {}, { backend: failing({ status: 409 }) });
  t.is(textOf(kept), 'Error (HTTP 409, not_found): No such order.');
});

test('F29: a mapError that throws is logged, and the failure keeps its default words', async (t) => {
  const logger = recordingLogger();
  const mapError = (): never => {
    throw new Error('secret-canary');
  };
  const result = await callTool(
    { tool: { ...get, mapError } },
    'tool',
    {},
    { backend: failing({ status: 404 }), logger },
  );
  t.is(textOf(result), 'Error (HTTP 404, not_found): No such order.');
  t.is(logger.entries[0]?.message, 'The mapError of an endpoint failed');
});

test('F29: whatever a backend throws, the client learns nothing of it', async (t) => {
  const backend = recordingBackend(() => {
    throw new Error('secret-canary');
  });
  const result = await callTool({ tool: post }, 'tool', {}, { backend });
  t.deepEqual(failureOf(result), { code: 'internal_error', retryable: false, outcome: 'unknown' });
  t.false(JSON.stringify(result).includes('secret-canary'));
});

test('a schema that throws fails its call closed', async (t) => {
  const backend = recordingBackend();
  const query = z.object({
    q: z.string().refine(() => {
      throw new Error('secret-canary');
    }),
  });
  const result = await callTool({ tool: { ...get, query } }, 'tool', { q: 'a' }, { backend });
  t.deepEqual(failureOf(result), { code: 'internal_error', retryable: false, outcome: 'not_sent' });
  t.is(backend.calls.length, 0);
});

test('with options instead of a backend the call goes over HTTP, and failures come back with their status', async (t) => {
  const { baseUrl, requests } = await startRestServer(t, json({ error: 'no such order' }, 404));
  const tools = compileTools({ tool: get }, { backend: { baseUrl } });
  t.teardown(() => tools.close());
  const result = await tools.call('tool', undefined, { principal: anyone, signal });
  t.like(failureOf(result), { code: 'not_found', status: 404, outcome: 'failed' });
  t.is(requests.length, 1);
});

test('F19: HTML is a failure unless the map takes it as text', async (t) => {
  const { baseUrl } = await startRestServer(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello</p>');
  });
  const tools = compileTools({ data: get, page: { ...get, acceptHtml: true } }, { backend: { baseUrl } });
  t.teardown(() => tools.close());
  t.like(failureOf(await tools.call('data', {}, { principal: anyone, signal })), { code: 'bad_content_type' });
  t.is(textOf(await tools.call('page', {}, { principal: anyone, signal })), '<p>Hello</p>');
});

test('wrong options are all told at once', (t) => {
  const error = t.throws(
    () => compileTools({ tool: get }, { backend: recordingBackend(), progressInterval: 0, maxResultChars: -1 }),
    { instanceOf: ConfigurationError },
  );
  t.deepEqual(
    error?.problems.map(({ place }) => place),
    ['progressInterval', 'maxResultChars'],
  );
});

test('a schema that the validator cannot take is a mistake of the map, with its place', (t) => {
  const query = { type: 'object', properties: { a: { nullable: true } } };
  t.deepEqual(
    problemsOf(t, () => compileTools({ tool: { ...get, query } }, { backend: recordingBackend() })),
    ['endpoints.tool: has a schema that cannot be compiled: "nullable" cannot be used without "type".'],
  );
});

test('closing the tools closes the backend', async (t) => {
  let closed = 0;
  const backend: Backend = {
    ...recordingBackend(),
    close: async () => {
      closed += 1;
    },
  };
  await compileTools({ tool: get }, { backend }).close();
  t.is(closed, 1);
});
