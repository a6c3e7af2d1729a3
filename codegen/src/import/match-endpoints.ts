import type { LockedEndpoint } from './map-lock.js';
import type { EndpointPieces } from './map-pieces.js';
import type { Entry, MapShape } from './map-shape.js';

/** One endpoint in three versions, any of which may be missing. */
export interface Match {
  readonly key: string;
  readonly was: LockedEndpoint | undefined;
  readonly entry: Entry | undefined;
  readonly next: EndpointPieces | undefined;
  /** True when the document has it at another path or method than before. */
  readonly moved: boolean;
}

function operationOf({ object }: Entry): string | undefined {
  const value = (name: string) => object?.entries.find((entry) => entry.name === name)?.string;
  const method = value('method');
  const path = value('path');
  return method === undefined || path === undefined ? undefined : `${method} ${path}`;
}

/** `GET /orders (2)` is the second endpoint of that method and path. */
function operationOfKey(key: string): string {
  return key.replace(/ \(\d+\)$/, '');
}

/** Entries that nobody has claimed yet. */
function createPool(entries: readonly Entry[]) {
  const byOperation = new Map<string, Set<Entry>>();
  const byName = new Map<string, Entry>();
  for (const entry of entries) {
    const operation = operationOf(entry);
    if (entry.name !== undefined) byName.set(entry.name, entry);
    if (operation === undefined) continue;
    const bucket = byOperation.get(operation) ?? new Set();
    byOperation.set(operation, bucket.add(entry));
  }
  const claimed = new Set<Entry>();
  const claim = (entry: Entry | undefined) => {
    if (entry === undefined || claimed.has(entry)) return undefined;
    claimed.add(entry);
    return entry;
  };
  return {
    claimed,
    operation(key: string, names: readonly (string | undefined)[]): Entry | undefined {
      const bucket = [...(byOperation.get(key) ?? byOperation.get(operationOfKey(key)) ?? [])];
      const free = bucket.filter((entry) => !claimed.has(entry));
      return claim(free.find(({ name }) => name !== undefined && names.includes(name)) ?? free[0]);
    },
    name: (name: string) => claim(byName.get(name)),
  };
}

/** An operation whose path or method changed in the document, but not its name, is still the same endpoint. */
function moves(
  was: ReadonlyMap<string, LockedEndpoint>,
  next: ReadonlyMap<string, EndpointPieces>,
): ReadonlyMap<string, string> {
  const lost = new Map([...was].flatMap(([key, { name }]) => (next.has(key) ? [] : [[name, key] as const])));
  const moved = [...next].flatMap(([key, { name }]) => {
    const from = lost.get(name);
    return was.has(key) || from === undefined ? [] : [[from, key] as const];
  });
  return new Map(moved);
}

/** Finds, for each endpoint, what was generated, what stands in the file, and what the document has now. */
export function matchEndpoints(
  shape: MapShape,
  was: ReadonlyMap<string, LockedEndpoint>,
  next: ReadonlyMap<string, EndpointPieces>,
): readonly Match[] {
  const pool = createPool(shape.endpoints.object.entries);
  const keys = [...new Set([...was.keys(), ...next.keys()])];
  const found = new Map<string, Entry>();
  const remember = (key: string, entry: Entry | undefined) => entry && found.set(key, entry);
  // Those that can only be this one first: a lone candidate must not go to an endpoint it does not belong to.
  for (const key of keys.filter((one) => was.has(one))) {
    remember(key, pool.operation(key, [was.get(key)?.name, next.get(key)?.name]));
  }
  for (const [key, { name }] of was) if (!found.has(key)) remember(key, pool.name(name));
  for (const key of keys.filter((one) => !was.has(one))) remember(key, pool.operation(key, [next.get(key)?.name]));
  const moved = moves(was, next);
  const targets = new Map([...moved].map(([from, to]) => [to, from]));
  return keys.flatMap((key): readonly Match[] => {
    if (moved.has(key)) return [];
    const from = targets.get(key) ?? key;
    return [
      { key, was: was.get(from), entry: found.get(from) ?? found.get(key), next: next.get(key), moved: from !== key },
    ];
  });
}
