import test, { type ExecutionContext } from 'ava';
import { startRestServer } from '../../../test/helpers/rest-server.js';
import { readConfig } from '../src/config.js';
import { createHttpProxy } from '../src/proxy.js';
import { eventually } from './helpers/processes.js';

const KEYS = ['key-of-one-client-01', 'key-of-another-client'] as const;
const ROWS = JSON.stringify({ success: true, data: [{ one: 1 }] });

/** The proxy in front of a backend that answers nobody until it is told to. */
async function setUp(t: ExecutionContext, env: Record<string, string>) {
  const held: (() => void)[] = [];
  let open = false;
  const server = await startRestServer(t, (_request, response) => {
    const answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end(ROWS);
    if (open) answer();
    else held.push(answer);
  });
  const config = readConfig({ LOG_LEVEL: 'error', PROXY_AUTH: 'none', ...env });
  const proxy = createHttpProxy(config, { url: server.baseUrl, apiKey: undefined });
  t.teardown(() => proxy.close());
  const { url } = await proxy.listen({ host: config.host, port: 0 });
  const release = () => {
    open = true;
    for (const answer of held.splice(0)) answer();
  };
  return { server, port: new URL(url).port, release };
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** Text of the result of a query. */
async function query(port: string, key?: string, host = '127.0.0.1'): Promise<string> {
  const params = { name: 'falkordb_query', arguments: { graphName: 'g', query: 'RETURN 1 AS one' }, _meta: META };
  const answer = await fetch(`http://${host}:${port}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'falkordb_query',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });
  return answer.text();
}

function many(count: number, call: () => Promise<string>): Promise<string>[] {
  return Array.from({ length: count }, call);
}

/** Waits until so many calls have been answered. */
async function answered(calls: readonly Promise<string>[], number: number): Promise<boolean> {
  let done = 0;
  for (const call of calls) void call.then(() => ++done);
  return eventually(() => done >= number);
}

function count(texts: readonly string[], pattern: RegExp): number {
  return texts.filter((text) => pattern.test(text)).length;
}

test('no more calls than BACKEND_CONNECTION_POOL_SIZE reach the backend at once; the others wait', async (t) => {
  const { server, port, release } = await setUp(t, { BACKEND_CONNECTION_POOL_SIZE: '3' });
  const calls = many(8, () => query(port));
  t.true(await eventually(() => server.requests.length === 3));
  t.regex(await (await fetch(`http://127.0.0.1:${port}/health`)).text(), /"status":"degraded"/);
  t.is(server.requests.filter(({ target }) => target === '/api/mcp/context').length, 3);
  release();
  t.is(count(await Promise.all(calls), /Found 1 row/), 8);
});

test('the line is bounded: what is too much is turned away at once', async (t) => {
  const { port, release } = await setUp(t, { BACKEND_CONNECTION_POOL_SIZE: '1' });
  const calls = many(220, () => query(port));
  t.true(await answered(calls, 19));
  release();
  const texts = await Promise.all(calls);
  t.deepEqual([count(texts, /Found 1 row/), count(texts, /busy/)], [201, 19]);
});

test('a client with a key of its own cannot take every place', async (t) => {
  const env = { BACKEND_CONNECTION_POOL_SIZE: '1', PROXY_AUTH: 'api-key', PROXY_API_KEYS: KEYS.join(',') };
  const { port, release } = await setUp(t, env);
  const greedy = many(210, () => query(port, KEYS[0]));
  t.true(await answered(greedy, 110));
  const modest = query(port, KEYS[1]);
  release();
  t.regex(await modest, /Found 1 row/);
  const texts = await Promise.all(greedy);
  t.deepEqual([count(texts, /Found 1 row/), count(texts, /busy/)], [100, 110]);
});

test('on all addresses, as in a container, clients with a key are served under the names of this machine', async (t) => {
  const env = { PROXY_HOST: '0.0.0.0', PROXY_AUTH: 'api-key', PROXY_API_KEYS: KEYS[0] };
  const { port, release } = await setUp(t, env);
  release();
  t.regex(await query(port, KEYS[0]), /Found 1 row/);
  t.regex(await query(port, KEYS[0], 'localhost'), /Found 1 row/);
  t.notRegex(await query(port), /Found 1 row/);
});

test('a client that asks more often than PROXY_RATE_LIMIT allows is told when to come back, the others are not', async (t) => {
  const env = { PROXY_RATE_LIMIT: '2', PROXY_AUTH: 'api-key', PROXY_API_KEYS: KEYS.join(',') };
  const { port, release } = await setUp(t, env);
  release();
  t.regex(await query(port, KEYS[0]), /Found 1 row/);
  t.regex(await query(port, KEYS[0]), /Found 1 row/);
  t.notRegex(await query(port, KEYS[0]), /Found 1 row/);
  t.regex(await query(port, KEYS[1]), /Found 1 row/);
});

test('behind a reverse proxy wrong keys count for the address it says they come from, and for no other', async (t) => {
  const env = { PROXY_TRUSTED_HOPS: '1', PROXY_AUTH: 'api-key', PROXY_API_KEYS: KEYS.join(',') };
  const { port } = await setUp(t, env);
  const guess = async (client: string) => {
    const headers = { authorization: 'Bearer a-wrong-key-0123456789', 'x-forwarded-for': `203.0.113.9, ${client}` };
    return (await fetch(`http://127.0.0.1:${port}/mcp`, { method: 'POST', headers, body: '{}' })).status;
  };
  for (let tries = 0; tries < 20; tries += 1) t.is(await guess('192.0.2.1'), 401);
  t.is(await guess('192.0.2.1'), 429);
  t.is(await guess('192.0.2.2'), 401);
});
