import type { IncomingMessage, ServerResponse } from 'node:http';
import { authenticate } from '../auth/authenticate.js';
import type { Principal } from '../auth/principal.js';
import { AuthenticationError, type AuthStrategy, type DialledEndpoint } from '../auth/strategy.js';
import type { Logger } from '../telemetry/logger.js';
import { clientAddress, readForwardedAddress } from './client-address.js';
import type { Cors } from './cors.js';
import { refuseAmbiguousCredentials } from './credential-hygiene.js';
import type { HttpRoute } from './exchange.js';
import { isLocalConnection } from './host-guard.js';
import { HttpError, rpcError, tryLater } from './http-error.js';
import type { FindOpenRoute } from './open-routes.js';
import { type OriginGuard, refuseForeignOrigin } from './origin-guard.js';
import { sendHttpError, sendRpcError } from './respond.js';
import { locate, type Target } from './target.js';

/** A Node request listener that also fits Express: requests for other paths go to `next` when there is one. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

type PlainHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface RouterOptions {
  readonly auth: AuthStrategy;
  /** Milliseconds. */
  readonly authTimeout: number;
  readonly logger: Logger;
  /** The MCP routes: guarded and authenticated. */
  readonly routes: readonly HttpRoute[];
  /** Neither guarded by origin nor authenticated. */
  readonly findOpenRoute: FindOpenRoute;
  /** Served under every `Host`, since load balancers probe by address. */
  readonly health: { readonly path: string; readonly handle: PlainHandler } | undefined;
  readonly publicPath: string;
  /** Reverse proxies in front whose `X-Forwarded-For` is believed. */
  readonly trustedHops: number;
  /** The URL of the proxy's root as the client sees it, where that can be told. */
  readonly baseOf: (request: IncomingMessage) => string | undefined;
  readonly guardHost: (request: IncomingMessage) => void;
  readonly isAllowedOrigin: OriginGuard;
  readonly cors: Cors;
  /** Counts one request of a caller. @throws HttpError 429 */
  readonly chargeRequest: (principal: Principal, request: IncomingMessage) => void;
  readonly isDraining: () => boolean;
}

function refuseNetworkWithoutAuth(auth: AuthStrategy, request: IncomingMessage): void {
  if (auth.anonymous !== true || auth.allowNetwork === true || isLocalConnection(request)) return;
  throw new HttpError(
    403,
    'This server has no authentication and serves its own machine only. Its operator can set one up, or allow this by noAuth({ dangerouslyAllowNetwork: true }).',
  );
}

function sendRefusal(response: ServerResponse, error: AuthenticationError): void {
  const { status, challenge, retryAfter, message } = error;
  sendRpcError(response, status, { code: rpcError.refused, message }, null, {
    ...(challenge === undefined ? {} : { 'WWW-Authenticate': challenge.replace(/[^\t\x20-\x7e]/g, '') }),
    ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
  });
}

/** What the client is configured with: the path it calls, or the main one of a transport that has paths besides. */
function endpointOf({ resources }: HttpRoute, { path }: Target, base: string | undefined): DialledEndpoint {
  return { path: resources.includes(path) ? path : (resources[0] ?? path), base };
}

async function serveRoute(
  options: RouterOptions,
  route: HttpRoute,
  target: Target,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { auth, cors, logger } = options;
  refuseForeignOrigin(options.isAllowedOrigin, request);
  refuseNetworkWithoutAuth(auth, request);
  cors.apply(request, response);
  if (request.method === 'OPTIONS') {
    cors.preflight(request, response);
    return;
  }
  if (options.isDraining()) throw tryLater(503, 'The server is shutting down.', 5);
  refuseAmbiguousCredentials(request, target.query);
  const { method = '', headers } = request;
  const endpoint = endpointOf(route, target, options.baseOf(request));
  const principal = await authenticate(
    auth,
    { method, path: target.path, headers, remoteAddress: clientAddress(request), endpoint },
    { timeout: options.authTimeout, logger },
  );
  // A client that left meanwhile is not served: nothing would ever tell its session or stream that it has gone.
  if (response.destroyed) return;
  options.chargeRequest(principal, request);
  await route.handle({ request, response, ...target, principal, endpoint });
}

function answerFailure(logger: Logger, target: Target, response: ServerResponse, error: unknown): void {
  const { path } = target;
  if (error instanceof AuthenticationError) {
    logger.info({ path, status: error.status, reason: error.message }, 'A request was not authenticated');
    sendRefusal(response, error);
  } else if (error instanceof HttpError) {
    logger.debug({ path, status: error.status, reason: error.message }, 'A request was refused');
    sendHttpError(response, error);
  } else {
    logger.error({ path, error }, 'A request failed unexpectedly');
    sendRpcError(response, 500, { code: rpcError.internal, message: 'Internal error' });
  }
  if (!response.writableEnded) response.destroy();
}

/** Finds who serves a request and runs guards and authentication in front: the first failure answers. */
export function createRouter(options: RouterOptions): RequestHandler {
  const { health, findOpenRoute, logger } = options;
  const routes = new Map(options.routes.flatMap((route) => route.paths.map((path) => [path, route] as const)));

  const find = (target: Target, request: IncomingMessage, response: ServerResponse) => {
    if (health !== undefined && target.path === health.path) return () => health.handle(request, response);
    const route = routes.get(target.path);
    const open = route === undefined ? findOpenRoute(target.path) : undefined;
    if (open === undefined && route === undefined) return undefined;
    return async () => {
      options.guardHost(request);
      if (open !== undefined) await open(request, response);
      else if (route !== undefined) await serveRoute(options, route, target, request, response);
    };
  };

  return (request, response, next) => {
    const target = locate(request, options.publicPath);
    readForwardedAddress(request, options.trustedHops);
    const serve = find(target, request, response);
    if (serve !== undefined) {
      Promise.resolve()
        .then(serve)
        .catch((error: unknown) => answerFailure(logger, target, response, error));
    } else if (next !== undefined) {
      next();
    } else {
      sendHttpError(response, new HttpError(404, 'There is nothing at this path.'));
    }
  };
}
