import { homedir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, type LogLevel, type Problem } from 'mcp-rest-proxy';
import { createReader, isLoopback } from './environment.js';
import {
  type AuthWay,
  type ClientKey,
  type JwtSettings,
  readApiKeys,
  readJwt,
  readTenantClaim,
  readWays,
} from './settings/access-settings.js';
import { type CredentialSettings, readCredential } from './settings/credential-settings.js';
import { type OAuthSettings, readOAuth } from './settings/oauth-settings.js';

/** Everything the environment says, checked. */
export interface Config {
  readonly backend: {
    /** Base URL of FalkorDB MCPServer; undefined runs everything on this machine. */
    readonly url: string | undefined;
    readonly apiKey: string | undefined;
    readonly credential: CredentialSettings;
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
  /** Reverse proxies in front, which say where a request comes from. */
  readonly trustedHops: number;
  /** Ways to prove who one is; none lets everybody in. */
  readonly auth: readonly AuthWay[];
  readonly apiKeys: readonly ClientKey[] | undefined;
  readonly jwt: JwtSettings | undefined;
  readonly oauth: OAuthSettings | undefined;
  /** The claim that names a caller's tenant; undefined when all callers share their graphs. */
  readonly tenantClaim: string | undefined;
  /** Messages of one client a minute; 0 is no limit. */
  readonly rateLimit: number;
  readonly logLevel: LogLevel;
  /** Where the embedded FalkorDB keeps its graphs. */
  readonly dataDir: string;
  readonly parameters: 'cypher-header' | 'native';
}

/** What the program that reads the configuration is. */
export interface ConfigOptions {
  /** False where nobody can sign in, as over stdio: `PROXY_AUTH` is then `none` unless it is set. Default `true`. */
  readonly signIn?: boolean;
}

/**
 * Reads the configuration from environment variables; one that is empty counts as unset. With everything on this
 * machine people sign in and have tenants, unless `PROXY_AUTH` says otherwise; a backend of one's own has its own rules.
 *
 * @throws ConfigurationError with every mistake at once; places are names of variables, and no secret is shown.
 */
export function readConfig(env: NodeJS.ProcessEnv, { signIn = true }: ConfigOptions = {}): Config {
  const problems: Problem[] = [];
  const read = createReader(env, problems);
  const url = read.url('FALKORDB_MCPSERVER_URL', 'http://localhost:3000');
  const host = read.text('PROXY_HOST') ?? '127.0.0.1';
  const publicUrl = read.url('PROXY_PUBLIC_URL', 'https://mcp.example.com');
  const embedded = read.text('FALKORDB_MCPSERVER_URL') === undefined;
  const ways = readWays(read, signIn && embedded && isLoopback(host) ? ['oauth'] : [], problems);
  const tenantClaim = readTenantClaim(read, ways, problems);
  const tenants = tenantClaim !== undefined;
  const allowedHosts = read.list('PROXY_ALLOWED_HOSTS');
  const around = { ways, tenants, host, publicUrl, allowedHosts, embedded };
  const config: Config = {
    backend: {
      url,
      apiKey: read.secret('BACKEND_API_KEY'),
      credential: readCredential(read, around, problems),
      timeout: read.integer('BACKEND_TIMEOUT', 30_000, 1, 3_600_000),
      attempts: read.integer('BACKEND_RETRY_ATTEMPTS', 3, 1, 10),
      connections: read.integer('BACKEND_CONNECTION_POOL_SIZE', 10, 1, 1_000),
    },
    host,
    port: read.integer('PROXY_PORT', 3001, 0, 65_535),
    publicUrl,
    allowedHosts,
    trustedHops: read.integer('PROXY_TRUSTED_HOPS', 0, 0, 10),
    auth: ways,
    apiKeys: readApiKeys(read, ways, tenants, problems),
    jwt: readJwt(read, ways, problems),
    oauth: readOAuth(read, around, problems),
    tenantClaim,
    rateLimit: read.integer('PROXY_RATE_LIMIT', 0, 0, 1_000_000),
    logLevel: read.choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error'], 'info'),
    dataDir: readDataDir(env),
    parameters: read.choice('FALKORDB_PARAMETERS', ['cypher-header', 'native'], 'cypher-header'),
  };
  if (signIn && ways.length === 0) problems.push(...openToAll(host, publicUrl));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return config;
}

/** Other machines come in directly, or through what stands in front of the public URL. */
function openToAll(host: string, publicUrl: string | undefined): Problem[] {
  const message = 'Other machines can reach it, and nobody is asked who they are.';
  const first = 'Set PROXY_AUTH, for example PROXY_AUTH=api-key with PROXY_API_KEYS, or';
  const isPublic = publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname);
  return [
    ...(isLoopback(host) ? [] : [{ place: 'PROXY_HOST', message, fix: `${first} PROXY_HOST=127.0.0.1.` }]),
    ...(isPublic ? [{ place: 'PROXY_PUBLIC_URL', message, fix: `${first} leave PROXY_PUBLIC_URL out.` }] : []),
  ];
}

/** `FALKORDB_DATA_DIR`, or else `mcp-rest-proxy/falkordb` in the user's data folder (XDG Base Directory Specification). */
export function readDataDir(env: NodeJS.ProcessEnv): string {
  const named = env.FALKORDB_DATA_DIR?.trim();
  return named || join(env.XDG_DATA_HOME || join(homedir(), '.local/share'), 'mcp-rest-proxy/falkordb');
}
