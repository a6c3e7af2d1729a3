interface Entry<V> {
  readonly value: V;
  /** On the clock of the map; `Infinity` for ever. */
  readonly until: number;
}

/** A map of bounded size whose entries end by a clock that never steps back (faults.md, F35). */
export interface ExpiringMap<V> {
  get(key: string): V | undefined;
  /** False when the map is full of living entries. */
  set(key: string, value: V, ttl: number): boolean;
  delete(key: string): boolean;
  /** Milliseconds `key` has left, or `undefined`. */
  remaining(key: string): number | undefined;
  keys(): readonly string[];
  /** Forgets what has ended. */
  purge(): void;
  clear(): void;
}

export function createExpiringMap<V>(maxEntries: number, now: () => number): ExpiringMap<V> {
  const entries = new Map<string, Entry<V>>();

  const find = (key: string): Entry<V> | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || entry.until > now()) return entry;
    entries.delete(key);
    return undefined;
  };

  const purge = (): void => {
    const time = now();
    for (const [key, { until }] of entries) if (until <= time) entries.delete(key);
  };

  return {
    get: (key) => find(key)?.value,
    set(key, value, ttl) {
      if (!entries.has(key) && entries.size >= maxEntries) purge();
      if (!entries.has(key) && entries.size >= maxEntries) return false;
      entries.set(key, { value, until: now() + ttl });
      return true;
    },
    delete(key) {
      const found = find(key) !== undefined;
      entries.delete(key);
      return found;
    },
    remaining(key) {
      const entry = find(key);
      return entry && entry.until - now();
    },
    keys() {
      purge();
      return [...entries.keys()];
    },
    purge,
    clear: () => entries.clear(),
  };
}
