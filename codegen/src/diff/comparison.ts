import type { JsonSchema } from 'mcp-rest-proxy';
import { jsonEqual } from './json-equal.js';

/** Beyond so many pairs of schemas, a comparison gives up and calls the rest changed. */
const MOST_PAIRS = 20_000;

/** Two schema documents that are compared, and what is known so far. */
export interface Comparison {
  readonly before: JsonSchema;
  readonly after: JsonSchema;
  /** References that mean the same in both documents. */
  readonly stable: ReadonlySet<string>;
  /** Pairs under way or done. Taken to be fine where they are met again, which is how recursive schemas end. */
  readonly seen: ReadonlyMap<unknown, ReadonlySet<unknown>>;
  /** Shared by all comparisons made from one. */
  readonly budget: { left: number };
}

/** The references in a piece of JSON. */
function referencesIn(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, part] of Object.entries(value)) {
    if ((key === '$ref' || key === '$dynamicRef') && typeof part === 'string') found.add(part);
    else referencesIn(part, found);
  }
  return found;
}

function definitionsOf(schema: JsonSchema): JsonSchema {
  return isObject(schema.$defs) ? schema.$defs : {};
}

/** References to definitions that mean the same in both documents: equal, and so is all that they refer to. */
function findStable(before: JsonSchema, after: JsonSchema): ReadonlySet<string> {
  const [old, now] = [definitionsOf(before), definitionsOf(after)];
  const equal = Object.keys(old).filter((name) => Object.hasOwn(now, name) && jsonEqual(old[name], now[name]));
  const needs = new Map(
    equal.map((name) => [`#/$defs/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, referencesIn(old[name])]),
  );
  for (let size = -1; size !== needs.size; ) {
    size = needs.size;
    for (const [name, references] of needs) {
      if ([...references].some((reference) => !needs.has(reference))) needs.delete(name);
    }
  }
  return new Set(needs.keys());
}

export function createComparison(before: JsonSchema, after: JsonSchema): Comparison {
  return { before, after, stable: findStable(before, after), seen: new Map(), budget: { left: MOST_PAIRS } };
}

/** True for equal schemas whose references lead to equal ones. */
export function sameText(before: unknown, after: unknown, { stable }: Comparison): boolean {
  return jsonEqual(before, after) && [...referencesIn(before)].every((reference) => stable.has(reference));
}

/** The same the other way round. */
export function reverse(comparison: Comparison): Comparison {
  return { ...comparison, before: comparison.after, after: comparison.before };
}

/** True when a pair was met already. */
export function wasSeen({ seen }: Comparison, before: unknown, after: unknown): boolean {
  return seen.get(before)?.has(after) ?? false;
}

/** With one more pair; what is concluded from here on leaves `comparison` as it is. */
export function withPair(comparison: Comparison, before: unknown, after: unknown): Comparison {
  const seen = new Map(comparison.seen).set(before, new Set(comparison.seen.get(before)).add(after));
  return { ...comparison, seen };
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unescapeToken(token: string): string {
  try {
    return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return token;
  }
}

function follow(root: JsonSchema, reference: string): unknown {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .filter((token) => token !== '')
    .reduce<unknown>((value, token) => {
      const key = unescapeToken(token);
      return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined;
    }, root);
}

/** Words that say something about a value without ruling any out. */
export const DESCRIPTIVE: ReadonlySet<string> = new Set([
  '$comment',
  '$defs',
  '$schema',
  'default',
  'definitions',
  'deprecated',
  'description',
  'example',
  'examples',
  'readOnly',
  'title',
  'writeOnly',
]);

/** A schema as an object of keywords. `undefined`: one that nothing fits. */
export type Keywords = JsonSchema | undefined;

/**
 * A schema with its reference followed: alone it gives way to what it names, beside other keywords it becomes one of
 * `allOf`. A reference that leads nowhere stays.
 */
export function resolve(schema: unknown, root: JsonSchema, depth = 0): Keywords {
  if (schema === false) return undefined;
  if (!isObject(schema)) return {};
  const { $ref, ...rest } = schema;
  if (typeof $ref !== 'string' || depth > 32) return schema;
  const target = follow(root, $ref);
  if (target === undefined) return schema;
  if (Object.keys(rest).every((key) => DESCRIPTIVE.has(key))) return resolve(target, root, depth + 1);
  return { ...rest, allOf: [...(Array.isArray(rest.allOf) ? rest.allOf : []), target] };
}
