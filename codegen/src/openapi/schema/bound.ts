import type { Definition } from './definitions.js';
import { childrenOf, type Draft, keysIn, mapChildren } from './draft.js';

const ANNOTATIONS = ['title', 'description', 'deprecated'];
/** How many levels of references are written out before the rest is left open. */
const MAX_UNFOLDED = 3;
const DEPTHS = [8, 5, 3, 2, 1];

interface Closure {
  readonly keys: readonly string[];
  readonly size: number;
}

/** Keeps the schemas of tools at a size that a host can take. */
export interface Bounds {
  /** The draft, or one whose deeper parts are left open; `cut` tells. */
  bound(draft: Draft): { readonly draft: Draft; readonly cut: boolean };
}

function pick(draft: Draft, keywords: readonly string[]): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([keyword]) => keywords.includes(keyword)));
}

/** What remains of a schema that is left open. */
function opened(draft: Draft): Draft {
  return pick(draft, [...ANNOTATIONS, 'type']);
}

function cutBelow(draft: Draft, depth: number): Draft {
  if (depth > 0) return mapChildren(draft, (child) => cutBelow(child, depth - 1));
  return childrenOf(draft).length > 0 ? opened(draft) : draft;
}

/** `max`: characters of JSON for one schema with all that it refers to. */
export function createBounds(all: ReadonlyMap<string, Definition>, max: number): Bounds {
  const sizes = new Map<string, number>();
  const links = new Map<string, readonly string[]>();
  const closures = new Map<string, Closure | undefined>();

  const remember = <T>(known: Map<string, T>, key: string, make: (schema: Draft) => T): T => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = make(all.get(key)?.schema ?? {});
    known.set(key, value);
    return value;
  };
  const sizeOf = (key: string): number => remember(sizes, key, (schema) => JSON.stringify(schema).length);
  const linksOf = (key: string): readonly string[] => remember(links, key, (schema) => [...keysIn(schema)]);

  const measure = (start: string): Closure | undefined => {
    const keys = new Set([start]);
    let size = 0;
    for (const key of keys) {
      size += sizeOf(key);
      if (size > max) return undefined;
      for (const next of linksOf(key)) keys.add(next);
    }
    return { keys: [...keys], size };
  };
  const closureOf = (key: string): Closure | undefined => {
    if (!closures.has(key)) closures.set(key, measure(key));
    return closures.get(key);
  };

  const boundOnce = (root: Draft): { draft: Draft; cut: boolean } => {
    const kept = new Set<string>();
    let total = JSON.stringify(root).length;
    let cut = false;
    const keep = (key: string): boolean => {
      const closure = closureOf(key);
      if (!closure) return false;
      const fresh = closure.keys.filter((item) => !kept.has(item));
      const added = fresh.reduce((sum, item) => sum + sizeOf(item), 0);
      if (total + added > max) return false;
      for (const item of fresh) kept.add(item);
      total += added;
      return true;
    };
    const visit = (node: Draft, levels: number): Draft => {
      const key = node.$ref;
      if (typeof key !== 'string') return mapChildren(node, (child) => visit(child, levels));
      if (keep(key)) return node;
      const { $ref: _, ...siblings } = node;
      const schema = { ...(all.get(key)?.schema ?? {}), ...siblings };
      if (levels < MAX_UNFOLDED && total + sizeOf(key) <= max) {
        total += sizeOf(key);
        return visit(schema, levels + 1);
      }
      cut = true;
      return typeof schema.$ref === 'string' ? pick(schema, ANNOTATIONS) : opened(schema);
    };
    return { draft: visit(root, 0), cut };
  };

  return {
    bound(draft) {
      const size = JSON.stringify(draft).length;
      if (size <= max) return boundOnce(draft);
      const cuts = DEPTHS.map((depth) => cutBelow(draft, depth));
      const small = cuts.find((candidate) => JSON.stringify(candidate).length <= max) ?? cuts.at(-1) ?? {};
      return { draft: boundOnce(small).draft, cut: true };
    },
  };
}
