import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Client as Client2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as Stdio1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import test, { type ExecutionContext } from 'ava';
import { createEngine } from '../../src/mcp/create-engine.js';
import { type StdioOptions, stdio } from '../../src/transports/stdio.js';
import { waitFor, withEnvelope } from '../helpers/engine-peer.js';
import { recordingLogger } from '../helpers/recording-logger.js';
import { handMadeToolSet, principal, text } from '../helpers/tool-set.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = { command: process.execPath, args: ['--import=tsx', 'test/fixtures/stdio-server.ts'], cwd: root };
const info = { name: 'stdio-test', version: '1' };

function collect(stream: Readable | null): () => string {
  let heard = '';
  stream?.on('data', (chunk) => {
    heard += String(chunk);
  });
  return () => heard;
}

/** Clients nobody here wrote, each over a process of its own. */
const clients = {
  'SDK 1.x': {
    revision: '2025-11-25',
    client: () => new Client1(info),
    wire: () => new Stdio1({ ...program, stderr: 'pipe' }),
  },
  'SDK 2.x, legacy': { revision: '2025-11-25', client: () => client2('legacy'), wire: wire2 },
  'SDK 2.x, auto': { revision: '2026-07-28', client: () => client2('auto'), wire: wire2 },
  'SDK 2.x, pinned to 2026-07-28': {
    revision: '2026-07-28',
    client: () => client2({ pin: '2026-07-28' }),
    wire: wire2,
  },
};

function client2(mode: 'legacy' | 'auto' | { pin: string }): Client2 {
  return new Client2(info, { versionNegotiation: { mode } });
}

function wire2(): Stdio2 {
  return new Stdio2({ ...program, stderr: 'pipe' });
}

type Answer = Readonly<Record<string, unknown>>;

async function connect(t: ExecutionContext, name: keyof typeof clients) {
  const { client, wire } = clients[name];
  const [connected, transport] = [client(), wire()];
  const stderr = collect(Object(transport).stderr);
  t.teardown(() => connected.close());
  if (connected instanceof Client1 && transport instanceof Stdio1) await connected.connect(transport);
  if (connected instanceof Client2 && transport instanceof Stdio2) await connected.connect(transport);
  const call = (tool: string, args: Record<string, unknown> = {}, options = {}): Promise<Answer> =>
    connected instanceof Client1
      ? connected.callTool({ name: tool, arguments: args }, undefined, options)
      : connected.callTool({ name: tool, arguments: args }, options);
  return { connected, call, stderr };
}

for (const name of Object.keys(clients) as (keyof typeof clients)[]) {
  test(`${name}: lists, calls, and sees errors of both kinds`, async (t) => {
    const { connected, call } = await connect(t, name);
    const { tools } = await connected.listTools();
    t.deepEqual(
      tools.map((tool) => tool.name),
      ['echo', 'whoami', 'fail', 'steps', 'proceed', 'held', 'chatty', 'crash'],
    );
    t.like(await call('echo', { said: 'héllo' }), {
      content: [{ type: 'text', text: 'héllo' }],
      structuredContent: { said: 'héllo' },
    });
    t.like(await call('fail'), { isError: true, content: [{ type: 'text', text: 'The order does not exist.' }] });
    await t.throwsAsync(call('nothing'), { message: /Unknown tool: "nothing"/, code: -32602 });
    t.like(await call('whoami'), {
      content: [{ type: 'text', text: '{"subject":"local","issuer":"stdio","scopes":"all","claims":{}}' }],
    });
    if (connected instanceof Client2) t.is(connected.getNegotiatedProtocolVersion(), clients[name].revision);
  });

  test(`${name}: hears of progress, and a cancellation reaches the tool`, async (t) => {
    const { call, stderr } = await connect(t, name);
    const seen: number[] = [];
    const steps = call('steps', {}, { onprogress: ({ progress }: { progress: number }) => seen.push(progress) });
    await waitFor(() => seen.includes(3) || undefined);
    await call('proceed');
    await steps;
    t.deepEqual(seen, [1, 2, 3]);
    const abort = new AbortController();
    const held = t.throwsAsync(call('held', {}, { signal: abort.signal }));
    await waitFor(() => stderr().includes('held: running') || undefined);
    abort.abort('enough');
    await held;
    await waitFor(() => stderr().includes('held: cancelled') || undefined);
    t.false(stderr().includes('held: disconnected'));
  });
}

