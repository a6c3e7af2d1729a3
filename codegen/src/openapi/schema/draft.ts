import { isObject } from '../json.js';

/** A schema in the making; its `$ref`s are keys of definitions, not yet names. */
export type Draft = { [keyword: string]: unknown };

/** Which way data goes: `readOnly` members are no part of a request, `writeOnly` ones none of a response. */
export type Direction = 'request' | 'response';

const SINGLE = ['additionalProperties', 'contains', 'else', 'if', 'items', 'not', 'propertyNames', 'then'];
const LISTS = ['allOf', 'anyOf', 'prefixItems'];
const MAPS = ['dependentSchemas', 'patternProperties', 'properties'];
const IN_PLACE_SINGLE = ['else', 'if', 'not', 'then'];
const IN_PLACE_LISTS = ['allOf', 'anyOf'];

function collect(draft: Draft, single: readonly string[], lists: readonly string[], maps: readonly string[]): Draft[] {
  const found: Draft[] = [];
  const add = (value: unknown) => {
    if (isObject(value)) found.push(value as Draft);
  };
  for (const keyword of single) add(draft[keyword]);
  for (const keyword of lists) if (Array.isArray(draft[keyword])) for (const item of draft[keyword]) add(item);
  for (const keyword of maps) if (isObject(draft[keyword])) for (const item of Object.values(draft[keyword])) add(item);
  return found;
}

/** The subschemas right below a draft. */
export function childrenOf(draft: Draft): Draft[] {
  return collect(draft, SINGLE, LISTS, MAPS);
}

/** The subschemas that judge the very same value. */
export function inPlaceOf(draft: Draft): Draft[] {
  return collect(draft, IN_PLACE_SINGLE, IN_PLACE_LISTS, ['dependentSchemas']);
}

/** A copy with every subschema right below replaced. */
export function mapChildren(draft: Draft, change: (child: Draft) => Draft): Draft {
  const apply = (value: unknown): unknown => (isObject(value) ? change(value as Draft) : value);
  const entries = Object.entries(draft).map(([keyword, value]): [string, unknown] => {
    if (SINGLE.includes(keyword)) return [keyword, apply(value)];
    if (LISTS.includes(keyword) && Array.isArray(value)) return [keyword, value.map(apply)];
    if (MAPS.includes(keyword) && isObject(value)) {
      return [keyword, Object.fromEntries(Object.entries(value).map(([name, child]) => [name, apply(child)]))];
    }
    return [keyword, value];
  });
  return Object.fromEntries(entries);
}

/** Every definition key that a draft refers to. Drafts are of bounded depth. */
export function keysIn(draft: Draft): Set<string> {
  const keys = new Set<string>();
  const queue = [draft];
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (typeof next.$ref === 'string') keys.add(next.$ref);
    for (const child of childrenOf(next)) queue.push(child);
  }
  return keys;
}

/** The draft with its keys turned into references by name. */
export function withNames(draft: Draft, names: ReadonlyMap<string, string>): Draft {
  const copy = mapChildren(draft, (child) => withNames(child, names));
  const name = typeof copy.$ref === 'string' ? names.get(copy.$ref) : undefined;
  return name === undefined ? copy : { ...copy, $ref: `#/$defs/${name}` };
}
