import { createHash, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';

/** Tokens of an issuer the backend trusts. */
export interface JwtOptions {
  readonly jwksUri: string;
  /** Checked when given. */
  readonly issuer?: string;
  /** Checked when given. */
  readonly audience?: string;
}

/** Who may call: everybody with the key, or every holder of a token. */
export type Admission = { readonly apiKey: string } | { readonly jwt: JwtOptions };

export type VerifyToken = (token: string) => Promise<JWTPayload>;

/** Checks signature, time, issuer and audience; keys come from the issuer's JWKS. */
export function tokenVerifier({ jwksUri, issuer, audience }: JwtOptions): VerifyToken {
  const keys = createRemoteJWKSet(new URL(jwksUri));
  const expected = { algorithms: ['RS256'], ...(issuer && { issuer }), ...(audience && { audience }) };
  return async (token) => (await jwtVerify(token, keys, expected)).payload;
}

/** Compares in constant time. */
export function sameKey(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** The token of `Authorization: Bearer …`. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer (\S.*)$/.exec(header ?? '')?.[1];
}
