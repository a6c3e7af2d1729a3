import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpRestProxyError } from '../errors.js';
import type { Logger } from '../telemetry/logger.js';
import type { HttpLimits } from './limits.js';
import type { RequestHandler } from './router.js';

/** Where a proxy listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  /** `http://host:port`, as reached from this machine. */
  readonly url: string;
}

export interface Listener {
  readonly address: ListenAddress;
  /** Accepts no more connections and closes those that have nothing to do. May be repeated. */
  stop(): void;
  /** Settles when the last connection is closed, after `stop`. */
  readonly closed: Promise<void>;
  /** Closes what is still open, whatever it is doing; settles when the port is free. */
  close(): Promise<void>;
}

const mends: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `Port ${port} on ${host} is in use by another program. Stop that program, or choose another port (0 picks a free one).`,
  EACCES: (_host, port) => `Port ${port} needs rights this process does not have. Choose a port above 1023.`,
  EADDRNOTAVAIL: (host) => `This machine has no address ${host}. Listen on one it has, such as 127.0.0.1 or 0.0.0.0.`,
  ENOTFOUND: (host) => `The host name ${host} has no address. Listen on an address, such as 127.0.0.1 or 0.0.0.0.`,
};

function explain(error: NodeJS.ErrnoException, host: string, port: number): McpRestProxyError {
  const mend = mends[error.code ?? ''];
  const message = mend === undefined ? `Listening on ${host}:${port} failed (${error.code}).` : mend(host, port);
  return new McpRestProxyError('transport_failed', message, { cause: error });
}

function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/**
 * Listens with the limits of this library instead of Node's (T118).
 *
 * @throws McpRestProxyError `transport_failed` that names the port and what to do.
 */
export async function listen(
  handler: RequestHandler,
  { host, port }: { readonly host: string; readonly port: number },
  limits: HttpLimits,
  logger: Logger,
): Promise<Listener> {
  const { headersTimeout, requestTimeout, keepAliveTimeout, maxConnections } = limits;
  const server = createServer(
    {
      headersTimeout: Math.min(headersTimeout, requestTimeout),
      requestTimeout,
      keepAliveTimeout,
      connectionsCheckingInterval: Math.max(100, Math.min(5000, headersTimeout / 2)),
      noDelay: true,
    },
    (request, response) => handler(request, response),
  );
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => reject(explain(error, host, port));
    server.once('error', refuse).listen({ host, port }, () => {
      server.off('error', refuse);
      resolve();
    });
  });
  // A listening server has errors too, such as a process out of file descriptors; nobody may crash of them.
  server.on('error', ({ message }) => logger.error({ reason: message }, 'A connection could not be accepted'));
  const closed = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const bound = server.address() as AddressInfo;

  return {
    address: { host, port: bound.port, url: urlOf(host, bound.port) },
    closed,
    stop() {
      server.close();
      server.closeIdleConnections();
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
