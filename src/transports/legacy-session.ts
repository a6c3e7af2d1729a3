import { livePrincipal } from '../auth/live-principal.js';
import { type Principal, principalKey } from '../auth/principal.js';
import { HttpError, rpcError } from '../http/http-error.js';
import type { SseStream } from '../http/sse-stream.js';
import type { JsonRpcMessage, Peer, RequestId } from '../mcp/engine.js';
import { createExpiry } from './expiry.js';
import { cancelledId, isRequestMessage, isResponseMessage, type RequestMessage, sessionEnded } from './message.js';
import type { PostReply } from './post-reply.js';
import type { RunningCalls } from './running-calls.js';
import type { TableSession } from './session-table.js';
import type { TransportHost } from './transport.js';

/** A session of Streamable HTTP, 2025-03-26 to 2025-11-25: one peer, its running calls, at most one GET stream. */
export interface LegacySession extends TableSession {
  readonly id: string;
  readonly protocolVersion: string | undefined;
  /**
   * Hands in the messages of one POST. `reply` is given when there are requests among them.
   * @throws HttpError 400 when a request's id is already in use.
   */
  receive(messages: readonly JsonRpcMessage[], principal: Principal, reply?: PostReply): void;
  /**
   * Nobody waits for `reply` any more, and without resumable streams nobody can ask again: what still runs for it is
   * told that its client has gone. That is no cancellation (MCP 2025-11-25, Transports).
   */
  abandon(reply: PostReply): void;
  /**
   * The stream ends with the principal that opened it, or with a newer one's; the session goes on without it.
   * @throws HttpError 409 when there is one already: a message goes to exactly one stream.
   */
  attachStream(principal: Principal, open: () => SseStream): void;
  detachStream(): void;
}

interface Pending {
  readonly request: RequestMessage;
  readonly reply: PostReply;
  readonly done: () => void;
}

export async function openLegacySession(
  host: TransportHost,
  id: string,
  opener: Principal,
  hooks: { readonly calls: RunningCalls; readonly onClosed: () => void },
): Promise<LegacySession> {
  const live = livePrincipal(opener);
  const pending = new Map<RequestId, Pending>();
  const expiry = createExpiry(() => stream?.end());
  let stream: SseStream | undefined;
  let lastUsed = performance.now();
  let closed = false;

  const settle = (requestId: RequestId): Pending | undefined => {
    const call = pending.get(requestId);
    pending.delete(requestId);
    call?.done();
    lastUsed = performance.now();
    return call;
  };

  const send = (message: JsonRpcMessage, related: RequestId | undefined): void => {
    if (isResponseMessage(message)) settle(message.id)?.reply.respond(message.id, message);
    else if (related !== undefined) pending.get(related)?.reply.notify(message);
    else stream?.send(JSON.stringify(message));
  };

  const peer: Peer = await host.engine.openLegacy({ principal: live.principal, sessionId: id, send });

  const forgetCancelled = (message: JsonRpcMessage): void => {
    const requestId = cancelledId(message);
    if (requestId === undefined || pending.get(requestId)?.request.method === 'initialize') return;
    settle(requestId)?.reply.forget(requestId);
  };

  const register = (requests: readonly RequestMessage[], reply: PostReply): void => {
    const ids = requests.map((request) => request.id);
    if (new Set(ids).size < ids.length || ids.some((requestId) => pending.has(requestId))) {
      throw new HttpError(400, 'The request id is already in use.', { code: rpcError.invalidRequest });
    }
    for (const request of requests) pending.set(request.id, { request, reply, done: hooks.calls.begin() });
  };

  return {
    id,
    owner: principalKey(opener),
    principal: live.principal,
    get protocolVersion() {
      return peer.protocolVersion();
    },
    get idleSince() {
      return pending.size > 0 || stream !== undefined ? undefined : lastUsed;
    },
    receive(messages, principal, reply) {
      lastUsed = performance.now();
      live.update(principal);
      if (stream !== undefined) expiry.follow(principal);
      if (reply !== undefined) register(messages.filter(isRequestMessage), reply);
      for (const message of messages) {
        peer.receive(message);
        forgetCancelled(message);
      }
    },
    abandon(reply) {
      for (const [requestId, call] of [...pending]) {
        if (call.reply !== reply) continue;
        settle(requestId);
        peer.abandon(requestId);
      }
    },
    attachStream(principal, open) {
      if (stream !== undefined) throw new HttpError(409, 'This session has a stream already.');
      live.update(principal);
      stream = open();
      expiry.follow(principal);
    },
    detachStream() {
      stream = undefined;
      expiry.stop();
      lastUsed = performance.now();
    },
    async close() {
      if (closed) return;
      closed = true;
      expiry.stop();
      hooks.onClosed();
      await peer.close();
      for (const [requestId, { reply }] of [...pending]) {
        settle(requestId);
        reply.fail(sessionEnded, 200);
      }
      stream?.send('{}', 'close');
      stream?.end();
    },
  };
}
