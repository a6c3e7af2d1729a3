import { isObject, type JsonObject, member } from '../json.js';
import type { NoteBook } from '../note-book.js';

const TYPES = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

/** What people write where JSON Schema has another word. `any` and its like are no type at all. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ...['int', 'int32', 'int64', 'long', 'short', 'byte', 'bigint'].map((name) => [name, 'integer'] as const),
  ...['float', 'double', 'decimal'].map((name) => [name, 'number'] as const),
  ...['bool'].map((name) => [name, 'boolean'] as const),
  ...['str', 'text', 'char', 'date', 'datetime', 'date-time', 'uuid', 'uri', 'url', 'email', 'file', 'binary'].map(
    (name) => [name, 'string'] as const,
  ),
  ...['list', 'set'].map((name) => [name, 'array'] as const),
  ...['dict', 'map', 'hash', 'json', 'struct'].map((name) => [name, 'object'] as const),
]);
const ANYTHING = new Set(['any', 'mixed', '*', '']);

function readType(name: unknown, pointer: string, notes: NoteBook): string[] {
  if (typeof name === 'string' && TYPES.has(name)) return [name];
  const lower = typeof name === 'string' ? name.toLowerCase() : '';
  const meant = TYPES.has(lower) ? lower : MEANT.get(lower);
  if (meant === undefined && typeof name === 'string' && ANYTHING.has(lower)) return [];
  const done = meant === undefined ? 'it was left out' : `it was read as "${meant}"`;
  notes.warn(
    'unknown-type',
    pointer,
    `${JSON.stringify(name)} is no type of JSON Schema; ${done}.`,
    'Correct the type.',
  );
  return meant === undefined ? [] : [meant];
}

function isNullable(raw: JsonObject): boolean {
  return [member(raw, 'nullable'), member(raw, 'x-nullable')].some((flag) => flag === true || flag === 'true');
}

function impliedType(raw: JsonObject): string[] {
  if (isObject(member(raw, 'properties'))) return ['object'];
  return isObject(member(raw, 'items')) ? ['array'] : [];
}

/** What a schema says about types, in any dialect of OpenAPI. An empty list is any type. */
export function readTypes(raw: JsonObject, pointer: string, notes: NoteBook): { types: string[]; nullable: boolean } {
  const given = member(raw, 'type');
  const listed = Array.isArray(given) ? given : given === undefined ? [] : [given];
  const read = listed.flatMap((name) => readType(name, pointer, notes));
  const types = [...new Set(read.length > 0 ? read : impliedType(raw))];
  const nullable = isNullable(raw);
  if (nullable && types.length > 0 && !types.includes('null')) types.push('null');
  if (types.includes('number')) return { types: types.filter((name) => name !== 'integer'), nullable };
  return { types, nullable };
}

/** `type` with one name as a string, several as a list. */
export function typeKeyword(types: readonly string[]): unknown {
  return types.length > 1 ? types : types[0];
}
