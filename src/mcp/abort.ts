/** Why a running call should stop, told apart as the tools need it. */
export interface CallSignals {
  /** The client cancelled this call. */
  readonly signal: AbortSignal;
  /** The client is gone. */
  readonly disconnected: AbortSignal;
}

/**
 * Splits the SDK's one signal per request, which is aborted both by a cancellation and by the end of the connection.
 * The reason cannot tell them apart (one SDK gives none), but a server that lost its transport can; the question is
 * asked one microtask later, since one SDK aborts before it lets go of the transport.
 */
export function splitSignal(request: AbortSignal, isClosed: () => boolean): CallSignals {
  const cancelled = new AbortController();
  const disconnected = new AbortController();
  const forward = (): void => queueMicrotask(() => (isClosed() ? disconnected : cancelled).abort());
  if (request.aborted) forward();
  else request.addEventListener('abort', forward, { once: true });
  return { signal: cancelled.signal, disconnected: disconnected.signal };
}
