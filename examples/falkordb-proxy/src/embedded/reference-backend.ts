import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FalkorDBAddress } from './falkordb-server.js';
import { actualApi } from './reference/actual.js';
import type { Admission } from './reference/caller.js';
import { connectDatabase } from './reference/database.js';
import { documentedApi } from './reference/documented.js';
import type { RestApi, RestReply } from './reference/rest.js';

export interface ReferenceBackendOptions {
  /** The FalkorDB to stand in front of. */
  readonly falkordb: FalkorDBAddress;
  /** Who may call: `{ apiKey }`, or `{ jwt }` with one graph space per tenant. */
  readonly admission: Admission;
  /** `documented` as the manual says, `actual` as the shipped backend was measured. Default `documented`. */
  readonly dialect?: 'documented' | 'actual';
  /** Port on 127.0.0.1; 0 takes any free one. Default 0. */
  readonly port?: number;
  /** Milliseconds a query may take. Default 30000. */
  readonly queryTimeout?: number;
}

export interface ReferenceBackend {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /** Answers what is under way, up to 2 s, then ends. */
  close(): Promise<void>;
}

/**
 * A stand-in for FalkorDB MCPServer, for development and tests: the same REST API, on loopback, straight on
 * FalkorDB. It is not meant to be exposed.
 */
export async function startReferenceBackend(options: ReferenceBackendOptions): Promise<ReferenceBackend> {
  const { falkordb, admission, dialect = 'documented', port = 0, queryTimeout = 30_000 } = options;
  // The shipped backend has one connection: its queries wait for each other.
  const database = await connectDatabase(falkordb, dialect === 'actual' ? 1 : 4);
  const api = (dialect === 'actual' ? actualApi : documentedApi)({ database, admission, queryTimeout });
  const server = createServer((request, response) => {
    serve(api, request, response).catch(() => response.destroy());
  });
  try {
    await listen(server, port);
  } catch (error) {
    await database.close();
    throw error;
  }
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${taken}`, close: () => closeServer(server).then(() => database.close()) };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), 2_000);
  await closed;
  clearTimeout(timer);
}

async function serve(api: RestApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://backend');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]));
  const plain = { method: request.method ?? 'GET', path, query, headers };
  const body = await readBody(request, api.maxBodyBytes);
  reply(request, response, body ? await api.handle({ ...plain, body }) : api.refuseBody(plain));
}

/** The whole body, or undefined when it is larger than `limit` bytes. */
async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size > limit ? undefined : Buffer.concat(chunks);
}

function reply(request: IncomingMessage, response: ServerResponse, { status, body }: RestReply): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
