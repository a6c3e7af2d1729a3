import { principalKey } from '../auth/principal.js';
import { HttpError, methodNotAllowed, rpcError } from '../http/http-error.js';
import { sendEmpty } from '../http/respond.js';
import { openSseStream, type SseStreamOptions } from '../http/sse-stream.js';
import type { JsonRpcMessage } from '../mcp/engine.js';
import { readAccept } from './accept.js';
import { type LegacySession, openLegacySession } from './legacy-session.js';
import { isRequestMessage } from './message.js';
import { createPostReply, type PostReply } from './post-reply.js';
import type { RunningCalls } from './running-calls.js';
import type { SessionTable } from './session-table.js';
import type { HttpExchange, HttpTransportHost } from './transport.js';

const BATCH_VERSION = '2025-03-26';

/** The session half of Streamable HTTP: MCP 2025-03-26 to 2025-11-25, Transports. */
export interface LegacyEndpoint {
  post(exchange: HttpExchange, messages: readonly JsonRpcMessage[], batch: boolean): Promise<void>;
  get(exchange: HttpExchange): void;
  delete(exchange: HttpExchange): Promise<void>;
}

export interface LegacyEndpointOptions {
  readonly host: HttpTransportHost;
  readonly sessions: SessionTable<LegacySession>;
  readonly stream: SseStreamOptions;
  readonly calls: RunningCalls;
}

function headerOf({ request }: HttpExchange, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Forgets the session id when the handshake failed, or when its client left before the end of it. */
function watchHandshake({ response }: HttpExchange, session: LegacySession, reply: PostReply): PostReply {
  response.setHeader('Mcp-Session-Id', session.id);
  response.once('close', () => {
    if (!response.writableFinished) void session.close();
  });
  return {
    ...reply,
    respond(id, message, status) {
      if (message.error === undefined) return reply.respond(id, message, status);
      response.removeHeader('Mcp-Session-Id');
      reply.respond(id, message, status);
      void session.close();
    },
  };
}

export function createLegacyEndpoint({ host, sessions, stream, calls }: LegacyEndpointOptions): LegacyEndpoint {
  const checkVersion = (exchange: HttpExchange): void => {
    const version = headerOf(exchange, 'mcp-protocol-version');
    if (version === undefined || host.engine.legacyVersions.includes(version)) return;
    if (host.engine.modernVersions.includes(version)) throw methodNotAllowed('POST, OPTIONS');
    throw new HttpError(400, `MCP-Protocol-Version must be one of: ${host.engine.legacyVersions.join(', ')}.`);
  };

  const find = (exchange: HttpExchange): LegacySession => {
    const id = headerOf(exchange, 'mcp-session-id');
    if (id === undefined || id === '') {
      throw new HttpError(400, 'The Mcp-Session-Id header is missing. Start a session with an initialize request.');
    }
    const session = sessions.find(id, principalKey(exchange.principal));
    if (session !== undefined) return session;
    throw new HttpError(404, 'There is no such session. Start a new one with an initialize request.', {
      code: rpcError.unknownSession,
    });
  };

  const replyTo = (exchange: HttpExchange, messages: readonly JsonRpcMessage[], batch: boolean): PostReply => {
    const accepted = readAccept(headerOf(exchange, 'accept'));
    const ids = messages.filter(isRequestMessage).map(({ id }) => id);
    return createPostReply(exchange.response, { ids, batch, accepted, stream });
  };

  const open = (exchange: HttpExchange): Promise<LegacySession> => {
    const { principal } = exchange;
    return sessions.open(principalKey(principal), (id, remove) =>
      openLegacySession(host, id, principal, { calls, onClosed: remove }),
    );
  };

  const initialize = async (exchange: HttpExchange, messages: readonly JsonRpcMessage[]): Promise<void> => {
    readAccept(headerOf(exchange, 'accept'));
    const session = await open(exchange);
    const reply = watchHandshake(exchange, session, replyTo(exchange, messages, false));
    session.receive(messages, exchange.principal, reply);
  };

  const checkBatch = (exchange: HttpExchange, session: LegacySession): void => {
    const version = headerOf(exchange, 'mcp-protocol-version') ?? session.protocolVersion ?? BATCH_VERSION;
    if (version <= BATCH_VERSION) return;
    throw new HttpError(400, `Revision ${version} has no batches.`, { code: rpcError.invalidRequest });
  };

  return {
    async post(exchange, messages, batch) {
      const requests = messages.filter(isRequestMessage);
      if (requests.some(({ method }) => method === 'initialize')) return initialize(exchange, messages);
      const session = find(exchange);
      if (batch) checkBatch(exchange, session);
      if (requests.length > 0) {
        const reply = replyTo(exchange, messages, batch);
        session.receive(messages, exchange.principal, reply);
        exchange.response.once('close', () => session.abandon(reply));
      } else {
        session.receive(messages, exchange.principal);
        sendEmpty(exchange.response, 202);
      }
    },
    get(exchange) {
      checkVersion(exchange);
      const session = find(exchange);
      if (!readAccept(headerOf(exchange, 'accept')).sse) {
        throw new HttpError(406, 'Accept must name text/event-stream.');
      }
      const headers = { 'Mcp-Session-Id': session.id };
      session.attachStream(exchange.principal, () => openSseStream(exchange.response, { ...stream, headers }));
      exchange.response.once('close', () => session.detachStream());
    },
    async delete(exchange) {
      checkVersion(exchange);
      await find(exchange).close();
      sendEmpty(exchange.response, 204);
    },
  };
}
