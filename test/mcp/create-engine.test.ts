import test from 'ava';
import { createEngine } from '../../src/mcp/create-engine.js';
import type { JsonRpcMessage } from '../../src/mcp/engine.js';
import type { ToolCallContext } from '../../src/tools/tool-set.js';
import { openLegacyPeer, openModernPeer, settle, waitFor, withEnvelope } from '../helpers/engine-peer.js';
import { recordingLogger } from '../helpers/recording-logger.js';
import { type HandMadeTool, handMadeToolSet, principal, readOnly, text } from '../helpers/tool-set.js';

function engineOf(tools: Record<string, HandMadeTool>, options: { pageSize?: number; cacheTtlMs?: number } = {}) {
  const logger = recordingLogger();
  const engine = createEngine({ name: 'orders', version: '1.2.3', tools: handMadeToolSet(tools), logger, ...options });
  return { engine, logger };
}

function resultOf(message: JsonRpcMessage): Record<string, unknown> {
  return { ...Object(message.result) };
}

function namesOf(message: JsonRpcMessage): unknown[] {
  const { tools } = resultOf(message);
  return Array.isArray(tools) ? tools.map((tool) => Object(tool).name) : [];
}

/** A tool that keeps its context and runs until it is told to end. */
function heldTool() {
  const contexts: ToolCallContext[] = [];
  const finish: (() => void)[] = [];
  const tool: HandMadeTool = {
    run: (_args, context) => {
      contexts.push(context);
      return new Promise((resolve) => finish.push(() => resolve(text('done'))));
    },
  };
  return { tool, contexts, finish: () => finish.forEach((end) => void end()) };
}

const full: HandMadeTool = {
  title: 'Get order',
  description: 'Fetch one order.',
  inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  outputSchema: { type: 'object', properties: { id: { type: 'string' } } },
  run: (args) => ({ content: [{ type: 'text', text: String(args.id) }], structuredContent: { id: args.id } }),
};

test('initialize tells name, version, capabilities without listChanged, and agrees on the revision', async (t) => {
  const { engine } = engineOf({ a: {} });
  for (const version of ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25']) {
    const scripted = await openLegacyPeer(engine, { version });
    t.is(scripted.peer.protocolVersion(), version);
  }
  const scripted = await openLegacyPeer(engine);
  const params = { protocolVersion: '2026-07-28', capabilities: {}, clientInfo: { name: 'c', version: '1' } };
  t.deepEqual(resultOf(await scripted.ask(1, 'initialize', params)), {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'orders', version: '1.2.3' },
  });
});

test('title and instructions are published when given', async (t) => {
  const tools = handMadeToolSet({ a: {} });
  const more = { title: 'Orders', instructions: 'Ask before deleting.' };
  const engine = createEngine({ name: 'orders', version: '1', tools, logger: recordingLogger(), ...more });
  const discovered = resultOf(await (await openModernPeer(engine)).ask(1, 'server/discover'));
  t.is(discovered.instructions, 'Ask before deleting.');
  t.deepEqual(Object(discovered._meta)['io.modelcontextprotocol/serverInfo'], {
    name: 'orders',
    version: '1',
    title: 'Orders',
  });
});

test('tools/list publishes everything but the scopes, in the order of the map', async (t) => {
  const { engine } = engineOf({ zebra: full, apple: { scopes: ['orders:read'] } });
  const scripted = await openLegacyPeer(engine);
  t.deepEqual(resultOf(await scripted.ask(1, 'tools/list')), {
    tools: [
      {
        name: 'zebra',
        title: 'Get order',
        description: 'Fetch one order.',
        inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
        outputSchema: { type: 'object', properties: { id: { type: 'string' } } },
        annotations: readOnly,
      },
      {
        name: 'apple',
        description: 'Does apple.',
        inputSchema: { type: 'object', properties: {} },
        annotations: readOnly,
      },
    ],
  });
});

