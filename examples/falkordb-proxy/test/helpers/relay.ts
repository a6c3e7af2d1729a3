import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between proxy and backend, and remembers what the backend was shown. */
export interface Relay {
  readonly url: string;
  /** `Authorization` of every request that had one, in order. */
  readonly authorizations: readonly string[];
  close(): Promise<void>;
}

/** @param target where requests go; a function is asked anew for each, so that there may be several. */
export async function startRelay(target: string | (() => string)): Promise<Relay> {
  const authorizations: string[] = [];
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) authorizations.push(authorization);
    const url = new URL(request.url ?? '/', typeof target === 'string' ? target : target());
    const onward = send(url, { method: request.method, headers: request.headers });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorizations,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
