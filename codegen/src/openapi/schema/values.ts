import { type JsonObject, member } from '../json.js';
import type { NoteBook } from '../note-book.js';

const MAX_ENUM_CHARS = 8000;
const MAX_EXAMPLE_CHARS = 120;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** Whether a value is of one of the types; an empty list is any. */
export function isOfType(value: unknown, types: readonly string[]): boolean {
  const own = typeOf(value);
  return types.length === 0 || types.includes(own) || (own === 'integer' && types.includes('number'));
}

/** The value in one of the types, where that needs no guessing: `"10"` for 10, `true` for `"true"`. */
export function coerce(value: unknown, types: readonly string[]): unknown {
  if (isOfType(value, types)) return value;
  const isNumeric = typeof value === 'string' && /^-?\d{1,15}(\.\d+)?$/.test(value);
  if (isNumeric && isOfType(Number(value), types)) return Number(value);
  if ((value === 'true' || value === 'false') && types.includes('boolean')) return value === 'true';
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  return undefined;
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** `enum`, with each value once and of the schema's type; `undefined` when there is none to speak of. */
export function readEnum(
  raw: JsonObject,
  types: readonly string[],
  nullable: boolean,
  pointer: string,
  notes: NoteBook,
): unknown[] | undefined {
  const given = member(raw, 'enum');
  if (given === undefined) return undefined;
  const note = (message: string) => notes.warn('mended-enum', pointer, message, 'Correct the enum.');
  if (!Array.isArray(given) || given.length === 0) {
    note('The enum is not a list of values; it was left out.');
    return undefined;
  }
  const fitting = given.map((value) => coerce(value, types)).filter((value) => value !== undefined);
  const values = distinct(nullable ? [...fitting, null] : fitting);
  const lost = given.filter((value) => value !== null && coerce(value, types) === undefined);
  if (lost.length > 0) note(`The enum has ${lost.length} values that are not of its type; they were left out.`);
  else if (distinct(given).length < given.length) note('The enum has a value twice.');
  if (fitting.length === 0) return undefined;
  if (JSON.stringify(values).length <= MAX_ENUM_CHARS) return values;
  notes.warn('large-enum', pointer, `The enum has ${values.length} values, too many for a tool; it was left out.`);
  return undefined;
}

/** `default`, if it is of the schema's type and one of its values. */
export function readDefault(
  raw: JsonObject,
  types: readonly string[],
  values: readonly unknown[] | undefined,
  pointer: string,
  notes: NoteBook,
): unknown {
  const given = member(raw, 'default');
  if (given === undefined || given === null) return undefined;
  const value = coerce(given, types);
  const fits =
    value !== undefined && (!values || values.some((item) => JSON.stringify(item) === JSON.stringify(value)));
  if (fits) return value;
  const fix = 'Correct the default.';
  notes.warn('mended-default', pointer, `The default ${shown(given)} does not fit the schema; it was left out.`, fix);
  return undefined;
}

/** A value in a sentence. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** One short example, from whichever keyword the dialect has. */
export function readExamples(raw: JsonObject, types: readonly string[]): unknown[] | undefined {
  const listed = member(raw, 'examples');
  const single = member(raw, 'example') ?? member(raw, 'x-example');
  const candidates = single === undefined ? (Array.isArray(listed) ? listed : []) : [single];
  const fitting = candidates
    .map((value) => coerce(value, types))
    .filter((value) => value !== undefined && value !== null);
  const small = fitting.find((value) => JSON.stringify(value).length <= MAX_EXAMPLE_CHARS);
  return small === undefined || small === '' ? undefined : [small];
}
