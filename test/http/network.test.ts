import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { apiKey } from '../../src/auth/api-key.js';
import { noAuth } from '../../src/auth/no-auth.js';
import { isLoopbackAddress, isLoopbackHost } from '../../src/http/loopback.js';
import { createProxy, type ServingOptions } from '../../src/proxy.js';
import { silentLogger } from '../../src/telemetry/silent-logger.js';
import { initializeMessage, post, send } from '../helpers/proxy.js';
import { handMadeToolSet } from '../helpers/tool-set.js';

const KEY = 'alice-0123456789abcd';
const auth = apiKey({ keys: { alice: KEY } });
const authorization = `Bearer ${KEY}`;

/** A server whose connections look as if they had come in over the network. */
async function serveNetwork(t: ExecutionContext, options: ServingOptions): Promise<{ readonly port: number }> {
  const proxy = createProxy({ name: 'n', version: '1', logger: silentLogger, ...options, tools: handMadeToolSet({}) });
  const server = createServer((request, response) => {
    Object.defineProperty(request.socket, 'localAddress', { value: '192.0.2.10' });
    proxy.handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(async () => {
    server.closeAllConnections();
    server.close();
    await proxy.close();
  });
  return { port: (server.address() as AddressInfo).port };
}

test('T099: a mounted handler without authentication serves no network connection, unless allowed by name', async (t) => {
  const closed = await serveNetwork(t, {});
  const { status, json } = await post(closed, initializeMessage());
  t.is(status, 403);
  t.regex(JSON.stringify(json), /dangerouslyAllowNetwork/);
  t.is((await send(closed, { path: '/health' })).status, 200);
  const open = await serveNetwork(t, { auth: noAuth({ dangerouslyAllowNetwork: true }) });
  t.is((await post(open, initializeMessage())).status, 200);
});

test('T099: with authentication, network connections need no known Host until one is configured', async (t) => {
  const free = await serveNetwork(t, { auth });
  t.is((await post(free, initializeMessage(), { authorization, host: 'anything.example' })).status, 200);
  const strict = await serveNetwork(t, { auth, publicUrl: 'https://mcp.example.com' });
  const ask = async (host: string) => (await post(strict, initializeMessage(), { authorization, host })).status;
  t.deepEqual(await Promise.all(['mcp.example.com', 'localhost:3001', 'anything.example'].map(ask)), [200, 200, 403]);
});

test('T098: loopback origins are foreign on network connections', async (t) => {
  const at = await serveNetwork(t, { auth, allowedOrigins: ['https://app.example.com'] });
  const ask = async (origin: string) => (await post(at, initializeMessage(), { authorization, origin })).status;
  t.is(await ask('http://localhost:6274'), 403);
  t.is(await ask('https://app.example.com'), 200);
});

const addresses: readonly (readonly [string, boolean])[] = [
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['128.0.0.1', false],
  ['0.0.0.0', false],
  ['::', false],
  ['1270.0.0.1', false],
  ['127.0.0.1.example', false],
];

for (const [address, loopback] of addresses) {
  test(`${address} is ${loopback ? '' : 'not '}loopback`, (t) => t.is(isLoopbackAddress(address), loopback));
}

test('hosts to listen on: localhost and bracketed addresses are loopback too', (t) => {
  t.deepEqual(['localhost', 'LOCALHOST', '[::1]', 'localhost.example', ''].map(isLoopbackHost), [
    true,
    true,
    true,
    false,
    false,
  ]);
});
