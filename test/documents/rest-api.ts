import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it stood on the wire. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, not decoded. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A REST API that answers everything with what it is told. */
export interface RestApi {
  readonly url: string;
  /** Requests since the last call of this. */
  take(): readonly SeenRequest[];
  answer(value: unknown): void;
  close(): void;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startRestApi(): Promise<RestApi> {
  let seen: SeenRequest[] = [];
  let text = '{}';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: target = '', headers } = request;
      seen.push({ method, target, headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
    take() {
      const taken = seen;
      seen = [];
      return taken;
    },
    answer(value) {
      text = JSON.stringify(value) ?? 'null';
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
