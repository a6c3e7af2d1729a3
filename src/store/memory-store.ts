import { ConfigurationError } from '../errors.js';
import { createExpiringMap, type ExpiringMap } from './expiring-map.js';
import { type Store, StoreUnavailableError } from './store.js';

export interface MemoryStoreOptions {
  /** Values and set members held at the most; beyond it writing fails rather than forgetting. Default 100000. */
  readonly maxEntries?: number;
  /** Milliseconds on a clock that never steps back. Default `performance.now`. */
  readonly now?: () => number;
}

const PURGE_INTERVAL = 60_000;

function full(maxEntries: number): StoreUnavailableError {
  return new StoreUnavailableError('memory', `it holds ${maxEntries} entries, which is its limit.`);
}

function checkMaxEntries(maxEntries: number): void {
  if (Number.isInteger(maxEntries) && maxEntries > 0) return;
  throw new ConfigurationError([{ place: 'memoryStore.maxEntries', message: 'must be a whole number above 0.' }]);
}

/**
 * Keeps everything in this process: nothing to run, nothing shared, and all gone when the process ends.
 *
 * @throws ConfigurationError when `maxEntries` is not a whole number above 0.
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  const { maxEntries = 100_000, now = () => performance.now() } = options;
  checkMaxEntries(maxEntries);
  const values = createExpiringMap<string>(maxEntries, now);
  const sets = new Map<string, ExpiringMap<true>>();
  const channels = new Map<string, Set<(message: string) => void>>();
  let memberCount = 0;
  let closed = false;

  const open = (): void => {
    if (closed) throw new StoreUnavailableError('memory', 'it has been closed.');
  };

  const purge = (): void => {
    values.purge();
    memberCount = 0;
    for (const [name, members] of sets) {
      const left = members.keys().length;
      memberCount += left;
      if (left === 0) sets.delete(name);
    }
  };
  const timer = setInterval(purge, PURGE_INTERVAL);
  timer.unref();

  const addMember = (name: string, member: string, ttl: number): void => {
    const members = sets.get(name) ?? createExpiringMap<true>(maxEntries, now);
    const isNew = members.get(member) === undefined;
    if (isNew && memberCount >= maxEntries) purge();
    if (isNew && memberCount >= maxEntries) throw full(maxEntries);
    if (isNew) memberCount += 1;
    members.set(member, true, ttl);
    sets.set(name, members);
  };

  const forget = (key: string): boolean => values.delete(key);

  return {
    name: 'memory',
    durable: false,
    async get(key) {
      open();
      return values.get(key);
    },
    async set(key, value, { ttl = Number.POSITIVE_INFINITY, onlyIfAbsent = false } = {}) {
      open();
      if (onlyIfAbsent && values.get(key) !== undefined) return false;
      if (!values.set(key, value, ttl)) throw full(maxEntries);
      return true;
    },
    async take(key) {
      open();
      const value = values.get(key);
      forget(key);
      return value;
    },
    async delete(key) {
      open();
      return forget(key);
    },
    async touch(key, ttl) {
      open();
      const value = values.get(key);
      return value !== undefined && values.set(key, value, ttl);
    },
    async addMember(set, member, { ttl, limit = Number.POSITIVE_INFINITY }) {
      open();
      const members = sets.get(set)?.keys() ?? [];
      if (!members.includes(member) && members.length >= limit) return false;
      addMember(set, member, ttl);
      return true;
    },
    async removeMember(set, member) {
      open();
      if (sets.get(set)?.delete(member) === true) memberCount -= 1;
    },
    async members(set) {
      open();
      return sets.get(set)?.keys() ?? [];
    },
    async publish(channel, message) {
      open();
      for (const listener of channels.get(channel) ?? []) queueMicrotask(() => listener(message));
    },
    async subscribe(channel, listener) {
      open();
      const listeners = channels.get(channel) ?? new Set();
      channels.set(channel, listeners.add(listener));
      return async () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      clearInterval(timer);
      values.clear();
      sets.clear();
      channels.clear();
    },
  };
}
