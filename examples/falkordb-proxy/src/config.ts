import { homedir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, type LogLevel, type Problem } from 'mcp-rest-proxy';
import { createReader, type Reader } from './environment.js';

/** Everything the environment says, checked. */
export interface Config {
  readonly backend: {
    /** Base URL of FalkorDB MCPServer; undefined runs everything on this machine. */
    readonly url: string | undefined;
    readonly apiKey: string | undefined;
    /** Milliseconds. */
    readonly timeout: number;
    /** In all, the first one included. */
    readonly attempts: number;
    readonly connections: number;
  };
  readonly host: string;
  readonly port: number;
  /** Where clients reach the proxy, when that is not where it listens. */
  readonly publicUrl: string | undefined;
  readonly allowedHosts: readonly string[];
  /** Keys of the clients; undefined asks nobody for a key. */
  readonly apiKeys: readonly string[] | undefined;
  /** Messages of one client a minute; 0 is no limit. */
  readonly rateLimit: number;
  readonly logLevel: LogLevel;
  /** Where the embedded FalkorDB keeps its graphs. */
  readonly dataDir: string;
  readonly parameters: 'cypher-header' | 'native';
}

/**
 * Reads the configuration from environment variables; one that is empty counts as unset.
 *
 * @throws ConfigurationError with every mistake at once; places are names of variables, and no secret is shown.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: Problem[] = [];
  const read = createReader(env, problems);
  const config: Config = {
    backend: {
      url: read.url('FALKORDB_MCPSERVER_URL', 'http://localhost:3000'),
      apiKey: read.secret('BACKEND_API_KEY'),
      timeout: read.integer('BACKEND_TIMEOUT', 30_000, 1, 3_600_000),
      attempts: read.integer('BACKEND_RETRY_ATTEMPTS', 3, 1, 10),
      connections: read.integer('BACKEND_CONNECTION_POOL_SIZE', 10, 1, 1_000),
    },
    host: read.text('PROXY_HOST') ?? '127.0.0.1',
    port: read.integer('PROXY_PORT', 3001, 0, 65_535),
    publicUrl: read.url('PROXY_PUBLIC_URL', 'https://mcp.example.com'),
    allowedHosts: read.list('PROXY_ALLOWED_HOSTS'),
    apiKeys: readApiKeys(read, problems),
    rateLimit: read.integer('PROXY_RATE_LIMIT', 0, 0, 1_000_000),
    logLevel: read.choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error'], 'info'),
    dataDir: read.text('FALKORDB_DATA_DIR') ?? defaultDataDir(env),
    parameters: read.choice('FALKORDB_PARAMETERS', ['cypher-header', 'native'], 'cypher-header'),
  };
  if (config.apiKeys === undefined && !isLoopback(config.host)) problems.push(openToAll(config.host));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return config;
}

function readApiKeys(read: Reader, problems: Problem[]): readonly string[] | undefined {
  const keys = read.list('PROXY_API_KEYS');
  const auth = read.choice('PROXY_AUTH', ['none', 'api-key'], 'none');
  if (auth === 'api-key') {
    problems.push(...checkKeys(keys));
    return keys;
  }
  if (keys.length > 0 && read.text('PROXY_AUTH') !== 'api-key') {
    problems.push({
      place: 'PROXY_API_KEYS',
      message: 'Keys are set, but PROXY_AUTH does not ask for them.',
      fix: 'Set PROXY_AUTH=api-key, or take the keys out.',
    });
  }
  return undefined;
}

const makeOne = 'Make one with: openssl rand -base64 32';

function checkKeys(keys: readonly string[]): Problem[] {
  const place = 'PROXY_API_KEYS';
  if (keys.length === 0) {
    return [{ place, message: 'PROXY_AUTH=api-key needs at least one key.', fix: `${makeOne}.` }];
  }
  return keys.flatMap((key, index) =>
    /^[\x21-\x7e]{16,}$/.test(key)
      ? []
      : [{ place, message: `Key ${index + 1} must be 16 or more visible ASCII characters.`, fix: `${makeOne}.` }],
  );
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/i.test(host);
}

function openToAll(host: string): Problem {
  return {
    place: 'PROXY_HOST',
    message: `${host} can be reached by other machines, and nobody is asked for a key.`,
    fix: 'Set PROXY_AUTH=api-key and PROXY_API_KEYS, or PROXY_HOST=127.0.0.1.',
  };
}

/** `mcp-rest-proxy/falkordb` in the user's data folder (XDG Base Directory Specification). */
function defaultDataDir(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_DATA_HOME || join(homedir(), '.local/share'), 'mcp-rest-proxy/falkordb');
}
