import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ConfigurationError, type Problem } from '../errors.js';
import { type ApiKeys, checkApiKeys, digestKey, type KnownKey, readApiKeys } from './api-key-entries.js';
import { looksLikeJwt, readBearerToken } from './bearer-token.js';
import { bearerChallenge } from './challenge.js';
import { addressGroup, createFailureLimiter } from './failure-limiter.js';
import { AuthenticationError, type AuthStrategy } from './strategy.js';

export interface ApiKeyOptions {
  /** At least one key of 16 or more visible ASCII characters; no two alike. */
  readonly keys: ApiKeys;
  /** The header read besides `Authorization: Bearer`. Default `x-api-key`. */
  readonly header?: string;
  /** Wrong keys from one address (IPv6: one /64) within `failureWindow` before it is answered 429. Default 20. */
  readonly maxFailures?: number;
  /** Milliseconds. Default 60000. */
  readonly failureWindow?: number;
}

interface Presented {
  readonly key: string | undefined;
  /** True when something was sent, well-formed or not. */
  readonly sent: boolean;
}

const REALM = 'mcp';
const MAX_KEY_LENGTH = 4096;

function refuse(message: string, sent: boolean): AuthenticationError {
  const challenge = bearerChallenge({ realm: REALM, error: sent ? 'invalid_token' : undefined });
  return new AuthenticationError(message, { challenge });
}

function present(headers: IncomingHttpHeaders, header: string): Presented {
  const { authorization } = headers;
  const own = headers[header];
  if (authorization === undefined && own === undefined) return { key: undefined, sent: false };
  const fromBearer = readBearerToken(headers);
  if (authorization === undefined) return { key: typeof own === 'string' ? own : undefined, sent: true };
  if (own === undefined) return { key: fromBearer, sent: true };
  if (own !== fromBearer) {
    throw new AuthenticationError(`Authorization and ${header} carry different credentials; send one of them.`, {
      status: 400,
    });
  }
  return { key: fromBearer, sent: true };
}

/** Compares with every known key, found or not, so that the time taken tells nothing. */
function find(known: readonly KnownKey[], key: string): KnownKey | undefined {
  const digest = digestKey(key);
  return known.reduce<KnownKey | undefined>(
    (found, candidate) => (timingSafeEqual(candidate.digest, digest) ? candidate : found),
    undefined,
  );
}

function check(options: ApiKeyOptions): readonly Problem[] {
  const { keys, header, maxFailures = 1, failureWindow = 1 } = options;
  const positive = (place: string, value: number): Problem[] =>
    Number.isInteger(value) && value > 0 ? [] : [{ place, message: 'must be a whole number above 0.' }];
  const name = header === undefined || /^[A-Za-z0-9-]+$/.test(header);
  return [
    ...checkApiKeys(keys),
    ...(name ? [] : [{ place: 'apiKey.header', message: `${JSON.stringify(header)} is not a header name.` }]),
    ...positive('apiKey.maxFailures', maxFailures),
    ...positive('apiKey.failureWindow', failureWindow),
  ];
}

/**
 * Static keys, sent as `Authorization: Bearer KEY` or in a header of their own; never in the query. Only SHA-256
 * digests are kept, and all of them are compared in constant time. An address that has sent too many wrong keys
 * is answered 429, except for keys that have already worked from there, so that one guessing client behind a
 * shared address does not lock the others out.
 *
 * @throws ConfigurationError with every weak, empty or doubled key.
 */
export function apiKey(options: ApiKeyOptions): AuthStrategy {
  const problems = check(options);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const header = (options.header ?? 'x-api-key').toLowerCase();
  const known = readApiKeys(options.keys);
  const limiter = createFailureLimiter({
    maxFailures: options.maxFailures ?? 20,
    window: options.failureWindow ?? 60_000,
  });
  const proven = new Set<string>();

  return {
    name: 'api-key',
    requestHeaders: [header],
    countsFailures: true,
    recognizes({ headers }) {
      const token = readBearerToken(headers);
      return headers[header] !== undefined || (token !== undefined && !looksLikeJwt(token));
    },
    async authenticate({ headers, remoteAddress }) {
      const { key, sent } = present(headers, header);
      if (!sent) throw refuse('An API key is needed.', false);
      const address = addressGroup(remoteAddress);
      const found = key === undefined || key.length > MAX_KEY_LENGTH ? undefined : find(known, key);
      const proof = found === undefined ? '' : `${address} ${found.digest.toString('hex')}`;
      const retryAfter = limiter.blockedFor(address);
      if (retryAfter > 0 && !proven.has(proof)) {
        throw new AuthenticationError('Too many wrong API keys from this address.', { status: 429, retryAfter });
      }
      if (found === undefined) {
        limiter.recordFailure(address);
        throw refuse('The API key is not valid.', true);
      }
      if (proven.size >= 10_000) proven.clear();
      proven.add(proof);
      return found.principal;
    },
  };
}
