import type { Provider } from 'oidc-provider';
import type { KnownResources } from '../provider/resources.js';
import { GRANT_CLAIM } from '../provider/token-claims.js';
import { grantReference } from '../storage/record-names.js';
import { TokenFailure } from './token-failure.js';

/** Verified claims of an access token. */
export type TokenClaims = Readonly<Record<string, unknown>>;

export type CheckToken = (token: string) => Promise<TokenClaims>;

const MAX_LENGTH = 256;

/**
 * Looks opaque access tokens up: they count while their record and their grant do, for this server only. Nothing is
 * remembered, so that a revocation counts at once.
 *
 * @returns a check that throws TokenFailure, or StoreUnavailableError.
 */
export function opaqueTokens(provider: () => Promise<Provider>, resources: KnownResources): CheckToken {
  return async (value) => {
    if (value.length > MAX_LENGTH) throw new TokenFailure('The token is not valid.');
    const { AccessToken, Grant, issuer } = await provider();
    const token = await AccessToken.find(value);
    if (token === undefined || token.isExpired) throw new TokenFailure('The token is not valid, or not any more.');
    const grant = await Grant.find(token.grantId);
    if (grant === undefined || grant.accountId !== token.accountId) throw new TokenFailure('The token was revoked.');
    const { aud } = token;
    if (typeof aud !== 'string' || !resources.has(aud)) throw new TokenFailure('The token is for another server.');
    return {
      ...token.extra,
      iss: issuer,
      sub: token.accountId,
      client_id: token.clientId,
      scope: token.scope,
      aud,
      exp: token.exp,
      iat: token.iat,
      [GRANT_CLAIM]: grantReference(token.grantId),
    };
  };
}
