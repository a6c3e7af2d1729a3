import {
  allOf,
  apiKey,
  apiKeyHeader,
  bearer,
  type Credential,
  consoleLogger,
  createProxy,
  type McpProxy,
  noAuth,
  noCredential,
  sse,
  stdio,
  streamableHttp,
} from 'mcp-rest-proxy';
import type { Config } from './config.js';
import { falkordbEndpoints } from './tools/endpoints.js';
import { version } from './version.js';

/** The REST backend to stand in front of. */
export interface BackendAccess {
  readonly url: string;
  readonly apiKey: string | undefined;
}

/**
 * Calls of one client at once, running and waiting, when clients have keys of their own. The backend works on one
 * query at a time, so that all wait in one line, 200 at most; nobody is to fill it alone. The backend's manual allows
 * as many.
 */
const CALLS_PER_CLIENT = 100;

/** The proxy on HTTP: SSE at `/sse/`, Streamable HTTP at `/mcp`, health at `/health`. */
export function createHttpProxy(config: Config, backend: BackendAccess): McpProxy {
  const { publicUrl, allowedHosts, rateLimit, apiKeys: keys } = config;
  return createProxy({
    ...shared(config, backend),
    auth: keys === undefined ? noAuth() : apiKey({ keys }),
    transports: [streamableHttp(), sse()],
    allowedHosts,
    ...(rateLimit > 0 && { rateLimit: { perMinute: rateLimit } }),
    ...(publicUrl !== undefined && { publicUrl }),
    health: { backend: () => answers(backend.url) },
  });
}

/** The same tools for the client that started this process. */
export function createStdioProxy(config: Config, backend: BackendAccess): McpProxy {
  return createProxy({ ...shared(config, backend), transports: [stdio()] });
}

function shared(config: Config, backend: BackendAccess) {
  const { timeout, attempts, connections } = config.backend;
  return {
    name: 'falkordb-proxy',
    version,
    endpoints: falkordbEndpoints({ parameters: config.parameters }),
    logger: consoleLogger({ level: config.logLevel, format: 'text' }),
    backend: {
      baseUrl: backend.url,
      credential: credentialOf(backend.apiKey),
      // A second more than the backend takes, so that its own answer at its limit is heard.
      timeouts: { firstByte: timeout + 1_000, idle: timeout, total: timeout + 2_000 },
      retry: { attempts },
      connections,
      queue: 200,
      ...(config.apiKeys !== undefined && { perTenant: CALLS_PER_CLIENT }),
      // Shorter than the 5 s of the backend, which would otherwise close a connection under a request.
      keepAliveTimeout: 4_000,
    },
    // Containers are given 10 s to end.
    drainTimeout: 8_000,
  } as const;
}

/** The manual has the key in `Authorization`, the shipped backend reads `x-api-key` alone: both are sent. */
export function credentialOf(key: string | undefined): Credential {
  return key === undefined ? noCredential() : allOf(apiKeyHeader({ key }), bearer({ token: key }));
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000), redirect: 'manual' });
  await response.body?.cancel();
  return response.ok;
}
