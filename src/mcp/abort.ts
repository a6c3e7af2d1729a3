/** Why a running call should stop, told apart as the tools need it. */
export interface CallSignals {
  /** Cancels the call for a reason of our own. */
  readonly cancel: () => void;
  /** The client cancelled this call. */
  readonly signal: AbortSignal;
  /** The client is gone. */
  readonly disconnected: AbortSignal;
}

/** The reason of a cancellation that we make up because the client has left; a client that gives it means the same. */
export const clientGone = 'The client has gone away.';

/** How a call ends before its time. */
export interface AbortRules {
  /** True once the connection has ended. */
  readonly isClosed: () => boolean;
  /** A client that leaves counts as one that cancels. */
  readonly abortWrites: boolean;
}

/**
 * Splits the SDK's one signal per request, which is aborted both by a cancellation and by the end of the connection.
 * The reason alone cannot tell them apart (one SDK gives none), but a server that lost its transport can; the question
 * is asked one microtask later, since one SDK aborts before it lets go of the transport.
 */
export function splitSignal(request: AbortSignal, { isClosed, abortWrites }: AbortRules): CallSignals {
  const cancelled = new AbortController();
  const disconnected = new AbortController();
  const forward = (): void =>
    queueMicrotask(() => {
      const gone = isClosed() || request.reason === clientGone;
      if (gone) disconnected.abort();
      if (!gone || abortWrites) cancelled.abort();
    });
  if (request.aborted) forward();
  else request.addEventListener('abort', forward, { once: true });
  return { signal: cancelled.signal, disconnected: disconnected.signal, cancel: () => cancelled.abort() };
}
