import { livePrincipal } from '../auth/live-principal.js';
import { type Principal, principalKey } from '../auth/principal.js';
import type { SseStream } from '../http/sse-stream.js';
import type { JsonRpcMessage, RequestId } from '../mcp/engine.js';
import { createExpiry } from './expiry.js';
import { cancelledId, isRequestMessage, isResponseMessage, sessionEnded } from './message.js';
import type { RunningCalls } from './running-calls.js';
import type { TableSession } from './session-table.js';
import type { TransportHost } from './transport.js';

/** A connection of HTTP+SSE (2024-11-05): it lives exactly as long as its stream. */
export interface SseSession extends TableSession {
  receive(message: JsonRpcMessage, principal: Principal): void;
}

export async function openSseSession(
  host: TransportHost,
  id: string,
  opener: Principal,
  hooks: { readonly calls: RunningCalls; readonly stream: () => SseStream; readonly onClosed: () => void },
): Promise<SseSession> {
  const live = livePrincipal(opener);
  const running = new Map<RequestId, () => void>();
  const expiry = createExpiry(() => void session.close());
  let stream: SseStream | undefined;
  let closed = false;

  const settle = (requestId: RequestId | undefined): void => {
    if (requestId === undefined) return;
    running.get(requestId)?.();
    running.delete(requestId);
  };

  const peer = await host.engine.openLegacy({
    principal: live.principal,
    sessionId: id,
    send(message) {
      stream?.send(JSON.stringify(message), 'message');
      if (isResponseMessage(message)) settle(message.id);
    },
  });
  stream = hooks.stream();

  const session: SseSession = {
    owner: principalKey(opener),
    principal: live.principal,
    idleSince: undefined,
    receive(message, principal) {
      live.update(principal);
      expiry.follow(principal);
      if (isRequestMessage(message)) {
        settle(message.id);
        running.set(message.id, hooks.calls.begin());
      }
      peer.receive(message);
      settle(cancelledId(message));
    },
    async close() {
      if (closed) return;
      closed = true;
      expiry.stop();
      hooks.onClosed();
      await peer.close();
      for (const id of [...running.keys()]) {
        settle(id);
        stream?.send(JSON.stringify({ jsonrpc: '2.0', id, error: sessionEnded }), 'message');
      }
      stream?.send('{}', 'close');
      stream?.end();
    },
  };
  expiry.follow(opener);
  return session;
}
