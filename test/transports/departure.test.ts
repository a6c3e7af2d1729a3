import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { defineEndpoints } from '../../src/endpoints/define-endpoints.js';
import { createProxy } from '../../src/proxy.js';
import {
  callMessage,
  initializeMessage,
  modernCall,
  openSession,
  openStream,
  post,
  sleep,
  until,
} from '../helpers/proxy.js';
import { recordingLogger } from '../helpers/recording-logger.js';

const endpoints = defineEndpoints({
  read: { method: 'GET', path: '/slow', description: 'Reads.' },
  write: { method: 'POST', path: '/slow', description: 'Writes.' },
});

/** A backend whose answers wait to be released, and which sees when they are given up. */
async function slowBackend(t: ExecutionContext) {
  const seen = { started: 0, givenUp: 0, finished: 0, release: (): void => undefined };
  const server = createServer((_request, response) => {
    seen.started += 1;
    seen.release = () => {
      seen.finished += 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    };
    response.once('close', () => {
      if (!response.writableFinished) seen.givenUp += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function start(t: ExecutionContext, options: { readonly abortWrites?: boolean } = {}) {
  const { seen, baseUrl } = await slowBackend(t);
  const logger = recordingLogger();
  const proxy = createProxy({ name: 'test', version: '1', endpoints, backend: { baseUrl }, logger, ...options });
  t.teardown(() => proxy.close());
  const { port } = await proxy.listen({ port: 0 });
  const ended = () => logger.entries.filter(({ message }) => message === 'A call ended after its client had gone');
  return { seen, proxy, port, ended };
}

type At = { readonly port: number };
type Leave = () => void;

/** Sends a call and answers how its client leaves without a word. */
const kinds: Readonly<Record<string, (at: At, tool: string) => Promise<Leave>>> = {
  'Streamable HTTP with sessions': async (at, tool) => {
    const session = await openSession(at);
    return leaving(at, callMessage(1, tool), session);
  },
  'Streamable HTTP, 2026-07-28': async (at, tool) => {
    const { body, headers } = modernCall(1, tool);
    return leaving(at, body, headers);
  },
  'HTTP+SSE': async (at, tool) => {
    const stream = await openStream(at, { path: '/sse' });
    const path = (await stream.next(0)).data;
    await post(at, initializeMessage(), {}, path);
    await post(at, callMessage(1, tool), {}, path);
    return () => stream.drop();
  },
};

function leaving(at: At, body: object, headers: Record<string, string>): Leave {
  const request = openRequest(at, body, headers);
  return () => request.destroy();
}

function openRequest({ port }: At, body: object, headers: Record<string, string>) {
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    path: '/mcp',
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
  });
  request.on('error', () => undefined);
  request.end(JSON.stringify(body));
  return request;
}

for (const [kind, call] of Object.entries(kinds)) {
  test(`F24: over ${kind}, a read is aborted at the backend when its client leaves`, async (t) => {
    const { seen, port } = await start(t);
    const leave = await call({ port }, 'read');
    t.true(await until(() => seen.started === 1));
    leave();
    t.true(await until(() => seen.givenUp === 1));
  });

  test(`F25: over ${kind}, a write runs on when its client leaves, its outcome is logged, and close waits`, async (t) => {
    const { seen, port, proxy, ended } = await start(t);
    const leave = await call({ port }, 'write');
    t.true(await until(() => seen.started === 1));
    leave();
    await sleep(100);
    const closing = proxy.close();
    await sleep(100);
    t.deepEqual([seen.givenUp, ended().length], [0, 0]);
    seen.release();
    await closing;
    t.deepEqual([seen.started, seen.finished, seen.givenUp], [1, 1, 0]);
    t.like(ended(), [{ level: 'info', fields: { tool: 'write', outcome: 'done' } }]);
  });

  test(`F25: over ${kind}, abortWrites ends a write when its client leaves, and sends it no second time`, async (t) => {
    const { seen, port } = await start(t, { abortWrites: true });
    const leave = await call({ port }, 'write');
    t.true(await until(() => seen.started === 1));
    leave();
    t.true(await until(() => seen.givenUp === 1));
    await sleep(50);
    t.is(seen.started, 1);
  });
}
