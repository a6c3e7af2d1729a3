import { createHash } from 'node:crypto';
import type { Store } from '../../store/store.js';
import type { Sealer } from './seal.js';

/** The part of a store that records need. */
export type RecordStore = Pick<Store, 'get' | 'set' | 'take' | 'delete' | 'touch'>;

/**
 * Small values that outlive a request, unreadable and unforgeable to whoever reads the store: keys are hashed,
 * values encrypted and bound to their key. What does not open counts as absent.
 */
export interface SealedRecords {
  get(key: string): Promise<unknown>;
  /** @param ttl milliseconds. */
  set(key: string, value: unknown, ttl: number): Promise<void>;
  /** Writes unless there is something already; true when it was written. Of many callers at once, one writes. */
  claim(key: string, value: unknown, ttl: number): Promise<boolean>;
  /** Reads and deletes in one step. */
  take(key: string): Promise<unknown>;
  delete(key: string): Promise<void>;
  /** Lets a record live `ttl` milliseconds from now on. */
  touch(key: string, ttl: number): Promise<void>;
  /** The same records under names of their own. */
  under(prefix: string): SealedRecords;
}

function place(prefix: string, key: string): string {
  return `${prefix}:${createHash('sha256').update(key).digest('base64url')}`;
}

export function createSealedRecords(store: RecordStore, sealer: Sealer, prefix = 'login'): SealedRecords {
  const open = (at: string, sealed: string | undefined): unknown => {
    const text = sealed === undefined ? undefined : sealer.open(sealed, at);
    return text === undefined ? undefined : JSON.parse(text);
  };
  return {
    async get(key) {
      const at = place(prefix, key);
      return open(at, await store.get(at));
    },
    async set(key, value, ttl) {
      const at = place(prefix, key);
      await store.set(at, sealer.seal(JSON.stringify(value), at), { ttl });
    },
    claim(key, value, ttl) {
      const at = place(prefix, key);
      return store.set(at, sealer.seal(JSON.stringify(value), at), { ttl, onlyIfAbsent: true });
    },
    async take(key) {
      const at = place(prefix, key);
      return open(at, await store.take(at));
    },
    async delete(key) {
      await store.delete(place(prefix, key));
    },
    async touch(key, ttl) {
      await store.touch(place(prefix, key), ttl);
    },
    under: (name) => createSealedRecords(store, sealer, `${prefix}:${name}`),
  };
}
