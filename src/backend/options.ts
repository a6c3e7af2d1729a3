import type { Credential } from '../credentials/credential.js';
import { ConfigurationError, type Problem } from '../errors.js';
import type { Logger } from '../telemetry/logger.js';
import type { BackendClientFactory, BackendLimits } from './client.js';
import { headerProblem } from './headers.js';
import type { RetryOptions } from './retry-policy.js';
import { undiciClient } from './undici-client.js';
import { hasPlainSegments } from './wire-path.js';

/** One REST API: where it is, how to speak to it, and how much to ask of it. Times are milliseconds. */
export interface BackendOptions {
  /** `http:` or `https:`, without query, fragment or user. Its path is put in front of every request path. */
  readonly baseUrl: string | URL;
  /** What the backend may see of the caller. Default: nothing; endpoints may have their own. */
  readonly credential?: Credential;
  /** The HTTP library. Default `undiciClient()`. */
  readonly client?: BackendClientFactory;
  readonly timeouts?: {
    /** Look-up, TCP and TLS together. Default 2000. */
    readonly connect?: number;
    /** From the request sent to the first byte of the answer. Default 15000. */
    readonly firstByte?: number;
    /** Longest gap inside an answer. Default 15000. */
    readonly idle?: number;
    /** A whole call: waiting for a connection, all attempts and the pauses between them. Default 30000. */
    readonly total?: number;
  };
  /** What is repeated depends on the retry class of the endpoint; this says how often and how patiently. */
  readonly retry?: Partial<RetryOptions>;
  /** Bytes of an answer after decompression. Default 10 MiB. */
  readonly maxResponseBytes?: number;
  /** Bytes of a request body. Default: no limit. */
  readonly maxRequestBytes?: number;
  /** Connections, and so calls at once. Default 50. */
  readonly connections?: number;
  /** Calls that may wait for a connection; one more fails at once with `busy`. Default 200. */
  readonly queue?: number;
  /**
   * Calls of one tenant (or, without tenants, of one caller) at once, waiting ones included; one more fails
   * at once with `busy`, so that a slow tenant cannot hold every connection. Default: no limit.
   */
  readonly perTenant?: number;
  /** How long an idle connection is kept; must be shorter than the backend's own limit. Default 4000. */
  readonly keepAliveTimeout?: number;
  /** Sent with every request. The map's own headers win, and the credential wins over both. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Told about repeats and failures; never of URLs, headers or bodies. Default: none. */
  readonly logger?: Logger;
}

/** `BackendOptions`, complete and checked. */
export interface ResolvedBackend {
  readonly origin: string;
  /** Path of the base URL without a trailing slash. */
  readonly basePath: string;
  readonly credential: Credential;
  readonly client: BackendClientFactory;
  readonly limits: BackendLimits;
  readonly totalTimeout: number;
  readonly retry: RetryOptions;
  readonly maxRequestBytes: number;
  readonly queue: number;
  readonly perTenant: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly logger: Logger | undefined;
}

/** The longest delay a Node timer takes. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/**
 * Fills in the defaults.
 *
 * @throws ConfigurationError with every mistake at once; places start with `backend.`.
 */
export function resolveBackend(options: BackendOptions): ResolvedBackend {
  const problems: Problem[] = [];
  const time = (name: string, value: number | undefined, fallback: number, minimum = 1) =>
    checkInteger(problems, name, value, fallback, minimum, MAX_TIMEOUT);
  const count = (name: string, value: number | undefined, fallback: number, minimum = 1) =>
    checkInteger(problems, name, value, fallback, minimum, Number.MAX_SAFE_INTEGER);
  const { timeouts = {}, retry = {} } = options;
  const resolved: ResolvedBackend = {
    ...checkBaseUrl(problems, options.baseUrl),
    credential: options.credential ?? (() => {}),
    client: options.client ?? undiciClient(),
    limits: {
      connectTimeout: time('timeouts.connect', timeouts.connect, 2000),
      firstByteTimeout: time('timeouts.firstByte', timeouts.firstByte, 15_000),
      idleTimeout: time('timeouts.idle', timeouts.idle, 15_000),
      maxResponseBytes: count('maxResponseBytes', options.maxResponseBytes, 10 * 1024 * 1024),
      connections: count('connections', options.connections, 50),
      keepAliveTimeout: time('keepAliveTimeout', options.keepAliveTimeout, 4000),
    },
    totalTimeout: time('timeouts.total', timeouts.total, 30_000),
    retry: {
      attempts: count('retry.attempts', retry.attempts, 3),
      minDelay: time('retry.minDelay', retry.minDelay, 100, 0),
      maxDelay: time('retry.maxDelay', retry.maxDelay, 2000, 0),
    },
    maxRequestBytes: count('maxRequestBytes', options.maxRequestBytes, Number.MAX_SAFE_INTEGER),
    queue: count('queue', options.queue, 200, 0),
    perTenant: count('perTenant', options.perTenant, Number.MAX_SAFE_INTEGER),
    headers: checkHeaders(problems, options.headers ?? {}),
    logger: options.logger,
  };
  if (problems.length > 0) throw new ConfigurationError(problems, 'The backend is configured wrongly');
  return resolved;
}

function checkInteger(
  problems: Problem[],
  name: string,
  value: number | undefined,
  fallback: number,
  minimum: number,
  maximum: number,
): number {
  const resolved = value ?? fallback;
  if (!Number.isInteger(resolved) || resolved < minimum || resolved > maximum) {
    const message = `${typeof resolved === 'number' ? resolved : `A ${typeof resolved}`} is not a whole number from ${minimum} to ${maximum}.`;
    problems.push({ place: `backend.${name}`, message, fix: `Leave it out for ${fallback}.` });
  }
  return resolved;
}

/** The URL itself is never repeated in a message: it may hold a password. */
function checkBaseUrl(problems: Problem[], baseUrl: string | URL): { origin: string; basePath: string } {
  const text = String(baseUrl);
  const add = (message: string, fix: string) => problems.push({ place: 'backend.baseUrl', message, fix });
  if (!URL.canParse(text)) {
    add('It is not an absolute URL.', 'Write it like "https://api.example.com/v1".');
    return { origin: '', basePath: '' };
  }
  const url = new URL(text);
  const basePath = url.pathname.replace(/\/$/, '');
  if (!/^https?:$/.test(url.protocol)) add('Its scheme is not http or https.', 'Use one of the two.');
  if (url.username || url.password) add('It holds a user or password.', 'Use the `credential` option for that.');
  if (url.search) add('It has a query.', 'Put constant query parameters into the endpoint map.');
  if (url.hash) add('It has a fragment.', 'Take it out.');
  if (!hasPlainSegments(basePath || '/')) add('Its path has an empty or a dot segment.', 'Take it out.');
  return { origin: url.origin, basePath };
}

function checkHeaders(problems: Problem[], headers: Readonly<Record<string, string>>): Record<string, string> {
  const resolved: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const message = headerProblem(name, value);
    if (message) problems.push({ place: `backend.headers.${JSON.stringify(name)}`, message });
    else resolved[name.toLowerCase()] = value;
  }
  return resolved;
}
