import type { IncomingMessage, ServerResponse } from 'node:http';
import { methodNotAllowed } from './http-error.js';
import { sendHttpError, sendJson } from './respond.js';

export interface HealthOptions {
  /** Default `/health`. */
  readonly path?: string;
  /** Asks the backend for a sign of life; rejecting, or answering `false`, means it is not well. */
  readonly backend?: () => Promise<unknown>;
  /** Milliseconds the backend has to answer. Default 2000. */
  readonly timeout?: number;
  /** Milliseconds for which an answer of the backend is used again, so that probes cannot burden it. Default 5000. */
  readonly cache?: number;
}

/** What the health route reports. Holds no address, name or message of the backend. */
export interface HealthReport {
  /** `degraded`: the backend does not answer. `draining`: the proxy is shutting down. Both with status 503. */
  readonly status: 'ok' | 'degraded' | 'draining';
  readonly version: string;
  /** Seconds. */
  readonly uptime: number;
  /** Open sessions and streams of all transports. */
  readonly sessions: number;
  readonly backend?: { readonly status: 'ok' | 'unavailable'; readonly latencyMs: number };
}

type BackendHealth = NonNullable<HealthReport['backend']>;

async function probe(ask: () => Promise<unknown>, timeout: number): Promise<BackendHealth> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeout, false);
  });
  const alive = await Promise.race([late, Promise.resolve().then(ask)]).then(
    (answer) => answer !== false,
    () => false,
  );
  clearTimeout(timer);
  return { status: alive ? 'ok' : 'unavailable', latencyMs: Math.round(performance.now() - start) };
}

/** One probe at a time; its answer serves everybody who asks within `cache` milliseconds. */
function createProbe({
  backend,
  timeout = 2000,
  cache = 5000,
}: HealthOptions): () => Promise<BackendHealth | undefined> {
  let latest: Promise<BackendHealth> | undefined;
  let freshUntil = 0;
  return async () => {
    if (backend === undefined) return undefined;
    if (latest !== undefined && performance.now() < freshUntil) return latest;
    freshUntil = Number.POSITIVE_INFINITY;
    latest = probe(backend, timeout).finally(() => {
      freshUntil = performance.now() + cache;
    });
    return latest;
  };
}

/** GET and HEAD of the health route: 200, or 503 when the proxy should get no traffic. Needs no credentials. */
export function createHealth(
  options: HealthOptions,
  state: () => { readonly version: string; readonly sessions: number; readonly draining: boolean },
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const started = performance.now();
  const askBackend = createProbe(options);
  const report = async (): Promise<HealthReport> => {
    const { version, sessions, draining } = state();
    const uptime = Math.round((performance.now() - started) / 1000);
    const backend = draining ? undefined : await askBackend();
    const well = backend?.status !== 'unavailable';
    const status = draining ? 'draining' : well ? 'ok' : 'degraded';
    return { status, version, uptime, sessions, ...(backend && { backend }) };
  };
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendHttpError(response, methodNotAllowed('GET, HEAD'));
      return;
    }
    const health = await report();
    sendJson(response, health.status === 'ok' ? 200 : 503, health);
  };
}
