import { principalKey } from '../auth/principal.js';
import { ConfigurationError } from '../errors.js';
import { readJsonBody } from '../http/body.js';
import { HttpError, methodNotAllowed, rpcError } from '../http/http-error.js';
import { sendEmpty, sendHttpError, sendRpcError } from '../http/respond.js';
import { openSseStream, type SseStream } from '../http/sse-stream.js';
import { readAccept } from './accept.js';
import { bodyId, toMessages } from './message.js';
import { createRunningCalls } from './running-calls.js';
import { createSessionTable } from './session-table.js';
import { openSseSession, type SseSession } from './sse-session.js';
import { bothForms, checkTransportOptions, type StreamOptions, streamSettings } from './stream-settings.js';
import type { AttachedHttpTransport, HttpExchange, HttpTransport, HttpTransportHost } from './transport.js';

export interface SseOptions extends StreamOptions {
  /** Where the stream is opened; served as it is and with a trailing slash. Default `/sse`. */
  readonly path?: string;
  /** Where messages are posted. Default `/messages`. */
  readonly messagePath?: string;
  /** Open streams; more are refused with 503. Default 10000. */
  readonly maxSessions?: number;
  /** Open streams of one caller; more are refused with 429. Default 1000; does not count without authentication. */
  readonly maxSessionsPerPrincipal?: number;
}

const MODERN_REFUSED =
  'This revision of the protocol is not spoken over HTTP+SSE. Use the Streamable HTTP endpoint of this server.';

/**
 * HTTP+SSE of 2024-11-05, for clients that know nothing newer. Deprecated by the protocol: offer it beside
 * `streamableHttp()`, never instead of it.
 *
 * @throws ConfigurationError
 */
export function sse(options: SseOptions = {}): HttpTransport {
  const { path = '/sse', messagePath = '/messages' } = options;
  const same = path === messagePath ? [{ place: 'sse.messagePath', message: 'is the same as sse.path.' }] : [];
  const problems = [...checkTransportOptions('sse', options), ...same];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { kind: 'http', name: 'sse', attach: (host) => attach(host, { ...options, path, messagePath }) };
}

type ResolvedOptions = SseOptions & { readonly path: string; readonly messagePath: string };

function attach(host: HttpTransportHost, options: ResolvedOptions): AttachedHttpTransport {
  const { path, messagePath, maxSessions = 10_000 } = options;
  const streamOptions = streamSettings(options, 'sse', host.logger);
  const calls = createRunningCalls();
  const sessions = createSessionTable<SseSession>({
    maxSessions,
    maxSessionsPerPrincipal: host.auth.anonymous === true ? maxSessions : (options.maxSessionsPerPrincipal ?? 1000),
    idleTimeout: Number.MAX_SAFE_INTEGER,
    logger: host.logger,
    revocations: host.auth.revocations,
  });

  /** An absolute path: a relative one resolves differently from `/sse` and from `/sse/`. */
  const startStream = ({ response, publicPath }: HttpExchange, id: string): SseStream => {
    const stream = openSseStream(response, streamOptions);
    stream.send(`${publicPath}${messagePath}?sessionId=${id}`, 'endpoint');
    return stream;
  };

  const open = async (exchange: HttpExchange): Promise<void> => {
    const { principal, request, response } = exchange;
    if (!readAccept(request.headers.accept).sse) throw new HttpError(406, 'Accept must name text/event-stream.');
    const session = await sessions.open(principalKey(principal), (id, onClosed) =>
      openSseSession(host, id, principal, { calls, stream: () => startStream(exchange, id), onClosed }),
    );
    if (response.closed) await session.close();
    else response.once('close', () => void session.close());
  };

  const probe = ({ response }: HttpExchange): void => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform' });
    response.end();
  };

  const find = ({ query, principal }: HttpExchange): SseSession => {
    const id = query.get('sessionId');
    if (id === null || id === '') throw new HttpError(400, 'The sessionId parameter is missing.');
    const session = sessions.find(id, principalKey(principal));
    if (session !== undefined) return session;
    throw new HttpError(404, 'There is no such session. Open a new stream.', { code: rpcError.unknownSession });
  };

  const receive = (exchange: HttpExchange, session: SseSession, body: unknown): void => {
    const { request, response, principal } = exchange;
    const kind = host.engine.classify(request.headers, body);
    if (kind.era === 'reject') {
      sendRpcError(response, kind.status, kind.error, bodyId(body));
      return;
    }
    if (kind.era === 'modern' || kind.batch === true) {
      const message = kind.era === 'modern' ? MODERN_REFUSED : 'HTTP+SSE has no batches.';
      throw new HttpError(400, message, { code: rpcError.invalidRequest });
    }
    const messages = toMessages(body);
    host.chargeMessages(exchange, messages);
    host.checkScopes(exchange, messages);
    for (const message of messages) session.receive(message, principal);
    sendEmpty(response, 202);
  };

  const post = async (exchange: HttpExchange): Promise<void> => {
    const session = find(exchange);
    const body = await readJsonBody(exchange.request, host.bodyLimits);
    try {
      receive(exchange, session, body);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      sendHttpError(exchange.response, error, bodyId(body));
    }
  };

  const streamPaths = bothForms(path);
  return {
    paths: [...streamPaths, ...bothForms(messagePath)],
    resources: streamPaths,
    get sessions() {
      return sessions.size;
    },
    async handle(exchange) {
      const { method } = exchange.request;
      if (!streamPaths.includes(exchange.path)) {
        if (method !== 'POST') throw methodNotAllowed('POST, OPTIONS');
        await post(exchange);
      } else if (method === 'GET') await open(exchange);
      else if (method === 'HEAD') probe(exchange);
      else throw methodNotAllowed('GET, HEAD, OPTIONS');
    },
    async drain() {
      sessions.drain();
      await calls.idle();
    },
    close: () => sessions.close(),
  };
}
