import { type Dispatcher, Pool } from 'undici';
import { type Attempt, beginAttempt } from './attempt.js';
import { ACCEPT_ENCODING } from './body-reader.js';
import type { BackendClient, BackendClientFactory, BackendLimits, BackendRequest } from './client.js';
import { failureIn } from './failure.js';
import { createConnector, type UndiciClientOptions } from './undici-connector.js';
import { isPinnedPath } from './wire-path.js';

export type { UndiciClientOptions } from './undici-connector.js';

/** The default backend client: an undici `Pool`, which never follows redirects and never repeats a request. */
export function undiciClient(options: UndiciClientOptions = {}): BackendClientFactory {
  return ({ origin, limits }) => {
    const pool = createPool(origin, limits, options);
    let closing: Promise<void> | undefined;
    return {
      send: (request, { signal }) => send(pool, origin, limits, request, signal),
      close() {
        closing ??= pool.close();
        return closing;
      },
    } satisfies BackendClient;
  };
}

function createPool(origin: string, limits: BackendLimits, options: UndiciClientOptions): Pool {
  return new Pool(origin, {
    connect: createConnector(options, limits.connectTimeout),
    connections: limits.connections,
    pipelining: 1,
    allowH2: false,
    // Two milliseconds are the shortest undici takes; a longer hint of the server must not lengthen it.
    keepAliveTimeout: Math.max(2, limits.keepAliveTimeout),
    keepAliveMaxTimeout: Math.max(2, limits.keepAliveTimeout),
    keepAliveTimeoutThreshold: 1000,
    // Both are too coarse for our limits (about a second); the attempt has its own timers.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

function send(pool: Pool, origin: string, limits: BackendLimits, request: BackendRequest, signal: AbortSignal) {
  if (!isPinnedPath(origin, request.path)) return Promise.reject(failureIn('waiting', 'backend_protocol'));
  let controller: Dispatcher.DispatchController | undefined;
  const attempt = beginAttempt(request, limits, signal, {
    stop: () => controller?.abort(new Error('stopped')),
    pause: () => controller?.pause(),
    resume: () => controller?.resume(),
  });
  if (signal.aborted) return attempt.response;
  pool.dispatch(
    dispatchOptions(request),
    reportTo(attempt, (started) => {
      controller = started;
    }),
  );
  return attempt.response;
}

function dispatchOptions(request: BackendRequest): Dispatcher.DispatchOptions {
  return {
    method: request.method,
    path: request.path,
    headers: { ...request.headers, 'accept-encoding': ACCEPT_ENCODING },
    body: request.body ?? null,
  };
}

/** undici calls `onRequestStart` on a ready socket, right before it writes: until then nothing was sent. */
function reportTo(
  attempt: Attempt,
  onStart: (controller: Dispatcher.DispatchController) => void,
): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      if (attempt.settled()) return controller.abort(new Error('stopped'));
      onStart(controller);
      attempt.sent();
    },
    onResponseStart: (_, status, headers) => attempt.head(status, headers),
    onResponseData: (_, chunk) => attempt.data(chunk),
    onResponseEnd: () => attempt.end(),
    onResponseError: (_, error) => attempt.failed(error),
  };
}
