import type { Parameters } from './header.js';
import { writeHeader } from './header.js';
import { type WriteValue, writeCollection, writeLiteral } from './literal.js';
import { indexParameters } from './scan.js';

/** A query whose long values travel beside it, to be put into the header by the backend. */
export interface PlaceholderQuery {
  readonly query: string;
  /** For the backend's own `params` field. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Longest string the backend takes as a value of `params`, in UTF-16 units; strings inside a list are not limited. */
const MAX_VALUE = 1000;
/** What is shorter stays in the header: a placeholder would not save anything worth while. */
const WORTH_MOVING = 32;

/**
 * Writes a query whose header would be too long: values of the header become placeholders, which the backend's own
 * substitution turns into literals before FalkorDB reads the header. The names of the placeholders occur nowhere else,
 * so nothing of the caller's text is ever substituted. A string of more than 1000 characters can only travel as a
 * list; its uses in the query become `$name[0]`.
 */
export function writePlaceholderQuery(parameters: Parameters, query: string): PlaceholderQuery {
  const moved = new MovedValues(unusedMark(`${writeHeader(parameters)}${query}`));
  const wrapped = new Set(Object.keys(parameters).filter((name) => isLongString(parameters[name])));
  const header = writeHeader(parameters, moved.write);
  return { query: header + indexParameters(query, wrapped), params: Object.fromEntries(moved.values) };
}

/** A part of a name that occurs nowhere in `text`. */
function unusedMark(text: string): string {
  for (let number = 9; ; number += 1) {
    const mark = `z${number}k`;
    if (!text.includes(mark)) return mark;
  }
}

/** Collects the values that leave the header while it is written. */
class MovedValues {
  readonly values = new Map<string, unknown>();

  constructor(private readonly mark: string) {}

  readonly write: WriteValue = (value, place, depth) => {
    const text = writeLiteral(value, place, depth);
    if (text.length <= WORTH_MOVING) return text;
    if (depth === 0 && isLongString(value)) return this.move([value]);
    if (isMovable(value)) return this.move(value);
    return typeof value === 'object' && value !== null ? writeCollection(value, place, depth, this.write) : text;
  };

  private move(value: unknown): string {
    const name = `__${this.mark}_${this.values.size + 1}`;
    this.values.set(name, doubleDollars(value));
    return `$${name}`;
  }
}

/** The backend reads `$$` in a value as `$`. */
function doubleDollars(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  return Array.isArray(value) ? value.map(doubleDollars) : value;
}

function isLongString(value: unknown): value is string {
  return typeof value === 'string' && !isShortString(value);
}

function isShortString(value: unknown): boolean {
  return typeof value === 'string' && value.length + value.split('$').length - 1 <= MAX_VALUE;
}

function isMovable(value: unknown): boolean {
  return isShortString(value) || (Array.isArray(value) && value.every(isFlatMember));
}

/** The backend writes numbers as digits, which FalkorDB would clamp beyond int64, and nested values as JSON strings. */
function isFlatMember(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}
