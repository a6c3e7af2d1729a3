import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWK,
  type JWTHeaderParameters,
} from 'jose';

/** Public keys of one issuer. */
export interface KeySet {
  /** The key that a token's header asks for, by `kid`, algorithm and key type; `undefined` when there is none. */
  find(header: JWTHeaderParameters): Promise<CryptoKey | undefined>;
}

/** A JWK Set that must not be used. The message holds nothing of its content. */
export class KeySetError extends Error {
  override readonly name = 'KeySetError';
}

const MAX_KEYS = 100;
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readKeys(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!isObject(value) || !Array.isArray(value.keys)) throw new KeySetError('is not a JWK Set');
  if (value.keys.length > MAX_KEYS) throw new KeySetError(`holds more than ${MAX_KEYS} keys`);
  if (!value.keys.every(isObject)) throw new KeySetError('holds something that is not a key');
  return value.keys;
}

function checkKeys(keys: readonly Readonly<Record<string, unknown>>[]): void {
  if (keys.some((key) => privateMembers.some((member) => Object.hasOwn(key, member)))) {
    throw new KeySetError('holds private or symmetric key material');
  }
  const ids = keys.flatMap(({ kid, use }) => (kid === undefined || use === 'enc' ? [] : [kid]));
  if (new Set(ids).size < ids.length) throw new KeySetError('holds two keys of the same kid');
}

/**
 * Reads a JWK Set (RFC 7517 section 5). Keys of unknown types are left aside; a set that gives away a private key, or
 * in which a `kid` is ambiguous, is refused whole.
 *
 * @throws KeySetError
 */
export function readKeySet(value: unknown): KeySet {
  const keys = readKeys(value);
  checkKeys(keys);
  const lookUp = createLocalJWKSet({ keys: keys as readonly JWK[] } as JSONWebKeySet);
  return {
    async find(header) {
      try {
        return await lookUp(header);
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey) return undefined;
        throw error;
      }
    },
  };
}
