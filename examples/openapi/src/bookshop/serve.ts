import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { notFound, Problem, problem } from './answer.js';
import { type Catalogue, openCatalogue } from './catalogue.js';
import { routes } from './routes.js';

/** A running bookshop. */
export interface Bookshop {
  /** Where its API is: what `baseUrl` of the map is for the real one. */
  readonly url: string;
  close(): Promise<void>;
}

const PREFIX = '/v2';

async function readRequest(message: IncomingMessage, url: URL): Promise<Request> {
  const headers = Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const body = await buffer(message);
  const { method = 'GET' } = message;
  return new Request(url, body.length > 0 ? { method, headers, body: new Uint8Array(body) } : { method, headers });
}

async function answer(shop: Catalogue, request: Request, url: URL, token: string): Promise<Response> {
  const place = url.pathname.startsWith(`${PREFIX}/`) ? url.pathname.slice(PREFIX.length) : '';
  const known = routes.map((route) => ({ route, match: route.pattern.exec(place) }));
  const found = known.find(({ route, match }) => match !== null && route.method === request.method);
  if (!found) throw notFound(`${request.method} ${url.pathname}`);
  if (!found.route.open && request.headers.get('authorization') !== `Bearer ${token}`) {
    throw new Problem(401, 'Unauthorized', 'Only people who work here may do this.');
  }
  const path = (found.match ?? []).slice(1).map(decodeURIComponent);
  return found.route.answer({ shop, request, query: url.searchParams, path });
}

function refuse(error: unknown): Response {
  if (error instanceof Problem) return problem(error);
  return problem(new Problem(400, 'Bad request', error instanceof Error ? error.message : String(error)));
}

async function send(response: Response, to: ServerResponse): Promise<void> {
  to.writeHead(response.status, Object.fromEntries(response.headers));
  to.end(Buffer.from(await response.arrayBuffer()));
}

/** Opens the bookshop on loopback: the REST API that `bookshop.yaml` describes, with everything in memory. */
export async function openBookshop(options: { readonly token: string; readonly port?: number }): Promise<Bookshop> {
  const shop = openCatalogue();
  const server = createServer(async (message, to) => {
    const url = new URL(message.url ?? '/', 'http://127.0.0.1');
    const response = await readRequest(message, url)
      .then((request) => answer(shop, request, url, options.token))
      .catch(refuse);
    await send(response, to);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${PREFIX}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
