import {
  type AuthStrategy,
  type CompileOptions,
  type Credential,
  consoleLogger,
  createProxy,
  type Logger,
  type McpProxy,
  sse,
  stdio,
  streamableHttp,
} from 'mcp-rest-proxy';
import { credentialOf } from './access/credential.js';
import { strategyOf } from './access/strategy.js';
import type { Config } from './config.js';
import { createTools } from './generated/index.js';
import { isolateTenants } from './tenants/isolate.js';
import { falkordbEndpoints } from './tools/endpoints.js';
import { version } from './version.js';

/** The REST backend to stand in front of. */
export interface BackendAccess {
  readonly url: string;
  readonly apiKey: string | undefined;
}

/**
 * Calls of one client at once, running and waiting, when the proxy knows who they are. The backend works on one
 * query at a time, so that all wait in one line, 200 at most; nobody is to fill it alone. The backend's manual allows
 * as many.
 */
const CALLS_PER_CLIENT = 100;

/** What a proxy on HTTP is put together from, besides its configuration and its backend. */
export interface HttpParts {
  /** The authorization server, when the configuration asks for one. */
  readonly oauth?: AuthStrategy;
  /** The issuer of minted tokens unless another is configured. Default: the public URL, or the one on loopback. */
  readonly proxyUrl?: string;
}

/** The log that the configuration asks for. */
export function loggerOf({ logLevel: level }: Config): Logger {
  return consoleLogger({ level, format: 'text' });
}

/** Names of this machine for those that stand for all of its addresses. */
const REACHABLE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where programs on this machine reach the proxy. */
export function localUrlOf({ host, port }: Config): string {
  const name = REACHABLE[host] ?? host;
  return `http://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}`;
}

/** Where clients reach the proxy. */
export function urlOf(config: Config): string {
  return config.publicUrl ?? localUrlOf(config);
}

/** Where the backend finds the keys of minted tokens. */
export const BACKEND_JWKS_PATH = '/.well-known/backend-jwks.json';

/** The proxy on HTTP: SSE at `/sse/`, Streamable HTTP at `/mcp`, health at `/health`. */
export function createHttpProxy(config: Config, backend: BackendAccess, parts: HttpParts = {}): McpProxy {
  const { publicUrl, allowedHosts, trustedHops, rateLimit } = config;
  const { oauth, proxyUrl = urlOf(config) } = parts;
  const logger = loggerOf(config);
  return createProxy({
    ...shared(config, backend, credentialOf(config, { apiKey: backend.apiKey, proxyUrl, logger }), logger),
    auth: strategyOf(config, oauth),
    transports: [streamableHttp(), sse()],
    allowedHosts,
    trustedHops,
    ...(rateLimit > 0 && { rateLimit: { perMinute: rateLimit } }),
    ...(publicUrl !== undefined && { publicUrl }),
    health: { backend: () => answers(backend.url) },
  });
}

/** The same tools for the client that started this process. */
export function createStdioProxy(config: Config, backend: BackendAccess): McpProxy {
  const logger = loggerOf(config);
  const credential = credentialOf(config, { apiKey: backend.apiKey, proxyUrl: urlOf(config), logger });
  return createProxy({ ...shared(config, backend, credential, logger), transports: [stdio()] });
}

function shared(config: Config, backend: BackendAccess, credential: Credential, logger: Logger) {
  const { timeout, attempts, connections } = config.backend;
  const endpoints = falkordbEndpoints({ parameters: config.parameters });
  const hooks = config.tenantClaim === undefined ? endpoints : isolateTenants(endpoints, logger);
  return {
    name: 'falkordb-proxy',
    version,
    tools: (options: CompileOptions) => createTools({ ...options, hooks }),
    logger,
    backend: {
      baseUrl: backend.url,
      credential,
      // A second more than the backend takes, so that its own answer at its limit is heard.
      timeouts: { firstByte: timeout + 1_000, idle: timeout, total: timeout + 2_000 },
      retry: { attempts },
      connections,
      queue: 200,
      ...(config.auth.length > 0 && { perTenant: CALLS_PER_CLIENT }),
      // Shorter than the 5 s of the backend, which would otherwise close a connection under a request.
      keepAliveTimeout: 4_000,
    },
    // Containers are given 10 s to end.
    drainTimeout: 8_000,
  } as const;
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000), redirect: 'manual' });
  await response.body?.cancel();
  return response.ok;
}