test('the stateless era adds resultType, serverInfo, ttlMs and cacheScope', async (t) => {
  const scripted = await openModernPeer(engineOf({ a: full }, { cacheTtlMs: 5000 }).engine);
  const serverInfo = { 'io.modelcontextprotocol/serverInfo': { name: 'orders', version: '1.2.3' } };
  const listed = resultOf(await scripted.ask(1, 'tools/list'));
  t.like(listed, { resultType: 'complete', ttlMs: 5000, cacheScope: 'public', _meta: serverInfo });
  t.deepEqual(resultOf(await scripted.ask(2, 'tools/call', { name: 'a', arguments: { id: '42' } })), {
    content: [{ type: 'text', text: '42' }],
    structuredContent: { id: '42' },
    resultType: 'complete',
    _meta: serverInfo,
  });
});

test('server/discover names the modern versions, and is cacheable by all', async (t) => {
  const scripted = await openModernPeer(engineOf({ a: { scopes: ['x'] } }).engine);
  t.like(resultOf(await scripted.ask(1, 'server/discover')), {
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: {} },
    ttlMs: 60_000,
    cacheScope: 'public',
  });
});

test('T096: the list is private as soon as one tool needs a scope, and never has cache fields in the legacy era', async (t) => {
  const { engine } = engineOf({ open: {}, closed: { scopes: ['x'] } });
  t.is(resultOf(await (await openModernPeer(engine)).ask(1, 'tools/list')).cacheScope, 'private');
  t.deepEqual(Object.keys(resultOf(await (await openLegacyPeer(engine)).ask(1, 'tools/list'))), ['tools']);
});

test('two principals see different lists, and a hidden tool is answered like one that does not exist', async (t) => {
  const { engine } = engineOf({ read: {}, write: { scopes: ['orders:write'] } });
  const reader = principal('reader', ['orders:read']);
  const writer = principal('writer', ['orders:write', 'more']);
  for (const open of [
    (caller = reader) => openModernPeer(engine, caller),
    (caller = reader) => openLegacyPeer(engine, { caller }),
  ]) {
    const asReader = await open();
    t.deepEqual(namesOf(await asReader.ask(1, 'tools/list')), ['read']);
    t.deepEqual(namesOf(await (await open(writer)).ask(1, 'tools/list')), ['read', 'write']);
    t.deepEqual(await asReader.ask(2, 'tools/call', { name: 'write' }), {
      jsonrpc: '2.0',
      id: 2,
      error: { code: -32602, message: 'Unknown tool: "write"' },
    });
    t.deepEqual((await asReader.ask(3, 'tools/call', { name: 'wrote' })).error, {
      code: -32602,
      message: 'Unknown tool: "wrote"',
    });
  }
});

test('pages follow each other by cursor, and a cursor we never gave is -32602', async (t) => {
  const tools = { a: {}, b: {}, c: {}, hidden: { scopes: ['x'] }, d: {} };
  const scripted = await openLegacyPeer(engineOf(tools, { pageSize: 2 }).engine, { caller: principal('p', []) });
  const first = await scripted.ask(1, 'tools/list');
  t.deepEqual(namesOf(first), ['a', 'b']);
  const second = await scripted.ask(2, 'tools/list', { cursor: resultOf(first).nextCursor });
  t.deepEqual([namesOf(second), resultOf(second).nextCursor], [['c', 'd'], undefined]);
  for (const cursor of ['', 'nonsense', Buffer.from('hidden').toString('base64url'), 5, null]) {
    t.is((await scripted.ask(`bad ${cursor}`, 'tools/list', { cursor })).error?.code, -32602);
  }
});

test('missing arguments are an empty object, and a result with isError is a result', async (t) => {
  const run: HandMadeTool['run'] = (args) => ({ ...text(JSON.stringify(args)), isError: true });
  const scripted = await openLegacyPeer(engineOf({ fail: { run } }).engine);
  t.deepEqual(resultOf(await scripted.ask(1, 'tools/call', { name: 'fail' })), {
    content: [{ type: 'text', text: '{}' }],
    isError: true,
  });
});

