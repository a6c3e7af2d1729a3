import { refuse, refuseUnsafeText } from '../refusal.js';

/**
 * Deepest nesting of lists and maps in a parameter. FalkorDB takes thousands of levels, but the backend's database
 * client reads answers recursively and ends its process at about a thousand.
 */
export const MAX_DEPTH = 100;

const BARE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** A header `CYPHER cypherText=1` reads as the keyword, the keyword again, and something broken. */
const LOOKS_LIKE_HEADER = /^cypher/i;

/** Writes the name of a parameter or the key of a map: bare where the grammar allows it, in backticks otherwise. */
export function writeName(name: string, place: string): string {
  refuseUnsafeText(name, place);
  if (name.includes('`')) {
    refuse(place, 'has a backtick in its name, which FalkorDB has no way to write.', 'Use another name.');
  }
  return BARE_NAME.test(name) && !LOOKS_LIKE_HEADER.test(name) ? name : `\`${name}\``;
}

/**
 * Writes a string. Only `\` and `"` are escaped; everything else travels raw, since FalkorDB decodes no `\uXXXX`
 * and keeps escapes it does not know as they are.
 */
export function writeString(text: string, place: string): string {
  refuseUnsafeText(text, place);
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** Writes a number: an integer within int64 as digits, anything else as a float, never clamped. */
export function writeNumber(value: number, place: string): string {
  if (!Number.isFinite(value)) refuse(place, 'is not a finite number.', 'Send a number below 1.8e308, or null.');
  if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63) return BigInt(value).toString();
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** How to write the values inside a list or a map; the same function that wrote the list or the map. */
export type WriteValue = (value: unknown, place: string, depth: number) => string;

/** Writes a list or a map, its members by `write`. */
export function writeCollection(value: object, place: string, depth: number, write: WriteValue): string {
  if (depth >= MAX_DEPTH) refuse(place, `is nested more than ${MAX_DEPTH} levels deep.`, 'Flatten the value.');
  if (Array.isArray(value)) {
    return `[${value.map((item: unknown, index) => write(item, `${place}[${index}]`, depth + 1)).join(',')}]`;
  }
  const members = Object.entries(value).map(([key, member]: [string, unknown]) => {
    const at = memberPlace(place, key);
    return `${writeName(key, at)}:${write(member, at, depth + 1)}`;
  });
  return `{${members.join(',')}}`;
}

/** Writes a JSON value as a FalkorDB literal. */
export const writeLiteral: WriteValue = (value, place, depth) => {
  if (value === null) return 'null';
  if (typeof value === 'string') return writeString(value, place);
  if (typeof value === 'number') return writeNumber(value, place);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'object') return writeCollection(value, place, depth, writeLiteral);
  return refuse(place, 'is not a JSON value.', 'Send a string, number, boolean, null, list or map.');
};

/** Names a member for an error message: `parameters.rows[0].name`, `parameters["a b"]`. */
export function memberPlace(place: string, key: string): string {
  return BARE_NAME.test(key) ? `${place}.${key}` : `${place}[${JSON.stringify(key)}]`;
}
