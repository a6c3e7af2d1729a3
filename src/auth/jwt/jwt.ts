import { decodeJwt } from 'jose';
import { ConfigurationError } from '../../errors.js';
import { looksLikeJwt, readBearerToken } from '../bearer-token.js';
import { hasScopes, type Principal } from '../principal.js';
import { challengeFor } from '../resource-challenge.js';
import { AuthenticationError, type AuthRequest, type AuthStrategy } from '../strategy.js';
import { checkJwtOptions } from './check-options.js';
import { principalOf, TenantError } from './claims-principal.js';
import { issuerKeys } from './issuer-keys.js';
import { KeysUnavailable } from './key-source.js';
import { type JwtOptions, type JwtSettings, resolveJwtOptions } from './options.js';
import { TokenError } from './token-error.js';
import { createTokenVerifier } from './verify-token.js';

/** The issuer that a token names; nothing in it has been verified. */
function claimedIssuer(token: string): unknown {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

function refusal(settings: JwtSettings, request: AuthRequest, error: unknown): unknown {
  if (error instanceof KeysUnavailable) {
    return new AuthenticationError(error.message, { status: 503, retryAfter: error.retryAfter, cause: error });
  }
  if (error instanceof TenantError) return new AuthenticationError(error.message, { status: 403, cause: error });
  if (!(error instanceof TokenError)) return error;
  const reason = { error: 'invalid_token', description: error.message } as const;
  const challenge = challengeFor(settings.protectedResource, request, reason);
  return new AuthenticationError(error.message, { challenge, cause: error });
}

function requireScopes(
  { protectedResource, requiredScopes: scopes }: JwtSettings,
  request: AuthRequest,
  by: Principal,
) {
  if (hasScopes(by, scopes)) return;
  const challenge = challengeFor(protectedResource, request, { error: 'insufficient_scope', scopes });
  throw new AuthenticationError(`The token lacks a scope. Needed: ${scopes.join(' ')}.`, { status: 403, challenge });
}

function readToken({ protectedResource }: JwtSettings, request: AuthRequest): string {
  const token = readBearerToken(request.headers);
  if (token !== undefined) return token;
  if (request.headers.authorization !== undefined) throw new TokenError('Authorization must be "Bearer TOKEN".');
  throw new AuthenticationError('An access token is needed.', { challenge: challengeFor(protectedResource, request) });
}

/**
 * Access tokens that an authorization server of yours (Auth0, Keycloak, Entra …) issues as signed JWTs. Signature,
 * issuer, audience, expiry and tenant are verified on every request against the issuer's published keys, which are
 * found by discovery, kept for `keyFetch.maxAge` and survive `keyFetch.maxStale` of its absence; without keys at hand
 * the answer is 503. Clients learn where to get a token from the metadata of RFC 9728.
 *
 * For several issuers, put one `jwt` for each into `anyOf`.
 *
 * @throws ConfigurationError with every mistake.
 */
export function jwt(options: JwtOptions): AuthStrategy {
  const problems = checkJwtOptions(options);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const settings = resolveJwtOptions(options);
  const verify = createTokenVerifier(settings, issuerKeys(settings));

  return {
    name: 'jwt',
    protectedResource: settings.protectedResource,
    verifiesAudience: true,
    recognizes({ headers }) {
      const token = readBearerToken(headers);
      return token !== undefined && looksLikeJwt(token) && claimedIssuer(token) === settings.issuer;
    },
    async authenticate(request) {
      try {
        const token = readToken(settings, request);
        const principal = principalOf(await verify(token), token, settings);
        requireScopes(settings, request, principal);
        return principal;
      } catch (error) {
        throw refusal(settings, request, error);
      }
    },
  };
}
