import { Client as Client2, InMemoryTransport as Memory2 } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport as Memory1 } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server as Server1 } from '@modelcontextprotocol/sdk/server/index.js';
import { McpServer as McpServer1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { createMcpHandler, McpServer as McpServer2, Server as Server2 } from '@modelcontextprotocol/server';
import test from 'ava';
import { z } from 'zod';
import { type AttachOptions, attachTools } from '../../src/mcp/attach.js';
import type { AttachableServer } from '../../src/mcp/attach-target.js';
import type { ToolCallContext } from '../../src/tools/tool-set.js';
import { waitFor, withEnvelope } from '../helpers/engine-peer.js';
import { recordingLogger } from '../helpers/recording-logger.js';
import { type HandMadeTool, handMadeToolSet, principal, readOnly, text } from '../helpers/tool-set.js';

const info = { name: 'mine', version: '1' };
const capabilities = { tools: {} };
const own = { name: 'own_tool', description: 'Mine.', inputSchema: { type: 'object' as const, properties: {} } };
const ownResult = { content: [{ type: 'text' as const, text: 'from my own tool' }] };

type AnyServer = AttachableServer & { close(): Promise<void> };
interface Flavour {
  make(): AnyServer;
  /** Registers a tool of the user's own, in the way of this kind of server. */
  register(server: AnyServer, name?: string): void;
  connect(server: AnyServer, authInfo?: object): Promise<Client1 | Client2>;
}

function lowLevel1(): Server1 {
  return new Server1(info, { capabilities });
}

const flavours: Record<string, Flavour> = {
  'Server of SDK 1.x': {
    make: lowLevel1,
    register(server, name = own.name) {
      if (!(server instanceof Server1)) throw new Error('wrong flavour');
      server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [{ ...own, name }] }));
      server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
        if (params.name !== name) throw new Error(`I know no ${params.name}`);
        return ownResult;
      });
    },
    connect: connect1,
  },
  'McpServer of SDK 1.x': {
    make: () => new McpServer1(info),
    register(server, name = own.name) {
      if (!(server instanceof McpServer1)) throw new Error('wrong flavour');
      server.registerTool(
        name,
        { description: own.description, inputSchema: { n: z.number().optional() } },
        () => ownResult,
      );
    },
    connect: connect1,
  },
  'Server of SDK 2.x': {
    make: () => new Server2(info, { capabilities }),
    register(server, name = own.name) {
      if (!(server instanceof Server2)) throw new Error('wrong flavour');
      server.setRequestHandler('tools/list', () => ({ tools: [{ ...own, name }] }));
      server.setRequestHandler('tools/call', ({ params }) => {
        if (params.name !== name) throw new Error(`I know no ${params.name}`);
        return ownResult;
      });
    },
    connect: connect2,
  },
  'McpServer of SDK 2.x': {
    make: () => new McpServer2(info),
    register(server, name = own.name) {
      if (!(server instanceof McpServer2)) throw new Error('wrong flavour');
      server.registerTool(name, { description: own.description }, () => ownResult);
    },
    connect: connect2,
  },
};

/** Makes every message from `transport` arrive with `authInfo`, as an HTTP transport with authentication would. */
function authenticated<T extends { onmessage?: ((message: never, extra?: never) => void) | undefined }>(
  transport: T,
  authInfo: object | undefined,
): T {
  if (authInfo === undefined) return transport;
  let handler: unknown;
  return Object.defineProperty(transport, 'onmessage', {
    get: () => handler,
    set: (value: (message: unknown, extra: object) => void) => {
      handler = (message: unknown) => value(message, { authInfo });
    },
  });
}

async function connect1(server: AnyServer, authInfo?: object): Promise<Client1> {
  const [near, far] = Memory1.createLinkedPair();
  const client = new Client1(info);
  if (!(server instanceof Server1 || server instanceof McpServer1)) throw new Error('wrong flavour');
  await Promise.all([server.connect(authenticated(far, authInfo)), client.connect(near)]);
  return client;
}

async function connect2(server: AnyServer, authInfo?: object): Promise<Client2> {
  const [near, far] = Memory2.createLinkedPair();
  const client = new Client2(info);
  if (!(server instanceof Server2 || server instanceof McpServer2)) throw new Error('wrong flavour');
  await Promise.all([server.connect(authenticated(far, authInfo)), client.connect(near)]);
  return client;
}

async function namesFrom(client: Client1 | Client2): Promise<string[]> {
  const { tools } = await client.listTools();
  return tools.map(({ name }) => name);
}

async function outcome(client: Client1 | Client2, name: string, args: Record<string, unknown> = {}): Promise<string> {
  try {
    return JSON.stringify(await client.callTool({ name, arguments: args }));
  } catch (error) {
    return `${Object(error).code} ${Object(error).message}`;
  }
}

