/** `mcp-rest-proxy/got`: the backend client for people who bring a got instance with hooks. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Got, Request } from 'got';
import { MissingPeerError } from '../errors.js';
import { type Attempt, beginAttempt } from './attempt.js';
import { ACCEPT_ENCODING } from './body-reader.js';
import type { BackendClientFactory, BackendLimits, BackendRequest, BackendResponse } from './client.js';
import { failureIn } from './failure.js';
import { createAgents, type IdleLimitedAgents } from './got-agent.js';
import { isPinnedPath } from './wire-path.js';

/**
 * A backend client on got. Hooks, handlers, headers, TLS material and agents of `instance` stay in force
 * (`afterResponse` hooks excepted: got does not run them on streams). Redirects, retries, caching, cookies,
 * decompression by got, HTTP/2, Unix sockets and skipping of certificate checks are switched off whatever
 * the instance says. An agent of the instance should drop idle sockets earlier than the backend does.
 *
 * @param instance Default: plain got.
 * @throws MissingPeerError when no instance is given and got is not installed.
 */
export function gotClient(instance?: Got): BackendClientFactory {
  if (instance === undefined) assertInstalled();
  return ({ origin, limits }) => {
    const agents = createAgents(limits);
    const running = new Set<Promise<BackendResponse>>();
    let client: Promise<Got> | undefined;
    let closed = false;
    const load = async () => harden(instance ?? (await import('got')).got, agents);

    return {
      async send(request, { signal }) {
        if (!isPinnedPath(origin, request.path)) throw failureIn('waiting', 'backend_protocol');
        client ??= load();
        const loaded = await client;
        if (closed) throw failureIn('waiting', 'backend_unavailable');
        const response = send({ client: loaded, origin, limits, agents }, request, signal);
        running.add(response);
        return response.finally(() => running.delete(response));
      },
      async close() {
        closed = true;
        await Promise.allSettled(running);
        agents.destroy();
      },
    };
  };
}

/** got ignores `undefined` here. A jar would carry one caller's cookies into the calls of another. */
const NO_COOKIES = { getCookieString: async () => '', setCookie: async () => {} };

function assertInstalled(): void {
  try {
    import.meta.resolve('got');
  } catch (cause) {
    throw new MissingPeerError('got', 'gotClient()', { cause });
  }
}

function harden(instance: Got, agents: IdleLimitedAgents): Got {
  const { agent } = instance.defaults.options;
  return instance.extend({
    prefixUrl: '',
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    decompress: false,
    strictContentLength: true,
    enableUnixSockets: false,
    http2: false,
    cache: false,
    cookieJar: NO_COOKIES,
    username: '',
    password: '',
    https: { rejectUnauthorized: true },
    agent: { http: agent.http || agents.http, https: agent.https || agents.https },
  });
}

interface Connection {
  readonly client: Got;
  readonly origin: string;
  readonly limits: BackendLimits;
  readonly agents: IdleLimitedAgents;
}

function send(connection: Connection, request: BackendRequest, signal: AbortSignal): Promise<BackendResponse> {
  let stream: Request | undefined;
  const attempt = beginAttempt(request, connection.limits, signal, {
    stop: () => stream?.destroy(),
    pause: () => stream?.pause(),
    resume: () => stream?.resume(),
  });
  if (signal.aborted) return attempt.response;
  stream = connection.client.stream(connection.origin + request.path, streamOptions(request));
  stream.on('error', (error: unknown) => attempt.failed(error));
  stream.once('request', (outgoing) => watchRequest(attempt, outgoing, connection.origin));
  stream.once('response', (incoming) => readResponse(attempt, stream, incoming, connection.agents));
  return attempt.response;
}

function streamOptions(request: BackendRequest) {
  const body = request.body ?? (/^(POST|PUT|PATCH)$/.test(request.method) ? '' : undefined);
  return {
    method: request.method,
    headers: { 'user-agent': undefined, ...request.headers, 'accept-encoding': ACCEPT_ENCODING },
    // With this set, got waits for a body that never comes.
    allowGetBody: body !== undefined,
    ...(body === undefined ? {} : { body }),
  };
}

/** got's own timings do not tell "not sent" reliably; a socket that is still connecting does. */
function watchRequest(attempt: Attempt, outgoing: ClientRequest, origin: string): void {
  const ready = origin.startsWith('https:') ? 'secureConnect' : 'connect';
  outgoing.once('socket', (socket) => {
    if (socket.destroyed) return;
    if (!socket.connecting) return attempt.sent();
    attempt.connecting();
    socket.once(ready, attempt.sent);
  });
  outgoing.on('information', ({ statusCode }) => attempt.head(statusCode, {}));
  outgoing.once('upgrade', (_, socket) => {
    attempt.refuse('backend_protocol');
    socket.destroy();
  });
}

function readResponse(
  attempt: Attempt,
  stream: Request | undefined,
  incoming: IncomingMessage,
  agents: IdleLimitedAgents,
): void {
  agents.hint(incoming.socket, incoming.headers['keep-alive']?.toString());
  attempt.head(incoming.statusCode ?? 0, incoming.headers);
  stream?.on('data', (chunk: Uint8Array) => attempt.data(chunk));
  stream?.once('end', () => attempt.end());
}
