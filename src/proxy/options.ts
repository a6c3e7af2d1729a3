import type { AuthStrategy } from '../auth/strategy.js';
import type { EndpointMap } from '../endpoints/endpoint.js';
import type { HealthOptions } from '../http/health.js';
import type { HttpLimits } from '../http/limits.js';
import type { ListenAddress } from '../http/listener.js';
import type { RateLimitOptions } from '../http/rate-limit.js';
import type { RequestHandler } from '../http/router.js';
import type { EngineOptions } from '../mcp/create-engine.js';
import type { Logger } from '../telemetry/logger.js';
import type { CompileOptions } from '../tools/compile-options.js';
import type { ToolSet } from '../tools/tool-set.js';
import type { Transport } from '../transports/transport.js';

/** Makes a tool set that is closed with the proxy. */
export type MakeTools = (options: CompileOptions) => ToolSet;

/** Where the tools come from: an endpoint map and its backend, generated tools and theirs, or a tool set of your own. */
export type ProxyTools =
  | (Omit<CompileOptions, 'logger'> & { readonly endpoints: EndpointMap; readonly tools?: never })
  /** What makes them of the other options: the `createTools` of code that `generate-tools` wrote. */
  | (Omit<CompileOptions, 'logger'> & { readonly tools: MakeTools; readonly endpoints?: never })
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
  /**
   * Reverse proxies in front of this one. The client's address, which limits are counted by, is taken from the entry of
   * `X-Forwarded-For` that the outermost of them wrote. Host and scheme come from `publicUrl` alone. Default 0: the
   * header is not believed.
   */
  readonly trustedHops?: number;
  /** Limits on what a client may send and hold; each has a default of its own. */
  readonly limits?: Partial<HttpLimits>;
  /** Messages that one caller may send. Default: no limit. */
  readonly rateLimit?: RateLimitOptions;
  /** Default: JSON lines of level `info` and above to stderr. */
  readonly logger?: Logger;
  /**
   * What becomes of tools whose scopes the caller lacks. `hide` (the default): not listed, and unknown when called.
   * `challenge`: listed, and a call over HTTP is answered 403 with the scopes it needs, so that OAuth clients can ask
   * for more.
   */
  readonly insufficientScope?: 'hide' | 'challenge';
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
   * transport, when it listens already, or when the authorization server cannot open the keys in its store.
   * @throws McpRestProxyError `transport_failed` when the port cannot be had.
   */
  listen(options?: { readonly port?: number; readonly host?: string }): Promise<ListenAddress>;
  /**
   * The same as a Node request listener, for a server of your own: `createServer(proxy.handler)`, or
   * `app.use('/prefix', proxy.handler)` in Express, where requests for other paths go on to the next handler.
   */
  readonly handler: RequestHandler;
  /**
   * Serves channels such as stdio; settles when all of them have ended.
   *
   * @throws ConfigurationError when there is none, or when it has been started or closed before.
   */
  start(): Promise<void>;
  /** Takes no more work, lets running calls finish within `drainTimeout`, then closes everything. May be repeated. */
  close(): Promise<void>;
  /** What is served: the given tools, or those compiled from the endpoint map. */
  readonly tools: ToolSet;
  /** Where it listens, while it does. */
  readonly address: ListenAddress | undefined;
}
