import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { ExecutionContext } from 'ava';

/** One request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  /** The request target exactly as sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One request and full control over what happens to its connection. */
export interface FaultExchange extends ReceivedRequest {
  readonly socket: Socket;
  /** Number of the connection, from 0. */
  readonly connection: number;
  /** Number of the request in the life of the backend, from 0. */
  readonly index: number;
  /** Carries the call out: adds one to the ledger under the request's `x-marker`. */
  execute(): void;
  /** A complete answer; `content-length` is added. */
  respond(status: number, headers?: Readonly<Record<string, string>>, body?: string | Uint8Array): void;
  /** Raw bytes. */
  write(bytes: string | Uint8Array): void;
  end(): void;
  /** Sends RST. */
  reset(): void;
  /** Settles when the peer has closed the connection. */
  readonly closed: Promise<void>;
}

export interface FaultBackend {
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** Executions by marker. */
  readonly ledger: ReadonlyMap<string, number>;
  /** Connections accepted so far. */
  readonly connections: number;
  /** Connections open now. */
  readonly open: number;
}

export interface FaultOptions {
  readonly tls?: TlsOptions;
  /** Takes a new connection over before anything is read from it, when it returns true. */
  readonly onConnection?: (socket: Socket, connection: number) => boolean;
}

export type Behaviour = (exchange: FaultExchange) => void | Promise<void>;

/** A backend on raw sockets that can be broken at any byte, and counts what it carries out. */
export async function startFaultBackend(
  t: ExecutionContext,
  behaviour: Behaviour,
  options: FaultOptions = {},
): Promise<FaultBackend> {
  const requests: ReceivedRequest[] = [];
  const ledger = new Map<string, number>();
  const sockets = new Set<Socket>();
  let connections = 0;

  const accept = (socket: Socket) => {
    const connection = connections++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    if (options.onConnection?.(socket, connection)) return;
    readRequests(socket, (request) => {
      const index = requests.push(request) - 1;
      const execute = () => {
        const marker = request.headers['x-marker'] ?? '';
        ledger.set(marker, (ledger.get(marker) ?? 0) + 1);
      };
      void behaviour(makeExchange(request, socket, { connection, index, execute }));
    });
  };
  const server = options.tls ? createTlsServer(options.tls, accept) : createServer(accept);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    origin: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    ledger,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
  };
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

type ExchangePlace = Pick<FaultExchange, 'connection' | 'index' | 'execute'>;

function makeExchange(request: ReceivedRequest, socket: Socket, place: ExchangePlace): FaultExchange {
  const write = (bytes: string | Uint8Array) => {
    if (socket.writable) socket.write(bytes);
  };
  return {
    ...request,
    ...place,
    socket,
    write,
    respond(status, headers = {}, body = '') {
      const bytes = Buffer.from(body);
      const lines = Object.entries({ 'content-length': String(bytes.length), ...headers }).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      write(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n`, 'latin1'), bytes]));
    },
    end: () => socket.end(),
    reset: () => socket.resetAndDestroy(),
    get closed() {
      return new Promise<void>((resolve) => socket.once('close', () => resolve()));
    },
  };
}

/** Reads requests with `content-length` or no body, one after another. */
function readRequests(socket: Socket, onRequest: (request: ReceivedRequest) => void): void {
  let buffered = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (;;) {
      const headEnd = buffered.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = parseHead(buffered.subarray(0, headEnd).toString('latin1'));
      const end = headEnd + 4 + Number(head.headers['content-length'] ?? 0);
      if (buffered.length < end) return;
      const body = Buffer.from(buffered.subarray(headEnd + 4, end));
      buffered = buffered.subarray(end);
      onRequest({ ...head, body });
    }
  });
}

function parseHead(head: string): Omit<ReceivedRequest, 'body'> {
  const [line = '', ...fields] = head.split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const headers = fields.map((field) => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
  });
  return { method, target, headers: Object.fromEntries(headers) };
}
