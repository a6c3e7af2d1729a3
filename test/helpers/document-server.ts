import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { goodCertificate, serverKey, testCa } from './certificates.js';

export interface DocumentServer {
  readonly port: number;
  /** Under a name that only the certificate and the tests know to be this machine. */
  readonly url: (path: string) => string;
  readonly requests: () => number;
  handle(serve: (request: IncomingMessage, response: ServerResponse) => void): void;
  /** Serves a client's metadata document at `path`. */
  publish(path: string, document: object, headers?: Readonly<Record<string, string>>): void;
}

/** Fetching from the test's own server, which a real deployment would refuse to do. */
export const localFetch = {
  ca: testCa,
  isAllowed: () => true,
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
} as const;

/** An https server with documents of clients. @param host its address. @param port 0 for any. */
export async function startDocuments(t: ExecutionContext, host = '127.0.0.1', port = 0): Promise<DocumentServer> {
  let requests = 0;
  let serve = (_request: IncomingMessage, response: ServerResponse): void => void response.writeHead(404).end();
  const server = createServer({ key: serverKey, cert: goodCertificate }, (request, response) => {
    requests += 1;
    serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port: bound } = server.address() as AddressInfo;
  const url = (path: string): string => `https://localhost:${bound}${path}`;
  return {
    port: bound,
    url,
    requests: () => requests,
    handle(next) {
      serve = next;
    },
    publish(path, document, headers = {}) {
      serve = (request, response) => {
        if (request.url !== path) return void response.writeHead(404).end();
        response.writeHead(200, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify({ client_id: url(path), ...document }));
      };
    },
  };
}
