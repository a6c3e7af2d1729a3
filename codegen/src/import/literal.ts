import { propertyKey, stringLiteral } from './string-literal.js';
import { widthOf } from './text-width.js';

/** Columns of a line, as in the formatters' settings of this project. */
export const LINE_WIDTH = 120;
/** An object stands on one line up to this many columns; formatters leave both forms as they are. */
const FLAT_OBJECT = 80;
const FLAT_DEPTH = 2;
/** A key shorter than this keeps its string on its own line, however long: nothing would be won. */
const SHORT_KEY = 5;

type Entry = readonly [name: string, value: unknown];

function entriesOf(value: object): readonly Entry[] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return 'Number.NaN';
  if (!Number.isFinite(value)) return `Number.${value > 0 ? 'POSITIVE' : 'NEGATIVE'}_INFINITY`;
  return Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e');
}

/** A literal of a value that is neither a list nor an object; what JSON does not know becomes `null`, as in JSON. */
export function scalarLiteral(value: unknown): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value === 'number') return numberLiteral(value);
  return typeof value === 'boolean' ? String(value) : 'null';
}

/** Formatters break a list of several objects, or of several lists, that hold more than one item each. */
function isTable(list: readonly unknown[]): boolean {
  if (list.length < 2) return false;
  return (
    list.every((item) => isObject(item) && entriesOf(item).length > 1) ||
    list.every((item) => Array.isArray(item) && item.length > 1)
  );
}

/** On one line, within `room` columns; `undefined` when it does not fit, or had better not. */
function flat(value: unknown, room: number, depth: number): string | undefined {
  if (room < 1) return undefined;
  const text = Array.isArray(value)
    ? flatList(value, room, depth)
    : isObject(value)
      ? flatObject(entriesOf(value), Math.min(room, FLAT_OBJECT), depth)
      : scalarLiteral(value);
  return text === undefined || widthOf(text) > room ? undefined : text;
}

function flatList(list: readonly unknown[], room: number, depth: number): string | undefined {
  if (isTable(list)) return undefined;
  const parts: string[] = [];
  let left = room;
  for (const item of list) {
    const part = flat(item, left, depth);
    if (part === undefined) return undefined;
    parts.push(part);
    left -= widthOf(part) + 2;
  }
  return `[${parts.join(', ')}]`;
}

function flatObject(entries: readonly Entry[], room: number, depth: number): string | undefined {
  if (entries.length === 0) return '{}';
  if (depth >= FLAT_DEPTH) return undefined;
  const parts: string[] = [];
  let left = room;
  for (const [name, item] of entries) {
    const key = propertyKey(name);
    const part = flat(item, left - widthOf(key) - 2, depth + 1);
    if (part === undefined) return undefined;
    parts.push(`${key}: ${part}`);
    left -= widthOf(key) + widthOf(part) + 4;
  }
  const text = `{ ${parts.join(', ')} }`;
  return widthOf(text) > room ? undefined : text;
}

/** Numbers fill their lines. */
function filled(list: readonly number[], pad: string): string {
  const lines: string[] = [];
  let line = '';
  for (const item of list.map((value) => `${numberLiteral(value)},`)) {
    if (line !== '' && pad.length + line.length + 1 + item.length > LINE_WIDTH) {
      lines.push(line);
      line = item;
    } else line += line === '' ? item : ` ${item}`;
  }
  return [...lines, line].map((text) => `${pad}${text}\n`).join('');
}

function isNumbers(list: readonly unknown[]): list is readonly number[] {
  return list.length > 1 && list.every((item) => typeof item === 'number' && Number.isFinite(item));
}

function brokenList(list: readonly unknown[], indent: number): string {
  const pad = ' '.repeat(indent + 2);
  const items = isNumbers(list)
    ? filled(list, pad)
    : list.map((item) => `${pad}${valueLiteral(item, indent + 2, indent + 2)},\n`).join('');
  return `[\n${items}${' '.repeat(indent)}]`;
}

/**
 * A value of JSON as an expression, formatted as a formatter would leave it.
 *
 * @param column Columns of its first line that are taken already.
 * @param indent Columns before the line it starts on.
 */
export function valueLiteral(value: unknown, column: number, indent: number): string {
  if (typeof value !== 'object' || value === null) return scalarLiteral(value);
  const oneLine = flat(value, LINE_WIDTH - column - 1, 0);
  if (oneLine !== undefined) return oneLine;
  if (Array.isArray(value)) return brokenList(value, indent);
  const pad = ' '.repeat(indent + 2);
  const lines = entriesOf(value).map(([name, item]) => `${pad}${propertyLiteral(name, item, indent + 2)},\n`);
  return `{\n${lines.join('')}${' '.repeat(indent)}}`;
}

/** `name: value`, for a line that starts after `indent` columns and ends with a comma. */
export function propertyLiteral(name: string, value: unknown, indent: number): string {
  const key = propertyKey(name);
  const column = indent + widthOf(key) + 2;
  const text = valueLiteral(value, column, indent);
  const breaks = typeof value === 'string' && widthOf(key) >= SHORT_KEY && column + widthOf(text) + 1 > LINE_WIDTH;
  return breaks ? `${key}:\n${' '.repeat(indent + 2)}${text}` : `${key}: ${text}`;
}
