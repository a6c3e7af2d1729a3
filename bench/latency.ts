/**
 * What a call costs through the proxy: `RETURN 1` on a real FalkorDB, sent to the REST backend directly and through
 * `falkordb_query`, in turn, in one run. Backend, proxy and this client are three processes on one machine.
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { Pool } from 'undici';
import { startBackendProcess, startProxyProcess } from './processes.js';
import { show, summarise } from './statistics.js';

type Call = () => Promise<void>;

const WARM_UP = 500;
const GRAPH = 'bench';

const backend = await startBackendProcess();
const proxy = await startProxyProcess(backend);
const direct = new Pool(backend.url, { connections: 100 });
const relayed = new Pool(proxy.origin, { connections: 100 });

async function post(
  pool: Pool,
  path: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<Record<string, unknown>> {
  const answer = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}: ${text}`);
  return { headers: answer.headers, text };
}

const query = { graphName: GRAPH, query: 'RETURN 1' };
const params = { name: 'falkordb_query', arguments: query };
const accept = 'application/json, text/event-stream';

const callDirectly: Call = async () => {
  await post(direct, '/api/mcp/context', { authorization: `Bearer ${backend.apiKey}` }, query);
};

const modern = {
  accept,
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
  'mcp-name': 'falkordb_query',
};
const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const callStateless: Call = async () => {
  const { text } = await post(relayed, '/mcp', modern, {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { ...params, _meta: envelope },
  });
  if (!String(text).includes('"rowCount":1')) throw new Error(`Unexpected answer: ${text}`);
};

async function openSession(): Promise<Call> {
  const clientInfo = { name: 'bench', version: '1.0.0' };
  const initialize = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  const opened = await post(
    relayed,
    '/mcp',
    { accept },
    { jsonrpc: '2.0', id: 0, method: 'initialize', params: initialize },
  );
  const session = String((opened.headers as Record<string, string>)['mcp-session-id']);
  const headers = { accept, 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' };
  let id = 0;
  return async () => {
    id += 1;
    const { text } = await post(relayed, '/mcp', headers, { jsonrpc: '2.0', id, method: 'tools/call', params });
    if (!String(text).includes('"rowCount":1')) throw new Error(`Unexpected answer: ${text}`);
  };
}

const sseClient = new Client({ name: 'bench', version: '1.0.0' });
await sseClient.connect(new SSEClientTransport(new URL('/sse/', proxy.origin)));
const callOverSse: Call = async () => {
  const result = await sseClient.callTool(params);
  if (result.isError) throw new Error('Unexpected error over SSE');
};

async function time(call: Call): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}

/** Rounds of `inFlight` simultaneous calls, one kind of call after the other in every round. */
async function inTurn(calls: readonly Call[], inFlight: number, rounds: number): Promise<number[][]> {
  const samples: number[][] = calls.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, call] of calls.entries()) {
      samples[index]?.push(...(await Promise.all(Array.from({ length: inFlight }, () => time(call)))));
    }
  }
  return samples;
}

function report(names: readonly string[], samples: readonly number[][]): void {
  const base = summarise(samples[0] ?? []);
  for (const [index, name] of names.entries()) {
    const { p50, p99 } = summarise(samples[index] ?? []);
    console.log(`${name.padEnd(34)}${show(p50)}${show(p99)}${show(p50 - base.p50)}${show(p99 - base.p99)}`);
  }
}

const names = ['direct', 'Streamable HTTP, 2026-07-28', 'Streamable HTTP, session', 'SSE (SDK 1.x client)'];
const calls = [callDirectly, callStateless, await openSession(), callOverSse];
await inTurn(calls, 10, WARM_UP / 10);
for (const [inFlight, rounds] of [
  [1, 1000],
  [10, 150],
] as const) {
  console.log(`\n${inFlight} in flight, milliseconds      `.padEnd(35), '  p50     p99   added p50, p99');
  report(names, await inTurn(calls, inFlight, rounds));
}
console.log(`\nresident memory of the proxy: ${(proxy.memory() / 1e6).toFixed(0)} MB`);
await sseClient.close();
await Promise.all([direct.close(), relayed.close()]);
await proxy.stop();
await backend.stop();
