import { noAuth } from './auth/no-auth.js';
import type { AuthStrategy } from './auth/strategy.js';
import type { EndpointMap } from './endpoints/endpoint.js';
import { ConfigurationError, EndpointError, type Problem } from './errors.js';
import { createCors } from './http/cors.js';
import { drainAndClose } from './http/drain.js';
import { createHealth, type HealthOptions } from './http/health.js';
import { checkAllowedHosts, createHostGuard } from './http/host-guard.js';
import { tryLater } from './http/http-error.js';
import { type HttpLimits, resolveLimits } from './http/limits.js';
import { type ListenAddress, type Listener, listen } from './http/listener.js';
import { isLoopbackHost } from './http/loopback.js';
import { checkAllowedOrigins, createOriginGuard } from './http/origin-guard.js';
import { type PublicUrl, readPublicUrl } from './http/public-url.js';
import { checkRateLimit, createRateLimiter, type RateLimitOptions } from './http/rate-limit.js';
import { createRouter, type RequestHandler, rateKey } from './http/router.js';
import { createEngine, type EngineOptions } from './mcp/create-engine.js';
import type { Engine } from './mcp/engine.js';
import { consoleLogger } from './telemetry/console-logger.js';
import type { Logger } from './telemetry/logger.js';
import type { CompileOptions } from './tools/compile-options.js';
import { compileTools } from './tools/compile-tools.js';
import type { ToolSet } from './tools/tool-set.js';
import { sse } from './transports/sse.js';
import { streamableHttp } from './transports/streamable-http.js';
import type {
  AttachedHttpTransport,
  ChannelTransport,
  HttpTransport,
  HttpTransportHost,
  Transport,
} from './transports/transport.js';

/** Where the tools come from: an endpoint map and its backend, or a tool set of your own. */
export type ProxyTools =
  | (Omit<CompileOptions, 'logger'> & { readonly endpoints: EndpointMap; readonly tools?: never })
  /** Closing them is left to you. */
  | { readonly tools: ToolSet; readonly endpoints?: never; readonly backend?: never };

export type ProxyOptions = ProxyTools & ServerOptions & ServingOptions;

/** What the MCP server says of itself. */
export type ServerOptions = Omit<EngineOptions, 'tools' | 'logger'>;

/** How, and to whom, the tools are served. */
export interface ServingOptions {
  /** Who may call. Default `noAuth()`, which serves loopback only. */
  readonly auth?: AuthStrategy;
  /** Default `[streamableHttp(), sse()]`. */
  readonly transports?: readonly Transport[];
  /**
   * The URL in front of `/mcp` as clients see it, behind a reverse proxy or under a mount path. Its host and
   * origin are allowed, and its path is put in front of every path that clients are told.
   */
  readonly publicUrl?: string | URL;
  /** Further names (any port) or `name:port` to answer to. Default: on loopback connections only its own names. */
  readonly allowedHosts?: readonly string[];
  /** Further origins whose web pages may call. Default: on loopback connections the pages of this machine. */
  readonly allowedOrigins?: readonly string[];
  readonly limits?: Partial<HttpLimits>;
  /** Default: none. */
  readonly rateLimit?: RateLimitOptions;
  /** Default: JSON lines of level `info` and above to stderr. */
  readonly logger?: Logger;
  /** The health route, or `false` for none. Default: `/health`, without asking the backend. */
  readonly health?: HealthOptions | false;
  /** Milliseconds that running calls have to finish in `close`. Default 25000. */
  readonly drainTimeout?: number;
}

/** An MCP server over a REST API, ready to serve. */
export interface McpProxy {
  /**
   * Listens on a port of its own. Default port 3001 on 127.0.0.1; port 0 picks a free one.
   *
   * @throws ConfigurationError when the host is not loopback and there is no authentication, when there is no HTTP
   * transport, or when it listens already.
   * @throws McpRestProxyError `transport_failed` when the port cannot be had.
   */
  listen(options?: { readonly port?: number; readonly host?: string }): Promise<ListenAddress>;
  /**
   * The same as a Node request listener, for a server of your own: `createServer(proxy.handler)`, or
   * `app.use('/prefix', proxy.handler)` in Express, where requests for other paths go on to the next handler.
   */
  readonly handler: RequestHandler;
  /** Serves channels such as stdio; settles when all of them have ended. @throws ConfigurationError when there is none. */
  start(): Promise<void>;
  /** Takes no more work, lets running calls finish within `drainTimeout`, then closes everything. May be repeated. */
  close(): Promise<void>;
  readonly tools: ToolSet;
  /** Where it listens, while it does. */
  readonly address: ListenAddress | undefined;
}