const weather: HandMadeTool = {
  title: 'Weather',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  outputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  run: ({ city }) => ({ content: [{ type: 'text', text: `Rain in ${city}` }], structuredContent: { city } }),
};

for (const [name, flavour] of Object.entries(flavours)) {
  const ownTool = '{"content":[{"type":"text","text":"from my own tool"}]}';

  test(`${name}: tools are published and called as they are, on a server without tools of its own`, async (t) => {
    const server = flavour.make();
    attachTools(server, handMadeToolSet({ zebra: weather, apple: {} }));
    const client = await flavour.connect(server);
    t.deepEqual<unknown, unknown>((await client.listTools()).tools, [
      {
        name: 'zebra',
        title: 'Weather',
        description: 'Does zebra.',
        inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        outputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        annotations: readOnly,
      },
      {
        name: 'apple',
        description: 'Does apple.',
        inputSchema: { type: 'object', properties: {} },
        annotations: readOnly,
      },
    ]);
    t.is(
      await outcome(client, 'zebra', { city: 'Graz' }),
      '{"content":[{"type":"text","text":"Rain in Graz"}],"structuredContent":{"city":"Graz"}}',
    );
  });

  for (const order of ['before', 'after'] as const) {
    test(`${name}: a tool the user registered ${order} attachTools stays listed and callable`, async (t) => {
      const server = flavour.make();
      if (order === 'before') flavour.register(server);
      attachTools(server, handMadeToolSet({ apple: {} }));
      if (order === 'after') flavour.register(server);
      const client = await flavour.connect(server);
      t.deepEqual(await namesFrom(client), ['own_tool', 'apple']);
      t.is(await outcome(client, 'own_tool'), ownTool);
      t.is(await outcome(client, 'apple'), '{"content":[{"type":"text","text":"apple"}]}');
    });
  }

  test(`${name}: a hidden tool is answered exactly like a tool that does not exist`, async (t) => {
    for (const withOwn of [true, false]) {
      const server = flavour.make();
      if (withOwn) flavour.register(server);
      const tools = handMadeToolSet({ seen: {}, secret: { scopes: ['admin'] } });
      attachTools(server, tools, { principal: () => principal('p', ['user']) });
      const client = await flavour.connect(server);
      t.deepEqual(await namesFrom(client), withOwn ? ['own_tool', 'seen'] : ['seen']);
      const missing = await outcome(client, 'misses');
      t.is(await outcome(client, 'secret'), missing.replaceAll('misses', 'secret'));
    }
  });

  test(`${name}: T123: nothing of an unexpected exception reaches the client`, async (t) => {
    const logger = recordingLogger();
    const server = flavour.make();
    const error = Object.assign(new Error('canary'), { code: -32001, data: { canary: 'canary' } });
    attachTools(server, handMadeToolSet({ broken: { run: () => Promise.reject(error) } }), { logger });
    const client = await flavour.connect(server);
    const seen = await outcome(client, 'broken');
    t.regex(seen, /^-32603 .*Internal error$/);
    t.false(seen.includes('canary'));
    t.deepEqual(
      logger.entries.map(({ fields }) => fields),
      [{ tool: 'broken', error }],
    );
  });

  test(`${name}: a cancellation reaches the tool, and progress the client`, async (t) => {
    const contexts: ToolCallContext[] = [];
    const run: HandMadeTool['run'] = (_args, context) => {
      contexts.push(context);
      context.progress?.({ progress: 1, total: 2 });
      return new Promise(() => undefined);
    };
    const server = flavour.make();
    attachTools(server, handMadeToolSet({ held: { run } }));
    const client = await flavour.connect(server);
    // Clients of SDK 1.x count from 0, and servers of SDK 1.x do not cancel the request with id 0.
    await namesFrom(client);
    const seen: number[] = [];
    const abort = new AbortController();
    const options = {
      signal: abort.signal,
      onprogress: ({ progress }: { progress: number }) => void seen.push(progress),
    };
    const params = { name: 'held', arguments: {} };
    const held =
      client instanceof Client1 ? client.callTool(params, undefined, options) : client.callTool(params, options);
    const rejected = t.throwsAsync(held);
    await waitFor(() => seen[0]);
    abort.abort('enough');
    await rejected;
    await waitFor(() => contexts[0]?.signal.aborted || undefined);
    t.false(contexts[0]?.disconnected?.aborted);
    t.deepEqual(seen, [1]);
  });

  test(`${name}: F25: the end of the connection is not a cancellation`, async (t) => {
    const contexts: ToolCallContext[] = [];
    const run: HandMadeTool['run'] = (_args, context) => {
      contexts.push(context);
      return new Promise(() => undefined);
    };
    const server = flavour.make();
    attachTools(server, handMadeToolSet({ held: { run } }));
    const client = await flavour.connect(server);
    const held = t.throwsAsync(client.callTool({ name: 'held' }));
    const context = await waitFor(() => contexts[0]);
    await client.close();
    await held;
    await waitFor(() => context.disconnected?.aborted || undefined);
    t.false(context.signal.aborted);
  });

  test(`${name}: two tool sets can be attached`, async (t) => {
    const server = flavour.make();
    attachTools(server, handMadeToolSet({ a: {} }));
    flavour.register(server);
    attachTools(server, handMadeToolSet({ b: {} }));
    const client = await flavour.connect(server);
    t.deepEqual(await namesFrom(client), ['own_tool', 'a', 'b']);
    for (const tool of ['a', 'b']) t.regex(await outcome(client, tool), new RegExp(`"text":"${tool}"`));
  });

  test(`${name}: the caller is whom the user's server has authenticated`, async (t) => {
    const server = flavour.make();
    const run: HandMadeTool['run'] = (_args, { principal: caller }) => text(JSON.stringify(caller));
    attachTools(server, handMadeToolSet({ whoami: { run }, secret: { scopes: ['admin'] } }));
    const extra = { sub: 'u1', iss: 'https://id.example.com' };
    const client = await flavour.connect(server, {
      token: 't',
      clientId: 'c1',
      scopes: ['user'],
      expiresAt: 99,
      extra,
    });
    t.deepEqual(await namesFrom(client), ['whoami']);
    const expected = {
      subject: 'u1',
      issuer: 'https://id.example.com',
      clientId: 'c1',
      scopes: ['user'],
      claims: extra,
      expiresAt: 99,
    };
    t.deepEqual(JSON.parse(JSON.parse(await outcome(client, 'whoami')).content[0].text), expected);
  });

  test(`${name}: without authentication the caller is the user of the process`, async (t) => {
    const server = flavour.make();
    const run: HandMadeTool['run'] = (_args, { principal: caller }) => text(JSON.stringify(caller));
    attachTools(server, handMadeToolSet({ whoami: { run, scopes: ['admin'] } }));
    const seen = JSON.parse(await outcome(await flavour.connect(server), 'whoami'));
    t.deepEqual(JSON.parse(seen.content[0].text), { subject: 'local', issuer: 'attached', scopes: 'all', claims: {} });
  });

  test(`${name}: a principal that cannot be told fails the call closed`, async (t) => {
    const logger = recordingLogger();
    const server = flavour.make();
    const options: AttachOptions = { logger, principal: () => Promise.reject(new Error('canary')) };
    attachTools(server, handMadeToolSet({ a: {} }), options);
    const client = await flavour.connect(server);
    t.regex(await outcome(client, 'a'), /^-32603 .*Internal error$/);
    await t.throwsAsync(client.listTools(), { message: /Internal error/ });
    t.is(logger.entries.length, 2);
  });

  test(`${name}: T067: what is no principal fails the call closed`, async (t) => {
    const logger = recordingLogger();
    const server = flavour.make();
    const options: AttachOptions = { logger, principal: () => ({ subject: 'x' }) as never };
    attachTools(server, handMadeToolSet({ a: {} }), options);
    const client = await flavour.connect(server);
    t.regex(await outcome(client, 'a'), /^-32603 .*Internal error$/);
    await t.throwsAsync(client.listTools(), { message: /Internal error/ });
    t.is(logger.entries.length, 2);
  });
}

