import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Problem } from '../errors.js';

/** RSA with SHA-256, or ECDSA on P-256 (RFC 7518, section 3.1). */
export type SigningAlgorithm = 'RS256' | 'ES256';

/** A private key as JWK (RFC 7517), with or without `kid`. */
export type PrivateJwk = JsonWebKey & { readonly kid?: string; readonly alg?: string; readonly use?: string };

/** A private key: JWK, PEM (PKCS#8, or PKCS#1 for RSA), or PEM with a key id of your own. */
export type SigningKeySource = PrivateJwk | string | { readonly pem: string; readonly kid: string };

/** The public part of a signing key, as verifiers read it. */
export interface PublicJwk {
  readonly kty: string;
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: 'sig';
  readonly [parameter: string]: string;
}

/** One key, ready to sign. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
}

const MIN_RSA_BITS = 2048;
const MAKE_ONE = 'Make one with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048';

/** The members of a key that are public and define it, in the order of RFC 7638 section 3.2. */
const PUBLIC_MEMBERS: Readonly<Record<SigningAlgorithm, readonly string[]>> = {
  RS256: ['e', 'kty', 'n'],
  ES256: ['crv', 'kty', 'x', 'y'],
};

/** Reads one key, or says what is wrong with it. Nothing of the key is ever part of a message. */
export function readSigningKey(place: string, source: SigningKeySource): SigningKey | Problem {
  const problem = (message: string, fix?: string): Problem => ({ place, message, ...(fix ? { fix } : {}) });
  const privateKey = importKey(source);
  if (typeof privateKey === 'string') return problem(privateKey, MAKE_ONE);
  const alg = algorithmOf(privateKey);
  if (alg === undefined) return problem('It is neither an RSA key nor one on the curve P-256.', MAKE_ONE);
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? MIN_RSA_BITS;
  if (bits < MIN_RSA_BITS) return problem(`It has ${bits} bits; ${MIN_RSA_BITS} are the least.`, MAKE_ONE);
  const { kid, alg: named, use } = typeof source === 'string' ? {} : membersOf(source);
  if (named !== undefined && named !== alg) return problem(`Its alg is not ${alg}, which is what it can do.`);
  if (use !== undefined && use !== 'sig') return problem('Its use is not "sig".');
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) return problem('Its kid is not a text.');
  const members = publicMembers(privateKey, alg);
  const id = kid ?? thumbprint(members);
  return {
    kid: id,
    alg,
    privateKey,
    publicJwk: Object.freeze({ ...members, kty: members.kty ?? '', kid: id, alg, use: 'sig' }),
  };
}

export function isProblem(value: SigningKey | Problem): value is Problem {
  return 'place' in value;
}

function membersOf(source: object): { kid?: unknown; alg?: unknown; use?: unknown } {
  return source;
}

function importKey(source: unknown): KeyObject | string {
  try {
    if (typeof source === 'string') return createPrivateKey(source);
    if (typeof source !== 'object' || source === null) return 'It is neither a JWK nor a PEM text.';
    if ('pem' in source) return createPrivateKey(String(source.pem));
    if ('kty' in source && source.kty === 'oct')
      return 'It is a shared secret: whoever can check tokens could make them.';
    if (!('d' in source)) return 'It has no private part.';
    return createPrivateKey({ key: source as JsonWebKey, format: 'jwk' });
  } catch {
    return 'It cannot be read as an unencrypted private key.';
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SigningAlgorithm | undefined {
  if (asymmetricKeyType === 'rsa') return 'RS256';
  return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ES256' : undefined;
}

function publicMembers(privateKey: KeyObject, alg: SigningAlgorithm): Readonly<Record<string, string>> {
  const jwk: Record<string, unknown> = { ...createPublicKey(privateKey).export({ format: 'jwk' }) };
  return Object.fromEntries(PUBLIC_MEMBERS[alg].map((member) => [member, String(jwk[member])]));
}

/** RFC 7638: the same key has the same id in every process. */
function thumbprint(members: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}
