import { errors, type JWTHeaderParameters, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { KeySource } from './key-source.js';
import { KeysUnavailable } from './key-source.js';
import type { JwtSettings } from './options.js';
import { TokenError } from './token-error.js';

/** Checks a token and gives its claims. @throws TokenError, KeysUnavailable */
export type TokenVerifier = (token: string) => Promise<JWTPayload>;

const MAX_TOKEN = 16 * 1024;
const MAX_KID = 256;
/** The end of the year 9999: what lies behind is no date. */
const MAX_DATE = 253_402_300_799;
const plainTypes = new Set(['jwt', 'at+jwt', 'application/at+jwt']);

function checkHeader({ kid, typ }: JWTHeaderParameters, wanted: string | undefined): void {
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > MAX_KID)) {
    throw new TokenError('The token names no key that could exist.');
  }
  if (wanted !== undefined || typ === undefined) return;
  if (typeof typ !== 'string' || !plainTypes.has(typ.toLowerCase())) {
    throw new TokenError('The token is not an access token.');
  }
}

/** ID tokens are for clients (OpenID Connect Core section 2); the marks are those of the standard and of two issuers. */
function isIdToken({ at_hash, c_hash, typ, token_use: use }: JWTPayload): boolean {
  return at_hash !== undefined || c_hash !== undefined || typ === 'ID' || use === 'id';
}

function checkClaims(claims: JWTPayload, tolerance: number): void {
  const { exp, iat, sub } = claims;
  if (!Number.isSafeInteger(exp) || Number(exp) > MAX_DATE) throw new TokenError('The token has no valid exp.');
  if (iat !== undefined && !(iat <= Date.now() / 1000 + tolerance)) {
    throw new TokenError('The token was issued in the future.');
  }
  if (typeof sub !== 'string' || sub === '') throw new TokenError('The token has no sub.');
  if (isIdToken(claims)) throw new TokenError('The token is an ID token, not an access token.');
}

const claimWords: Readonly<Record<string, string>> = {
  iss: 'The token is from another issuer.',
  nbf: 'The token is not valid yet.',
  typ: 'The token is not of the type that is accepted here.',
};

function describeClaim({ claim, payload }: errors.JWTClaimValidationFailed, audiences: readonly string[]): string {
  if (claim === 'aud') {
    const given = JSON.stringify(payload.aud ?? null).slice(0, 120);
    return `The token is for ${given}, and this server is ${JSON.stringify(audiences[0])}.`;
  }
  return claimWords[claim] ?? `The claim ${claim} is missing or not valid.`;
}

function explain(error: unknown, audiences: readonly string[]): TokenError {
  if (error instanceof errors.JWTExpired) return new TokenError('The token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) return new TokenError(describeClaim(error, audiences));
  if (error instanceof errors.JOSEAlgNotAllowed) return new TokenError('The algorithm of the token is not allowed.');
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new TokenError('The signature of the token is not valid.');
  }
  return new TokenError('The token is malformed or its signature cannot be verified.', { cause: error });
}

/**
 * Verifies signed JWTs as RFC 8725 and RFC 9068 section 4 have it: algorithm from the allow-list and fitting the key,
 * key by the configured issuer only, `iss`, `aud`, `exp`, `sub` present and right. Keys in the token's own header
 * (`jwk`, `jku`, `x5u`, `x5c`) are never looked at; encrypted tokens are not accepted.
 */
export function createTokenVerifier(settings: JwtSettings, keys: KeySource): TokenVerifier {
  const { issuer, audiences, algorithms, typ, clockTolerance } = settings;
  const options: JWTVerifyOptions = {
    issuer,
    audience: [...audiences],
    algorithms: [...algorithms],
    clockTolerance,
    requiredClaims: ['iss', 'aud', 'exp', 'sub'],
    ...(typ !== undefined && { typ }),
  };
  const findKey = async (header: JWTHeaderParameters) => {
    checkHeader(header, typ);
    const key = await keys.find(header);
    if (key === undefined) throw new TokenError('The token is signed with a key that its issuer does not publish.');
    return key;
  };
  return async (token) => {
    if (token.length > MAX_TOKEN) throw new TokenError('The token is too long.');
    try {
      const { payload } = await jwtVerify(token, findKey, options);
      checkClaims(payload, clockTolerance);
      return payload;
    } catch (error) {
      if (error instanceof TokenError || error instanceof KeysUnavailable) throw error;
      throw explain(error, audiences);
    }
  };
}
