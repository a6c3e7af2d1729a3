import { rpcError } from '../http/http-error.js';
import { sendEmpty } from '../http/respond.js';
import type { SseStreamOptions } from '../http/sse-stream.js';
import type { JsonRpcMessage } from '../mcp/engine.js';
import { readAccept } from './accept.js';
import { isRequestMessage, isResponseMessage, type RequestMessage } from './message.js';
import { createPostReply, type PostReply } from './post-reply.js';
import type { RunningCalls } from './running-calls.js';
import type { HttpExchange, HttpTransportHost } from './transport.js';

const METHOD_NOT_FOUND = -32601;

/** The stateless half of Streamable HTTP: MCP 2026-07-28, one server for each request. */
export interface ModernEndpoint {
  post(exchange: HttpExchange, messages: readonly JsonRpcMessage[], version: string): Promise<void>;
  /** Answers everything that still runs with an error. */
  close(): void;
}

export interface ModernEndpointOptions {
  readonly host: HttpTransportHost;
  readonly stream: SseStreamOptions;
  readonly calls: RunningCalls;
}

const closing = {
  code: rpcError.internal,
  message: 'The server is shutting down; the outcome of this call is unknown.',
};

/** Errors found before the tool has run have a status of their own; all others are in band (MCP 2026-07-28). */
function earlyStatus({ error }: JsonRpcMessage): number {
  if (error === undefined) return 200;
  return error.code === METHOD_NOT_FOUND ? 404 : 400;
}

export function createModernEndpoint({ host, stream, calls }: ModernEndpointOptions): ModernEndpoint {
  const open = new Set<PostReply>();

  const serve = async (exchange: HttpExchange, request: RequestMessage, version: string): Promise<void> => {
    const { response, principal } = exchange;
    const accepted = readAccept(exchange.request.headers.accept);
    let early = true;
    let reply: PostReply | undefined;
    const send = (message: JsonRpcMessage): void => {
      if (isResponseMessage(message)) reply?.respond(request.id, message, early ? earlyStatus(message) : 200);
      else reply?.notify(message);
    };
    const peer = await host.engine.openModern({ principal, version, send });
    if (response.closed) return peer.close();
    const current = createPostReply(response, { ids: [request.id], batch: false, accepted, stream });
    reply = current;
    const done = calls.begin();
    open.add(current);
    // The end of the response, ours or the client's, is the end of the server; the client's is a cancellation.
    response.once('close', () => {
      open.delete(current);
      done();
      void peer.close();
    });
    peer.receive(request);
    early = false;
  };

  return {
    async post(exchange, [message], version) {
      if (message !== undefined && isRequestMessage(message)) await serve(exchange, message, version);
      else sendEmpty(exchange.response, 202);
    },
    close() {
      for (const reply of [...open]) reply.fail(closing, 200);
    },
  };
}