for (const name of ['McpServer of SDK 1.x', 'McpServer of SDK 2.x'] as const) {
  test(`${name}: a name that exists already is refused at once, and nothing is attached`, async (t) => {
    const flavour = flavours[name];
    const server = flavour?.make();
    if (!flavour || !server) return t.fail();
    flavour.register(server, 'twice');
    const error = t.throws(() => attachTools(server, handMadeToolSet({ fine: {}, twice: {} })));
    t.regex(error?.message ?? '', /tools\.twice: Tool twice is already registered\. Rename one of the two/);
    t.false(error?.message.includes('fine'));
    t.deepEqual(await namesFrom(await flavour.connect(server)), ['twice']);
  });

  test(`${name}: a name that exists already is refused when the user registers it second`, (t) => {
    const flavour = flavours[name];
    const server = flavour?.make();
    if (!flavour || !server) return t.fail();
    attachTools(server, handMadeToolSet({ twice: {} }));
    t.throws(() => flavour.register(server, 'twice'), { message: /twice is already registered/ });
  });

  test(`${name}: tools can be attached to a connected server that declared tools`, async (t) => {
    const flavour = flavours[name];
    const server = flavour?.make();
    if (!flavour || !server) return t.fail();
    flavour.register(server);
    const client = await flavour.connect(server);
    attachTools(server, handMadeToolSet({ late: {} }));
    t.deepEqual(await namesFrom(client), ['own_tool', 'late']);
  });
}

