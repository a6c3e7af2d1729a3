import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { ConfigurationError } from '../../errors.js';

/** The cost of one hash: about `128 * N * r` bytes of memory, `p` times over (RFC 7914). */
export interface PasswordCost {
  /** A power of two from 2^14 to 2^20. Default 2^15. */
  readonly N?: number;
  /** Default 8. */
  readonly r?: number;
  /** Default 3. */
  readonly p?: number;
}

/** A password as kept: cost, salt and hash. */
export interface PasswordHash {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const HASH_BYTES = 32;
const MAX_MEMORY = 256 * 1024 * 1024;

function memory({ N, r }: { readonly N: number; readonly r: number }): number {
  return 128 * N * r;
}

function costProblem(N: number, r: number, p: number): string | undefined {
  if (!Number.isInteger(Math.log2(N)) || N < 2 ** 14 || N > 2 ** 20)
    return 'N must be a power of two from 2^14 to 2^20.';
  if (!Number.isInteger(r) || r < 1 || r > 32) return 'r must be a whole number from 1 to 32.';
  if (!Number.isInteger(p) || p < 1 || p > 16) return 'p must be a whole number from 1 to 16.';
  if (memory({ N, r }) > MAX_MEMORY) return 'N and r ask for more than 256 MiB for one sign-in.';
  return undefined;
}

function derive(password: string, { N, r, p, salt }: Omit<PasswordHash, 'hash'>): Promise<Buffer> {
  // The same letters can be typed in several ways; NFC makes them one (RFC 8265 section 4.2).
  const text = password.normalize('NFC');
  const maxmem = 2 * memory({ N, r }) + 1024 * 1024;
  return new Promise((resolve, reject) => {
    scrypt(text, salt, HASH_BYTES, { N, r, p, maxmem }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/**
 * A password as it goes into the users file: `scrypt$N$r$p$salt$hash`, salt and hash in base64url. Salted, so that
 * no two results are alike.
 *
 * @throws ConfigurationError for an empty password or an impossible cost.
 */
export async function hashPassword(password: string, cost: PasswordCost = {}): Promise<string> {
  const { N = 2 ** 15, r = 8, p = 3 } = cost;
  const problem = password === '' ? 'The password is empty.' : costProblem(N, r, p);
  if (problem !== undefined) throw new ConfigurationError([{ place: 'hashPassword', message: problem }]);
  const salt = randomBytes(16);
  const hash = await derive(password, { N, r, p, salt });
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

const form = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w-]{16,128})\$([\w-]{43})$/;

/** Reads `scrypt$N$r$p$salt$hash`; a text in its place says what is wrong, and never shows the hash. */
export function readPasswordHash(text: string): PasswordHash | string {
  const [, N = '', r = '', p = '', salt = '', hash = ''] = form.exec(text) ?? [];
  if (hash === '') return 'the hash does not have the form scrypt$N$r$p$salt$hash.';
  const problem = costProblem(Number(N), Number(r), Number(p));
  if (problem !== undefined) return problem;
  const [saltBytes, hashBytes] = [Buffer.from(salt, 'base64url'), Buffer.from(hash, 'base64url')];
  return { N: Number(N), r: Number(r), p: Number(p), salt: saltBytes, hash: hashBytes };
}

/** A hash that no password fits, as dear to check as `like`: for names nobody has. */
export function dummyHash(like: PasswordHash | undefined): PasswordHash {
  const { N = 2 ** 15, r = 8, p = 3 } = like ?? {};
  return { N, r, p, salt: randomBytes(16), hash: randomBytes(HASH_BYTES) };
}

/** True when `password` is the one that `known` was made from. Compares in constant time. */
export async function verifyPassword(password: string, known: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, known), known.hash);
}