for (const [title, params] of [
  ['no name', {}],
  ['a name that is a number', { name: 5 }],
  ['arguments that are an array', { name: 'a', arguments: [] }],
] as const) {
  test(`tools/call with ${title} is -32602, without the validator's text`, async (t) => {
    const { engine, logger } = engineOf({ a: {} });
    for (const scripted of [await openLegacyPeer(engine), await openModernPeer(engine)]) {
      t.deepEqual((await scripted.ask(1, 'tools/call', params)).error, {
        code: -32602,
        message: 'Invalid params of tools/call',
      });
    }
    t.deepEqual(logger.entries, []);
  });
}

test('T102: only the member of exactly that name is read', async (t) => {
  const scripted = await openLegacyPeer(engineOf({ a: {}, b: {} }).engine);
  t.deepEqual(
    resultOf(await scripted.ask(1, 'tools/call', { name: 'a', Name: 'b', NAME: 'b' })).content,
    text('a').content,
  );
  t.is((await scripted.ask(2, 'tools/call', { Name: 'b' })).error?.code, -32602);
});

test('unknown methods are -32601, sent before receive returns', async (t) => {
  const { engine } = engineOf({ a: {} });
  const modern = await openModernPeer(engine);
  modern.request(1, 'resources/list');
  modern.request(2, 'initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'c', version: '1' },
  });
  modern.request(3, 'ping');
  t.deepEqual(
    modern.sent.map(({ message, related }) => [message.id, message.error?.code, related]),
    [
      [1, -32601, 1],
      [2, -32601, 2],
      [3, -32601, 3],
    ],
  );
  const legacy = await openLegacyPeer(engine);
  legacy.request(4, 'server/discover');
  t.is(legacy.sent[0]?.message.error?.code, -32601);
  t.deepEqual(resultOf(await legacy.ask(5, 'ping')), {});
});

