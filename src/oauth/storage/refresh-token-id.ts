import { randomBytes } from 'node:crypto';
import type { RefreshToken } from 'oidc-provider';
import type { Sealer } from '../login/seal.js';

/** What a refresh token says of itself, to whoever has sealed it. */
export interface RefreshTokenContent {
  readonly grantId: string;
  /** Seconds since the epoch. */
  readonly exp: number;
}

const PLACE = 'refresh token';

/**
 * A refresh token: 256 random bits, sealed together with its grant and its end. So one that has been used is known for
 * what it is without a record of it, however many have come after it (security.md, T056).
 */
export function makeRefreshTokenId(sealer: Sealer, { grantId, exp }: RefreshTokenContent): string {
  return sealer.seal(JSON.stringify([randomBytes(32).toString('base64url'), grantId, exp]), PLACE);
}

/** What is in a refresh token of ours; `undefined` for everything else. */
export function readRefreshTokenId(sealer: Sealer, id: string): RefreshTokenContent | undefined {
  // Decoding is lenient, and a token with a stray character is not that token.
  if (Buffer.from(id, 'base64url').toString('base64url') !== id) return undefined;
  const text = sealer.open(id, PLACE);
  if (text === undefined) return undefined;
  const [, grantId, exp]: readonly unknown[] = JSON.parse(text);
  return typeof grantId === 'string' && typeof exp === 'number' ? { grantId, exp } : undefined;
}

/** Has the library make refresh tokens of this kind. */
export function issueNamedRefreshTokens(model: { readonly prototype: RefreshToken }, sealer: Sealer): void {
  Object.assign(model.prototype, {
    generateTokenId(this: RefreshToken): string {
      const exp = Math.floor(Date.now() / 1000) + this.expiration;
      return makeRefreshTokenId(sealer, { grantId: String(this.grantId), exp });
    },
  });
}
