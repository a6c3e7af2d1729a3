import { ConfigurationError } from '../errors.js';
import { readJsonBody } from '../http/body.js';
import { HttpError, methodNotAllowed } from '../http/http-error.js';
import { sendHttpError, sendRpcError } from '../http/respond.js';
import type { LegacySession } from './legacy-session.js';
import { bodyId, toMessages } from './message.js';
import { createRunningCalls } from './running-calls.js';
import { createSessionTable } from './session-table.js';
import { bothForms, checkTransportOptions, type StreamOptions, streamSettings } from './stream-settings.js';
import { createLegacyEndpoint } from './streamable-legacy.js';
import { createModernEndpoint } from './streamable-modern.js';
import type { AttachedHttpTransport, HttpExchange, HttpTransport, HttpTransportHost } from './transport.js';

export interface StreamableHttpOptions extends StreamOptions {
  /** Served as it is and with a trailing slash. Default `/mcp`. */
  readonly path?: string;
  /** Milliseconds after which a session without calls and without a stream is closed. Default 30 minutes. */
  readonly sessionIdleTimeout?: number;
  /** Open sessions; more are refused with 503. Default 10000. */
  readonly maxSessions?: number;
  /**
   * Open sessions of one caller; more are refused with 429. Default 1000. Without authentication all callers
   * are one, and only `maxSessions` counts.
   */
  readonly maxSessionsPerPrincipal?: number;
}

const METHODS = 'GET, POST, DELETE, OPTIONS';

/**
 * Streamable HTTP in every revision on one endpoint: sessions for 2025-03-26 to 2025-11-25, stateless requests for
 * 2026-07-28. Each request decides for itself which it is.
 *
 * @throws ConfigurationError
 */
export function streamableHttp(options: StreamableHttpOptions = {}): HttpTransport {
  const problems = checkTransportOptions('streamableHttp', options);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { kind: 'http', name: 'streamable-http', attach: (host) => attach(host, options) };
}

function attach(host: HttpTransportHost, options: StreamableHttpOptions): AttachedHttpTransport {
  const { path = '/mcp', maxSessions = 10_000, sessionIdleTimeout = 30 * 60_000 } = options;
  const stream = streamSettings(options, 'streamable-http', host.logger);
  const calls = createRunningCalls();
  const sessions = createSessionTable<LegacySession>({
    maxSessions,
    maxSessionsPerPrincipal: host.auth.anonymous === true ? maxSessions : (options.maxSessionsPerPrincipal ?? 1000),
    idleTimeout: sessionIdleTimeout,
    logger: host.logger,
    revocations: host.auth.revocations,
  });
  const legacy = createLegacyEndpoint({ host, sessions, stream, calls });
  const modern = createModernEndpoint({ host, stream, calls });

  const dispatch = async (exchange: HttpExchange, body: unknown): Promise<void> => {
    const { request, response } = exchange;
    const kind = host.engine.classify(request.headers, body);
    if (kind.era === 'reject') return sendRpcError(response, kind.status, kind.error, bodyId(body));
    const messages = toMessages(body);
    host.chargeMessages(exchange, messages);
    host.checkScopes(exchange, messages);
    if (kind.era === 'modern') await modern.post(exchange, messages, kind.version);
    else await legacy.post(exchange, messages, kind.batch === true);
  };

  const post = async (exchange: HttpExchange): Promise<void> => {
    const body = await readJsonBody(exchange.request, host.bodyLimits);
    try {
      await dispatch(exchange, body);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      sendHttpError(exchange.response, error, bodyId(body));
    }
  };

  return {
    paths: bothForms(path),
    resources: bothForms(path),
    get sessions() {
      return sessions.size;
    },
    async handle(exchange) {
      const { method } = exchange.request;
      if (method === 'POST') await post(exchange);
      else if (method === 'GET') legacy.get(exchange);
      else if (method === 'DELETE') await legacy.delete(exchange);
      else throw methodNotAllowed(METHODS);
    },
    async drain() {
      sessions.drain();
      await calls.idle();
    },
    async close() {
      modern.close();
      await sessions.close();
    },
  };
}