test('a modern request without its envelope is -32602, sent before receive returns', async (t) => {
  const { peer, sent } = await openModernPeer(engineOf({ a: {} }).engine);
  peer.receive({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
  t.is(sent[0]?.message.error?.code, -32602);
});

test('T123: nothing of an unexpected exception reaches the client, in any of its members', async (t) => {
  const canary = 'canary-10.0.0.7-hunter2';
  const thrown = [
    Object.assign(new Error(canary), { code: -32001, data: { canary } }),
    Object.assign(new TypeError(canary), { code: canary, cause: new Error(canary) }),
    canary,
    undefined,
    { message: canary, code: 7, data: canary },
  ];
  for (const error of thrown) {
    const { engine, logger } = engineOf({ broken: { run: () => Promise.reject(error) } });
    for (const scripted of [await openLegacyPeer(engine), await openModernPeer(engine)]) {
      const answer = await scripted.ask(1, 'tools/call', { name: 'broken' });
      t.deepEqual(answer.error, { code: -32603, message: 'Internal error' });
    }
    t.deepEqual(
      logger.entries.map(({ level, fields }) => [level, fields.tool, fields.error]),
      [
        ['error', 'broken', error],
        ['error', 'broken', error],
      ],
    );
  }
});

test('T123: a result that does not fit the protocol is -32603, without the validator’s text', async (t) => {
  const run = () => ({ content: JSON.parse('[{"type":"canary","secret":"canary"}]') });
  const { engine, logger } = engineOf({ odd: { run } });
  for (const scripted of [await openLegacyPeer(engine), await openModernPeer(engine)]) {
    const answer = await scripted.ask(1, 'tools/call', { name: 'odd' });
    t.deepEqual(answer.error, { code: -32603, message: 'Internal error' });
  }
  t.deepEqual(
    logger.entries.map(({ level }) => level),
    ['error', 'error'],
  );
});

test('T123: bad params of initialize are -32602, without the validator’s text', async (t) => {
  const scripted = await openLegacyPeer(engineOf({ a: {} }).engine);
  t.deepEqual((await scripted.ask(1, 'initialize', { protocolVersion: 5 })).error, {
    code: -32602,
    message: 'Invalid params of initialize',
  });
});

test('progress goes to the stream of its request, grows strictly, and ends with the response', async (t) => {
  let late: ToolCallContext['progress'];
  const run: HandMadeTool['run'] = (_args, { progress }) => {
    for (const value of [0, 0, 50, 20, Number.NaN, 100])
      progress?.({ progress: value, total: 100, message: `${value}` });
    late = progress;
    return text('done');
  };
  const { engine } = engineOf({ slow: { run } });
  for (const scripted of [await openLegacyPeer(engine), await openModernPeer(engine)]) {
    await scripted.ask(7, 'tools/call', { name: 'slow', _meta: { progressToken: 'p1' } });
    late?.({ progress: 200 });
    await settle();
    t.deepEqual(
      scripted.sent.map(({ message, related }) => [related, message.method, Object(message.params).progress]),
      [
        [7, 'notifications/progress', 0],
        [7, 'notifications/progress', 50],
        [7, 'notifications/progress', 100],
        [7, undefined, undefined],
      ],
    );
    t.deepEqual(scripted.sent[1]?.message.params, { progressToken: 'p1', progress: 50, total: 100, message: '50' });
  }
});

test('progress token 0 counts, and without a token there is no progress', async (t) => {
  const { tool, contexts, finish } = heldTool();
  const scripted = await openLegacyPeer(engineOf({ slow: tool }).engine);
  scripted.request(1, 'tools/call', { name: 'slow', _meta: { progressToken: 0 } });
  scripted.request(2, 'tools/call', { name: 'slow' });
  await waitFor(() => contexts[1]);
  t.deepEqual(
    contexts.map(({ progress }) => typeof progress),
    ['function', 'undefined'],
  );
  finish();
  await scripted.answer(2);
});

for (const id of [0, '', 1, 'x']) {
  test(`T093: the call with id ${JSON.stringify(id)} can be cancelled, and another be answered`, async (t) => {
    const { tool, contexts, finish } = heldTool();
    const scripted = await openLegacyPeer(engineOf({ slow: tool }).engine);
    t.deepEqual(resultOf(await scripted.ask(id, 'ping')), {});
    scripted.request(id, 'tools/call', { name: 'slow', _meta: { progressToken: 1 } });
    const context = await waitFor(() => contexts[0]);
    scripted.notify('notifications/cancelled', { requestId: id, reason: 'enough' });
    await waitFor(() => context.signal.aborted || undefined);
    t.false(context.disconnected?.aborted);
    context.progress?.({ progress: 1 });
    finish();
    await settle();
    t.is(scripted.sent.length, 1, 'a cancelled request is never answered');
  });
}

test('F26: a cancellation of an unknown or finished request changes nothing', async (t) => {
  const { tool, contexts, finish } = heldTool();
  const { engine, logger } = engineOf({ slow: tool, quick: {} });
  const scripted = await openLegacyPeer(engine);
  await scripted.ask(1, 'tools/call', { name: 'quick' });
  scripted.request(2, 'tools/call', { name: 'slow' });
  const context = await waitFor(() => contexts[0]);
  for (const requestId of [1, 99, '2', 'nobody', undefined]) scripted.notify('notifications/cancelled', { requestId });
  await settle();
  t.false(context.signal.aborted);
  finish();
  t.deepEqual(resultOf(await scripted.answer(2)).content, text('done').content);
  t.deepEqual(
    logger.entries.filter(({ level }) => level !== 'debug'),
    [],
  );
});

test('F25: closing a peer tells running calls that the client is gone, not that they are cancelled', async (t) => {
  const { engine } = engineOf({});
  t.truthy(engine);
  for (const open of [openLegacyPeer, openModernPeer]) {
    const { tool, contexts, finish } = heldTool();
    const { engine: held, logger } = engineOf({ slow: tool });
    const scripted = await open(held);
    scripted.request(1, 'tools/call', { name: 'slow' });
    const context = await waitFor(() => contexts[0]);
    await scripted.peer.close();
    await scripted.peer.close();
    await waitFor(() => context.disconnected?.aborted || undefined);
    t.false(context.signal.aborted);
    finish();
    scripted.request(2, 'tools/list');
    await settle();
    t.deepEqual(scripted.sent, []);
    t.deepEqual(logger.entries, []);
  }
});

test('T092: clients with the same ids, at once, get their own answers and progress only', async (t) => {
  const run: HandMadeTool['run'] = async (args, { principal: caller, progress }) => {
    progress?.({ progress: 1, message: caller.subject });
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    return text(`${caller.subject} ${args.n}`);
  };
  const { engine } = engineOf({ echo: { run } });
  const callers = Array.from({ length: 20 }, (_, index) => `caller ${index}`);
  await Promise.all(
    callers.map(async (name) => {
      const scripted = await openLegacyPeer(engine, { caller: principal(name) });
      const ids = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
      for (const n of ids) {
        scripted.request(n, 'tools/call', { name: 'echo', arguments: { n }, _meta: { progressToken: n } });
      }
      for (const n of ids) {
        t.deepEqual(resultOf(await scripted.answer(n)).content, [{ type: 'text', text: `${name} ${n}` }]);
      }
      const told = scripted.sent.flatMap(({ message }) => (message.method ? [Object(message.params).message] : []));
      t.deepEqual([...new Set(told)], [name]);
      t.is(told.length, 10);
    }),
  );
});

test('what is no message is dropped, and the peer goes on', async (t) => {
  const scripted = await openLegacyPeer(engineOf({ a: {} }).engine);
  scripted.peer.receive(JSON.parse('{"hello":"world"}'));
  scripted.peer.receive({ jsonrpc: '2.0', id: 5, result: {} });
  t.deepEqual(namesOf(await scripted.ask(1, 'tools/list')), ['a']);
});

const link = {
  type: 'resource_link',
  uri: 'https://example.com/1',
  name: 'Invoice',
  description: 'The invoice.',
} as const;
const audio = { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' } as const;
const rich: HandMadeTool = {
  ...full,
  run: () => ({ content: [link, audio], structuredContent: { id: '1' } }),
};
const linkText = { type: 'text', text: 'Invoice: https://example.com/1\nThe invoice.' };
const audioText = { type: 'text', text: '[Audio (audio/wav) left out: revision 2024-11-05 of the protocol has none.]' };

for (const [version, content, fields] of [
  ['2024-11-05', [linkText, audioText], ['description', 'inputSchema', 'name']],
  ['2025-03-26', [linkText, audio], ['annotations', 'description', 'inputSchema', 'name']],
  ['2025-06-18', [link, audio], ['annotations', 'description', 'inputSchema', 'name', 'outputSchema', 'title']],
] as const) {
  test(`a session of ${version} gets the kinds of content and the fields that revision knows`, async (t) => {
    const scripted = await openLegacyPeer(engineOf({ rich }).engine, { version });
    const result = resultOf(await scripted.ask(1, 'tools/call', { name: 'rich' }));
    t.deepEqual<unknown, unknown>(result.content, content);
    t.is('structuredContent' in result, version === '2025-06-18');
    const [tool] = Object(resultOf(await scripted.ask(2, 'tools/list'))).tools;
    t.deepEqual<unknown, unknown>(Object.keys(tool).sort(), fields);
  });
}

test('every mistake in the options is named at once', (t) => {
  const error = t.throws(() => engineOf({}, { pageSize: 0, cacheTtlMs: 1.5 }));
  t.regex(error?.message ?? '', /pageSize.*\n.*cacheTtlMs/);
});

test('an envelope in a legacy session does not change its era', async (t) => {
  const scripted = await openLegacyPeer(engineOf({ a: {} }).engine);
  t.deepEqual(Object.keys(resultOf(await scripted.ask(1, 'tools/list', withEnvelope()))), ['tools']);
});
