import type { IncomingMessage } from 'node:http';
import { authRoutes } from '../auth/resource-routes.js';
import type { AuthRoute, AuthStrategy } from '../auth/strategy.js';
import { credentialRoutes } from '../credentials/serve-rules.js';
import { ConfigurationError, type Problem } from '../errors.js';
import { baseUrl } from '../http/base-url.js';
import { createCors } from '../http/cors.js';
import { createHealth } from '../http/health.js';
import { createHostGuard } from '../http/host-guard.js';
import { createOpenRoutes } from '../http/open-routes.js';
import { createOriginGuard } from '../http/origin-guard.js';
import { createRouter, type RequestHandler } from '../http/router.js';
import type { Logger } from '../telemetry/logger.js';
import { createScopeGuard, type ScopeGuard } from '../transports/scope-guard.js';
import type { AttachedHttpTransport, HttpTransport } from '../transports/transport.js';
import { createRateCharge } from './charge-rate.js';
import type { ProxyOptions } from './options.js';
import { attempt, type Settings } from './resolve-options.js';

/** What the parts of a proxy share. */
export interface ProxyParts {
  readonly options: ProxyOptions;
  readonly settings: Settings;
  readonly auth: AuthStrategy;
  readonly logger: Logger;
  readonly isDraining: () => boolean;
}

/** The proxy as far as it is reached over HTTP. */
export interface HttpSide {
  readonly handler: RequestHandler;
  readonly transports: readonly AttachedHttpTransport[];
}

const DEFAULT_HEALTH_PATH = '/health';

function guardScopes({ insufficientScope, auth }: ProxyOptions, { tools }: Settings): ScopeGuard {
  if (insufficientScope !== 'challenge') return () => undefined;
  const needed = new Map(tools.definitions.map(({ name, scopes }) => [name, scopes]));
  return createScopeGuard(needed, auth?.protectedResource);
}

function checkPaths(paths: readonly string[]): readonly Problem[] {
  const twice = paths.filter((path, index) => paths.indexOf(path) !== index);
  return twice.map((path) => ({ place: 'transports', message: `two of them serve ${path}.`, fix: 'Change one path.' }));
}

function openRoutesOf(
  { auth, settings: { publicUrl, tools } }: ProxyParts,
  transports: readonly AttachedHttpTransport[],
  baseOf: (request: IncomingMessage) => string | undefined,
): readonly AuthRoute[] {
  const resources = transports.flatMap((transport) => transport.resources);
  const mount = { origin: publicUrl?.origin, path: publicUrl?.path ?? '', resources, baseOf };
  return [...authRoutes(auth, mount), ...credentialRoutes(tools.credentials ?? [])];
}

function healthRoute({ options, isDraining }: ProxyParts, transports: readonly AttachedHttpTransport[]) {
  if (options.health === false) return undefined;
  const { path = DEFAULT_HEALTH_PATH, ...health } = options.health ?? {};
  const state = () => ({
    version: options.version,
    sessions: transports.reduce((sum, { sessions }) => sum + sessions, 0),
    draining: isDraining(),
  });
  return { path, handle: createHealth(health, state) };
}

/** Attaches the transports and puts the guards in front of them. @throws ConfigurationError when two paths are alike. */
export function serveHttp(parts: ProxyParts, given: readonly HttpTransport[]): HttpSide {
  const { options, settings, auth, logger, isDraining } = parts;
  const { engine, limits, publicUrl, tools } = settings;
  const { chargeRequest, chargeMessages } = createRateCharge(options.rateLimit, auth, tools);
  const checkScopes = guardScopes(options, settings);
  const host = { engine, logger, auth, bodyLimits: limits, chargeMessages, checkScopes };
  const transports = given.map((transport) => transport.attach(host));
  const baseOf = (request: IncomingMessage): string | undefined => baseUrl(request, publicUrl);
  const health = healthRoute(parts, transports);
  const problems: Problem[] = [];
  const openRoutes = attempt(problems, () => openRoutesOf(parts, transports, baseOf)) ?? [];
  const paths = [...transports.flatMap((transport) => transport.paths), ...(health === undefined ? [] : [health.path])];
  problems.push(...checkPaths([...paths, ...openRoutes.map(({ path }) => path)]));
  if (problems.length > 0) {
    for (const transport of transports) void transport.close();
    throw new ConfigurationError(problems);
  }
  const handler = createRouter({
    auth,
    authTimeout: limits.authTimeout,
    logger,
    routes: transports,
    findOpenRoute: createOpenRoutes(openRoutes),
    baseOf,
    health,
    publicPath: publicUrl?.path ?? '',
    trustedHops: options.trustedHops ?? 0,
    guardHost: createHostGuard([...(options.allowedHosts ?? []), ...(publicUrl ? [publicUrl.host] : [])]),
    isAllowedOrigin: createOriginGuard([...(options.allowedOrigins ?? []), ...(publicUrl ? [publicUrl.origin] : [])]),
    cors: createCors(auth.requestHeaders ?? []),
    chargeRequest,
    isDraining,
  });
  return { handler, transports };
}
