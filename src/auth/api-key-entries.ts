import { createHash } from 'node:crypto';
import type { Problem } from '../errors.js';
import { checkScopes } from './implied-scopes.js';
import type { Principal } from './principal.js';

/** One key and who its holder is. */
export interface ApiKeyEntry {
  /** At least 16 visible ASCII characters. */
  readonly key: string;
  /** The principal's subject. Several keys may share a name: that is how a key is rotated. */
  readonly name: string;
  /** Default: every scope. */
  readonly scopes?: readonly string[];
  readonly tenant?: string;
}

/** Bare keys, name to key, or entries with scopes and tenant. */
export type ApiKeys = readonly string[] | Readonly<Record<string, string>> | readonly ApiKeyEntry[];

/** A key as kept in memory: never the key itself. */
export interface KnownKey {
  readonly digest: Buffer;
  readonly principal: Principal;
}

const MIN_LENGTH = 16;
const MIN_VARIETY = 6;

/** SHA-256, so that keys of every length compare in the same time. */
export function digestKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function nameOf(key: string): string {
  return `key-${digestKey(key).toString('hex').slice(0, 8)}`;
}

function toEntries(keys: ApiKeys): readonly ApiKeyEntry[] {
  if (!Array.isArray(keys)) return Object.entries(keys).map(([name, key]) => ({ name, key: String(key) }));
  return keys.map((item: string | ApiKeyEntry) =>
    typeof item === 'string' ? { key: item, name: nameOf(item) } : item,
  );
}

function weakness(key: unknown): string | undefined {
  if (typeof key !== 'string' || key === '') return 'the key is empty.';
  if (!/^[\x21-\x7e]+$/.test(key)) return 'the key holds spaces, control or non-ASCII characters.';
  if (key.length < MIN_LENGTH) return `the key has ${key.length} characters; ${MIN_LENGTH} are the least.`;
  if (new Set(key).size < MIN_VARIETY) return `the key repeats fewer than ${MIN_VARIETY} different characters.`;
  return undefined;
}

function problemsOf(entry: ApiKeyEntry, index: number, all: readonly ApiKeyEntry[]): Problem[] {
  const place = `apiKey.keys[${index}]`;
  const weak = weakness(entry.key);
  if (weak !== undefined) return [{ place, message: weak, fix: 'Make one with: openssl rand -base64 32' }];
  if (typeof entry.name !== 'string' || entry.name === '') {
    return [{ place, message: 'the name is empty.', fix: 'Name who holds the key.' }];
  }
  if (entry.tenant !== undefined && (typeof entry.tenant !== 'string' || entry.tenant.trim() === '')) {
    return [{ place, message: 'the tenant is empty.', fix: 'Name the tenant, or leave it out.' }];
  }
  const first = all.findIndex(({ key }) => key === entry.key);
  const scopes = entry.scopes === undefined ? [] : checkScopes(`${place}.scopes`, entry.scopes);
  if (first === index) return [...scopes];
  return [{ place, message: `the same key as apiKey.keys[${first}].`, fix: 'Give every caller a key of its own.' }];
}

/** All mistakes in the keys. Names the place of a key, never the key. */
export function checkApiKeys(keys: ApiKeys): readonly Problem[] {
  const entries = toEntries(keys);
  if (entries.length === 0) return [{ place: 'apiKey.keys', message: 'there is no key.', fix: 'Give at least one.' }];
  return entries.flatMap(problemsOf);
}

/** Digests and principals of keys that `checkApiKeys` has found no fault with. */
export function readApiKeys(keys: ApiKeys): readonly KnownKey[] {
  return toEntries(keys).map(({ key, name, scopes, tenant }) => ({
    digest: digestKey(key),
    principal: Object.freeze({
      subject: name,
      issuer: 'api-key',
      scopes: scopes === undefined ? 'all' : Object.freeze([...scopes]),
      claims: Object.freeze({}),
      ...(tenant === undefined ? {} : { tenant }),
    }),
  }));
}