/** The fixture without a client in between. */
function run(t: ExecutionContext) {
  const child: ChildProcessWithoutNullStreams = spawn(program.command, program.args, { cwd: root });
  t.teardown(() => child.kill('SIGKILL'));
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const send = (message: unknown) => void child.stdin.write(`${JSON.stringify(message)}\n`);
  return { child, stdout, stderr, send };
}

const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: info },
};

function call(id: number, name: string, params = {}) {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, ...params } };
}

function idsOf(lines: string): unknown[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Object(JSON.parse(line)).id);
}

test('T125: stdout carries JSON-RPC only, whatever a dependency prints and however the process dies', async (t) => {
  const { child, stdout, stderr, send } = run(t);
  child.stdin.write('this is no JSON\n{"nor":"is this JSON-RPC"}\n');
  send(initialize);
  send(call(1, 'chatty'));
  await waitFor(() => stdout().includes('said it all') || undefined, 20_000);
  for (const way of ['log', 'info', 'debug', 'dir', 'table', 'write']) {
    await waitFor(() => stderr().includes(`chatty: ${way}`) || undefined);
  }
  send(call(2, 'crash'));
  const [code] = await once(child, 'close');
  t.not(code, 0);
  t.true(stderr().includes('chatty: crash'));
  t.false(stdout().includes('chatty'));
  t.deepEqual(idsOf(stdout()), [0, 1, 2]);
});

test('the end of stdin ends running calls as disconnected, answers nothing, and lets the process exit', async (t) => {
  const { child, stdout, stderr, send } = run(t);
  send(initialize);
  send(call(1, 'held'));
  await waitFor(() => stderr().includes('held: running') || undefined, 20_000);
  child.stdin.end();
  const [code] = await once(child, 'close');
  t.is(code, 0);
  t.regex(stderr(), /held: disconnected/);
  t.regex(stderr(), /closed/);
  t.false(stderr().includes('held: cancelled'));
  t.deepEqual(idsOf(stdout()), [0]);
});

test('the stateless era is served on the same channel, probe included', async (t) => {
  const { child, stdout, send } = run(t);
  send({ jsonrpc: '2.0', id: 'probe', method: 'server/discover', params: withEnvelope() });
  send(call(1, 'echo', withEnvelope({ arguments: { said: 'x' } })));
  send({ ...initialize, id: 'late' });
  await waitFor(() => (stdout().includes('late') && stdout().includes('"id":1')) || undefined, 20_000);
  const answers = stdout()
    .trim()
    .split('\n')
    .map((line) => Object(JSON.parse(line)));
  const byId = Object.fromEntries(answers.map((answer) => [answer.id, answer]));
  t.deepEqual(byId.probe.result.supportedVersions, ['2026-07-28']);
  t.is(byId[1].result.resultType, 'complete');
  t.is(byId.late.error.code, -32022);
  child.stdin.end();
  await once(child, 'close');
});

function serve(options: Omit<StdioOptions, 'stdin' | 'stdout'> = {}) {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const tools = handMadeToolSet({ whoami: { run: (_args, { principal: caller }) => text(caller.subject) } });
  const logger = recordingLogger();
  const connection = stdio({ stdin, stdout, ...options }).start({
    engine: createEngine({ name: 'n', version: '1', tools, logger }),
    logger,
    auth: { name: 'test', authenticate: async () => principal('nobody', []) },
  });
  return { stdin, stdout: collect(stdout), connection };
}

test('is a channel transport named stdio', (t) => {
  t.like(stdio(), { kind: 'channel', name: 'stdio' });
});

test('the principal can be chosen', async (t) => {
  const { stdin, stdout, connection } = serve({ principal: principal('service') });
  stdin.write(`${JSON.stringify(initialize)}\n${JSON.stringify(call(1, 'whoami'))}\n`);
  await waitFor(() => stdout().includes('"service"') || undefined);
  await connection.close();
  await connection.closed;
  t.deepEqual(idsOf(stdout()), [0, 1]);
});

test('closed settles when stdin ends', async (t) => {
  const { stdin, connection } = serve();
  stdin.end();
  await t.notThrowsAsync(connection.closed);
});