for (const name of ['Server of SDK 1.x', 'Server of SDK 2.x'] as const) {
  test(`${name}: a name that exists twice is an error of tools/list that names it`, async (t) => {
    const flavour = flavours[name];
    const server = flavour?.make();
    if (!flavour || !server) return t.fail();
    flavour.register(server, 'twice');
    attachTools(server, handMadeToolSet({ fine: {}, twice: {} }));
    const client = await flavour.connect(server);
    await t.throwsAsync(client.listTools(), { message: /same name: twice\. Rename/ });
  });

  test(`${name}: handlers the user removes are gone, ours stay`, async (t) => {
    const flavour = flavours[name];
    const server = flavour?.make();
    if (!flavour || !(server instanceof Server1 || server instanceof Server2)) return t.fail();
    flavour.register(server);
    attachTools(server, handMadeToolSet({ a: {} }));
    server.removeRequestHandler('tools/list');
    t.deepEqual(await namesFrom(await flavour.connect(server)), ['a']);
  });
}

test('pages of the user’s own list are kept, ours follow the last', async (t) => {
  const server = lowLevel1();
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) =>
    params?.cursor === 'two' ? { tools: [{ ...own, name: 'second' }] } : { tools: [own], nextCursor: 'two' },
  );
  attachTools(server, handMadeToolSet({ ours: {} }));
  const client = await connect1(server);
  const first = await client.listTools();
  t.deepEqual([first.tools.map(({ name }) => name), first.nextCursor], [['own_tool'], 'two']);
  const second = await client.listTools({ cursor: 'two' });
  t.deepEqual([second.tools.map(({ name }) => name), second.nextCursor], [['second', 'ours'], undefined]);
});

test('a McpServer whose inner server has handlers of the user is served like a Server', async (t) => {
  const server = new McpServer1(info, {});
  server.server.registerCapabilities(capabilities);
  server.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [own] }));
  server.server.setRequestHandler(CallToolRequestSchema, () => ownResult);
  attachTools(server, handMadeToolSet({ ours: {} }));
  const client = await connect1(server);
  t.deepEqual(await namesFrom(client), ['own_tool', 'ours']);
  t.regex(await outcome(client, 'ours'), /"text":"ours"/);
});

test('a server without the capability gets it, as long as it is not connected', async (t) => {
  for (const server of [new Server1(info), new Server2(info)]) {
    attachTools(server, handMadeToolSet({ a: {} }));
    t.deepEqual(await namesFrom(await (server instanceof Server1 ? connect1(server) : connect2(server))), ['a']);
  }
});

test('a connected server without the capability is refused, with the way out', async (t) => {
  for (const server of [new Server1(info), new Server2(info), new McpServer1(info), new McpServer2(info)]) {
    const old = server instanceof Server1 || server instanceof McpServer1;
    await (old ? connect1(server) : connect2(server));
    const error = t.throws(() => attachTools(server, handMadeToolSet({ a: {} })));
    t.regex(error?.message ?? '', /already connected.*Call attachTools before connect/);
  }
});

test('what is no server is refused', (t) => {
  for (const value of [{}, null, 5, { server: {} }, new Client1(info), new Map()]) {
    const error = t.throws(() => Reflect.apply(attachTools, undefined, [value, handMadeToolSet({ a: {} })]));
    t.regex(error?.message ?? '', /neither a Server nor a McpServer/);
  }
});

test('an empty tool set changes nothing', async (t) => {
  const server = new McpServer1(info);
  attachTools(server, handMadeToolSet({}));
  server.registerTool('later', { description: 'x' }, () => ownResult);
  t.deepEqual(await namesFrom(await connect1(server)), ['later']);
});

test('in the stateless era over HTTP a caller without authentication has no scopes, and a list of scopes is private', async (t) => {
  const handler = createMcpHandler(() => {
    const server = new McpServer2(info, { cacheHints: { 'tools/list': { ttlMs: 9000, cacheScope: 'public' } } });
    server.registerTool(own.name, { description: own.description }, () => ownResult);
    attachTools(server, handMadeToolSet({ open: {}, closed: { scopes: ['x'] } }));
    return server;
  });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/list',
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: withEnvelope() });
  const response = await handler.fetch(new Request('http://127.0.0.1/mcp', { method: 'POST', headers, body }));
  const { result } = Object(await response.json());
  t.deepEqual(
    result.tools.map((tool: { name: string }) => tool.name),
    ['own_tool', 'open'],
  );
  t.like(result, { resultType: 'complete', ttlMs: 9000, cacheScope: 'private' });
});