interface Settings {
  readonly publicUrl: PublicUrl | undefined;
  readonly limits: HttpLimits;
  readonly tools: ToolSet;
  readonly engine: Engine;
}

/** Runs a factory of another folder and collects its complaints with ours. */
function attempt<T>(problems: Problem[], make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof EndpointError && problems.length === 0) throw error;
    if (!(error instanceof ConfigurationError || error instanceof EndpointError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function checkPlain({ name, version, drainTimeout = 0, health }: ProxyOptions): readonly Problem[] {
  const text = (place: string, value: unknown): Problem[] =>
    typeof value === 'string' && value.trim() !== '' ? [] : [{ place, message: 'must be a text that is not empty.' }];
  const drain = Number.isFinite(drainTimeout) && drainTimeout >= 0;
  const path = (health !== false && health?.path) || '/';
  return [
    ...text('name', name),
    ...text('version', version),
    ...(path.startsWith('/') ? [] : [{ place: 'health.path', message: 'must start with "/".' }]),
    ...(drain ? [] : [{ place: 'drainTimeout', message: 'must be a number of milliseconds, 0 or more.' }]),
  ];
}

function checkSources({ endpoints, backend, tools }: ProxyOptions): readonly Problem[] {
  if (tools !== undefined && endpoints === undefined && backend === undefined) return [];
  if (tools === undefined && endpoints !== undefined && backend !== undefined) return [];
  const fix = 'Give endpoints and backend, or tools.';
  return [{ place: 'endpoints', message: 'the proxy needs exactly one source of tools.', fix }];
}

function compile(options: ProxyOptions, logger: Logger): ToolSet {
  return options.tools ?? compileTools(options.endpoints, { ...options, logger });
}

/** Checks everything before anything is opened, so that all mistakes are reported at once. */
function resolveOptions(options: ProxyOptions, logger: Logger): Settings {
  const { publicUrl, problems: urlProblems } = readPublicUrl(options.publicUrl);
  const { limits, problems: limitProblems } = resolveLimits(options.limits);
  const sourceProblems = checkSources(options);
  const problems: Problem[] = [
    ...checkPlain(options),
    ...sourceProblems,
    ...urlProblems,
    ...checkAllowedHosts(options.allowedHosts ?? []),
    ...checkAllowedOrigins(options.allowedOrigins ?? []),
    ...limitProblems,
    ...(options.rateLimit === undefined ? [] : checkRateLimit(options.rateLimit)),
  ];
  const tools = sourceProblems.length === 0 ? attempt(problems, () => compile(options, logger)) : undefined;
  const engine = tools && attempt(problems, () => createEngine({ ...options, tools, logger }));
  if (tools !== undefined && engine !== undefined && problems.length === 0) return { publicUrl, limits, tools, engine };
  if (options.tools === undefined) void tools?.close();
  throw new ConfigurationError(problems);
}

function checkPaths(attached: readonly AttachedHttpTransport[], others: readonly string[]): readonly Problem[] {
  const paths = [...attached.flatMap((transport) => transport.paths), ...others];
  const twice = paths.filter((path, index) => paths.indexOf(path) !== index);
  return twice.map((path) => ({ place: 'transports', message: `two of them serve ${path}.`, fix: 'Change one path.' }));
}

const isHttp = (transport: Transport): transport is HttpTransport => transport.kind === 'http';
const isChannel = (transport: Transport): transport is ChannelTransport => transport.kind === 'channel';

function misuse(place: string, message: string, fix: string): ConfigurationError {
  return new ConfigurationError([{ place, message, fix }], 'The proxy cannot do this');
}

/**
 * Puts an MCP server together: tools, authentication, transports, guards and health. Signals are the
 * application's: call `close()` on the ones it wants to end by.
 *
 * @throws ConfigurationError with every mistake at once.
 * @throws EndpointError with every mistake in the endpoint map.
 */
export function createProxy(options: ProxyOptions): McpProxy {
  const { logger = consoleLogger(), auth = noAuth(), transports = [streamableHttp(), sse()] } = options;
  const { publicUrl, limits, tools, engine } = resolveOptions(options, logger);
  const { version, drainTimeout = 25_000 } = options;
  const rateLimiter = options.rateLimit && createRateLimiter(options.rateLimit);
  const host: HttpTransportHost = {
    engine,
    logger,
    auth,
    bodyLimits: limits,
    chargeRate({ principal, request }, messages) {
      const wait = rateLimiter?.take(rateKey(auth, principal, request), messages) ?? 0;
      if (wait > 0) throw tryLater(429, 'Too many requests.', wait);
    },
  };

  let listener: Listener | undefined;
  let listening = false;
  let closing: Promise<void> | undefined;
  const channels: { readonly closed: Promise<void>; close(): Promise<void> }[] = [];
  const attached = transports.filter(isHttp).map((transport) => transport.attach(host));
  const { path: healthPath = '/health', ...health } = options.health || {};
  const openRoutes = new Map((auth.routes ?? []).map(({ path, handle }) => [path, handle]));
  const pathProblems = checkPaths(attached, [...(options.health === false ? [] : [healthPath]), ...openRoutes.keys()]);
  if (pathProblems.length > 0) {
    for (const transport of attached) void transport.close();
    throw new ConfigurationError(pathProblems);
  }

  const handler = createRouter({
    auth,
    authTimeout: limits.authTimeout,
    logger,
    routes: attached,
    openRoutes,
    health: options.health === false ? undefined : { path: healthPath, handle: createHealth(health, () => state()) },
    publicPath: publicUrl?.path ?? '',
    guardHost: createHostGuard([...(options.allowedHosts ?? []), ...(publicUrl ? [publicUrl.host] : [])]),
    isAllowedOrigin: createOriginGuard([...(options.allowedOrigins ?? []), ...(publicUrl ? [publicUrl.origin] : [])]),
    cors: createCors(auth.requestHeaders ?? []),
    rateLimiter,
    isDraining: () => closing !== undefined,
  });

  const state = () => ({
    version,
    sessions: attached.reduce((sum, { sessions }) => sum + sessions, 0),
    draining: closing !== undefined,
  });

  const checkListen = (hostName: string, port: number): void => {
    if (closing !== undefined) throw misuse('listen', 'the proxy is closed.', 'Create a new one.');
    if (listening) throw misuse('listen', 'it listens already.', 'Create a second proxy for a second port.');
    if (attached.length === 0) throw misuse('listen', 'there is no HTTP transport.', 'Call start() for stdio.');
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw misuse('listen.port', `${port} is not a port.`, 'Use a whole number from 0 to 65535.');
    }
    if (auth.anonymous !== true || auth.allowNetwork === true || isLoopbackHost(hostName)) return;
    throw misuse(
      'listen.host',
      `without authentication everybody who reaches ${hostName} could call every tool.`,
      'Set up auth, listen on 127.0.0.1, or allow it by name: noAuth({ dangerouslyAllowNetwork: true }).',
    );
  };

  const shutDown = async (): Promise<void> => {
    await drainAndClose(listener, attached, drainTimeout);
    listener = undefined;
    await Promise.all(channels.map((channel) => channel.close()));
    if (options.tools === undefined) await tools.close();
  };

  return {
    handler,
    tools,
    get address() {
      return listener?.address;
    },
    async listen({ port = 3001, host: hostName = '127.0.0.1' } = {}) {
      checkListen(hostName, port);
      listening = true;
      try {
        listener = await listen(handler, { host: hostName, port }, limits);
        return listener.address;
      } catch (error) {
        listening = false;
        throw error;
      }
    },
    async start() {
      const startable = transports.filter(isChannel);
      if (startable.length === 0) {
        throw misuse('start', 'there is no channel transport.', 'Add stdio(), or call listen().');
      }
      if (channels.length > 0 || closing !== undefined) {
        throw misuse('start', 'it has been started or closed before.', 'Create a new proxy.');
      }
      channels.push(...startable.map((transport) => transport.start(host)));
      await Promise.all(channels.map(({ closed }) => closed));
    },
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}
