import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Credential, CredentialContext } from './credential.js';
import { signInAgain } from './failures.js';
import { makeTokenClaims, type TokenClaims } from './minted-claims.js';
import { checkMintedToken, type MintedTokenOptions } from './minted-token-options.js';
import type { SigningKeys } from './signing-keys.js';
import { createTokenCache, type IssuedToken } from './token-cache.js';

const EXPIRED = 'mintedToken was asked for a caller whose identity has expired.';

/**
 * A short-lived JWT of our own for the backend, which verifies it through the keys that the proxy publishes. Subject
 * and tenant come from the verified caller alone, the scope is that of the endpoint called, and nothing of the
 * caller's token is in it: the pattern of RFC 8693 without a third party, as MCP 2026-07-28 asks for (security
 * considerations: a server must not pass on the token it received).
 *
 * @throws ConfigurationError with every mistake at once.
 */
export function mintedToken(options: MintedTokenOptions): Credential {
  checkMintedToken(options);
  const { keys, lifetime = 300, cacheSize = 1000, now = Date.now } = options;
  const claimsOf = makeTokenClaims(options);
  const cache = createTokenCache({ maxEntries: cacheSize, now });
  const credential: Credential = async (target, context) => {
    const claims = claimsOf(context.principal, scopeOf(context));
    const expiresAt = context.principal.expiresAt ?? Number.POSITIVE_INFINITY;
    const { kid } = keys.current();
    const key = JSON.stringify([kid, claims, expiresAt < now() / 1000 + lifetime ? expiresAt : 'full lifetime']);
    const issue = () => mint(keys, claims, { now: now(), lifetime, expiresAt });
    target.headers.authorization = `Bearer ${await cache.get(key, context.refresh, issue)}`;
  };
  const { route, development } = keys;
  return Object.assign(credential, { refreshable: true, routes: [route], development });
}

/** No more than the endpoint asks for, and no more than the caller holds. */
function scopeOf({ scopes, principal: { scopes: held } }: CredentialContext): string {
  const granted = held === 'all' ? scopes : scopes.filter((scope) => held.includes(scope));
  return [...new Set(granted)].sort().join(' ');
}

interface Span {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Seconds. */
  readonly lifetime: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

async function mint(keys: SigningKeys, claims: TokenClaims, span: Span): Promise<IssuedToken> {
  const { alg, kid, privateKey } = keys.current();
  const issuedAt = Math.floor(span.now / 1000);
  const expiry = Math.min(issuedAt + span.lifetime, Math.floor(span.expiresAt));
  if (expiry <= issuedAt) throw signInAgain(EXPIRED);
  const value = await new SignJWT({ ...claims, iat: issuedAt, exp: expiry, jti: randomUUID() })
    .setProtectedHeader({ alg, kid, typ: 'JWT' })
    .sign(privateKey);
  return { value, reusableUntil: expiry - margin(span.lifetime) };
}

/** Seconds before its end at which a token is not used again: it must still be good when the backend reads it. */
function margin(lifetime: number): number {
  return Math.min(30, lifetime / 5);
}
