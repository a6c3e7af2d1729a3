import { isObject } from '../replies/json.js';
import type { Row } from '../replies/query-reply.js';
import { shortenText } from './markdown.js';

/** Rows that fit a budget. */
export interface FittingRows {
  readonly rows: readonly Row[];
  /** True when long texts and lists inside the first row were cut. */
  readonly valuesShortened: boolean;
}

/** The rows, from the first, whose JSON comes to at most `characters`; of a single row that is too long, its beginning. */
export function fitRows(rows: readonly Row[], characters: number): FittingRows {
  let used = 0;
  const count = rows.findIndex((row) => {
    used += JSON.stringify(row).length;
    return used > characters;
  });
  if (count < 0) return { rows, valuesShortened: false };
  const [first] = rows;
  if (count > 0 || first === undefined) return { rows: rows.slice(0, count), valuesShortened: false };
  return { rows: [shortenRow(first, characters)], valuesShortened: true };
}

function shortenRow(row: Row, characters: number): Row {
  for (let limit = Math.ceil(characters / 2); limit > 8; limit = Math.floor(limit / 2)) {
    const shorter = shortenMembers(row, limit);
    if (JSON.stringify(shorter).length <= characters) return shorter;
  }
  return shortenMembers(row, 8);
}

function shortenMembers(row: Row, limit: number): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, shorten(value, limit)]));
}

/** Texts keep `limit` characters, lists a twentieth of that many items. Nodes and maps keep their shape. */
function shorten(value: unknown, limit: number): unknown {
  if (typeof value === 'string') return shortenText(value, limit);
  if (Array.isArray(value)) return value.slice(0, Math.ceil(limit / 20)).map((item) => shorten(item, limit));
  return isObject(value) ? shortenMembers(value, limit) : value;
}
