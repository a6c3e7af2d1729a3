import { createHash, timingSafeEqual } from 'node:crypto';

const MARK = 'sha256$';

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Generated secrets have 512 random bits, so that a plain hash hides them. */
export function hashClientSecret(secret: string): string {
  return secret.startsWith(MARK) ? secret : `${MARK}${digest(secret).toString('base64url')}`;
}

/** Compares in constant time what a client sent with what is kept, which is hashed for registered clients. */
export function clientSecretMatches(kept: string | undefined, sent: string): boolean {
  if (kept === undefined) return false;
  const expected = kept.startsWith(MARK) ? Buffer.from(kept.slice(MARK.length), 'base64url') : digest(kept);
  const actual = digest(sent);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
