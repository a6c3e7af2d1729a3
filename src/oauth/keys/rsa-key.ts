import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { Problem } from '../../errors.js';

/** A private RSA key that signs with RS256: JWK (RFC 7517), or PEM (PKCS#8 or PKCS#1). */
export type SigningKeyInput = string | (JsonWebKey & { readonly kid?: string; readonly alg?: string });

/** A private JWK as the authorization server uses it. */
export interface RsaKey {
  readonly kty: 'RSA';
  readonly kid: string;
  readonly alg: 'RS256';
  readonly use: 'sig';
  readonly n: string;
  readonly e: string;
  readonly d: string;
  readonly p: string;
  readonly q: string;
  readonly dp: string;
  readonly dq: string;
  readonly qi: string;
}

const MIN_BITS = 2048;
const FIX = 'Make one with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048';
const generate = promisify(generateKeyPair);

/** RFC 7638 section 3: the same key has the same id in every process. */
function thumbprint({ e, n }: JsonWebKey): string {
  return createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');
}

function toRsaKey(key: KeyObject, kid: string | undefined): RsaKey {
  const jwk = key.export({ format: 'jwk' });
  const { n = '', e = '', d = '', p = '', q = '', dp = '', dq = '', qi = '' } = jwk;
  return { kty: 'RSA', kid: kid ?? thumbprint(jwk), alg: 'RS256', use: 'sig', n, e, d, p, q, dp, dq, qi };
}

function importKey(input: SigningKeyInput): KeyObject | undefined {
  try {
    return typeof input === 'string' ? createPrivateKey(input) : createPrivateKey({ key: input, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** Reads one configured key, or says what is wrong with it, without showing any of it. */
export function readRsaKey(place: string, input: SigningKeyInput): RsaKey | Problem {
  const problem = (message: string): Problem => ({ place, message, fix: FIX });
  const key = importKey(input);
  if (key === undefined) return problem('it cannot be read as an unencrypted private key.');
  if (key.asymmetricKeyType !== 'rsa') return problem('it is not an RSA key, which RS256 needs.');
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_BITS) return problem(`it has ${bits} bits; ${MIN_BITS} are the least.`);
  const { kid, alg } = typeof input === 'string' ? {} : input;
  if (alg !== undefined && alg !== 'RS256') return problem('its alg is not RS256.');
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) return problem('its kid is not a text.');
  return toRsaKey(key, kid);
}

/** Makes a key of 2048 bits. */
export async function generateRsaKey(): Promise<RsaKey> {
  const { privateKey } = await generate('rsa', { modulusLength: MIN_BITS });
  return toRsaKey(privateKey, undefined);
}

/** The public part of a key, to verify with. */
export function publicKeyOf(key: RsaKey): KeyObject {
  const { kty, n, e } = key;
  return createPublicKey({ key: { kty, n, e }, format: 'jwk' });
}
