import { createHash } from 'node:crypto';
import type { Principal } from '../auth/principal.js';
import type { Credential, CredentialContext } from './credential.js';
import { checkExchangePeer, createExchangeClient, type GrantRequest } from './exchange-client.js';
import { exchangeFailure } from './exchange-failure.js';
import { readExchangedToken } from './exchange-reply.js';
import { signInAgain } from './failures.js';
import { createTokenCache, type IssuedToken } from './token-cache.js';
import { checkTokenExchange, type TokenExchangeOptions } from './token-exchange-options.js';

const TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:';

/** What one exchange needs of the call. */
interface Subject {
  readonly token: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly scope: string;
}

/**
 * Exchanges the caller's token for one of the backend's (RFC 8693). The authorization server decides who may be
 * sent on; the backend never sees the inbound token. Exchanged tokens are kept for the caller, the scope and the
 * very token they were exchanged for, and never past the end of that token.
 *
 * @throws ConfigurationError with every mistake at once.
 * @throws MissingPeerError when `openid-client` is not installed.
 */
export function tokenExchange(options: TokenExchangeOptions): Credential {
  checkTokenExchange(options);
  checkExchangePeer();
  const { cacheSize = 1000, now = Date.now } = options;
  const request = createExchangeClient(options);
  const cache = createTokenCache({ maxEntries: cacheSize, now });
  const credential: Credential = async (target, context) => {
    const subject = subjectOf(options, context, now());
    const key = cacheKey(context.principal, subject);
    const issue = () => exchange(options, request, subject, now);
    target.headers.authorization = `Bearer ${await cache.get(key, context.refresh, issue)}`;
  };
  return Object.assign(credential, { refreshable: true });
}

function subjectOf({ scope }: TokenExchangeOptions, { principal, scopes }: CredentialContext, now: number): Subject {
  const { token, expiresAt = Number.POSITIVE_INFINITY } = principal;
  if (token === undefined) throw signInAgain('tokenExchange has no token of this caller: its strategy gives none.');
  if (expiresAt * 1000 <= now) throw signInAgain('tokenExchange was asked for a caller whose token has expired.');
  const wanted = typeof scope === 'function' ? scope(scopes) : (scope ?? []);
  return { token: token.reveal(), expiresAt, scope: [...new Set(wanted)].sort().join(' ') };
}

/** Who, in whose name, for what, and by which token: a weaker token of the same caller must not get more. */
function cacheKey({ issuer, subject, clientId, tenant }: Principal, { token, scope }: Subject): string {
  const digest = createHash('sha256').update(token).digest('base64url');
  return JSON.stringify([issuer, subject, clientId ?? null, tenant ?? null, scope, digest]);
}

async function exchange(
  options: TokenExchangeOptions,
  request: GrantRequest,
  subject: Subject,
  now: () => number,
): Promise<IssuedToken> {
  const started = now();
  try {
    const reply = await request(exchangeParameters(options, subject));
    const { value, expiresIn } = readExchangedToken(reply, subject.token);
    if (expiresIn === undefined) return { value, reusableUntil: undefined };
    const end = Math.min(started / 1000 + expiresIn, subject.expiresAt);
    return { value, reusableUntil: end - Math.min(30, expiresIn / 5) };
  } catch (error) {
    throw exchangeFailure(error);
  }
}

/** RFC 8693, section 2.1. */
function exchangeParameters(options: TokenExchangeOptions, { token, scope }: Subject): URLSearchParams {
  const { audience, resource, subjectTokenType = 'access_token' } = options;
  return new URLSearchParams({
    subject_token: token,
    subject_token_type: TOKEN_TYPE + subjectTokenType,
    requested_token_type: `${TOKEN_TYPE}access_token`,
    ...(audience === undefined ? {} : { audience }),
    ...(resource === undefined ? {} : { resource: String(resource) }),
    ...(scope === '' ? {} : { scope }),
  });
}
