import { propertyKey } from './quote.js';
import { Code, Spread, scalarLiteral } from './scalar.js';
import { widthOf } from './width.js';

/** An object stands on one line up to this many columns; formatters leave both forms as they are. */
const FLAT_OBJECT = 100;
const FLAT_DEPTH = 2;

type Entry = readonly [name: string, value: unknown];

/** Own properties that are there: `undefined` is left out. */
export function entriesOf(value: object): readonly Entry[] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

/** What stands before the value of a property. */
export function startOf(name: string, value: unknown): string {
  return value instanceof Spread ? '' : `${propertyKey(name)}: `;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Code);
}

/** Formatters break a list of several objects, or of several lists, that hold more than one item each. */
function isTable(list: readonly unknown[]): boolean {
  if (list.length < 2) return false;
  return (
    list.every((item) => isObject(item) && entriesOf(item).length > 1) ||
    list.every((item) => Array.isArray(item) && item.length > 1)
  );
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
    const start = startOf(name, item);
    const part = flat(item, left - widthOf(start), depth + 1);
    if (part === undefined) return undefined;
    parts.push(`${start}${part}`);
    left -= widthOf(start) + widthOf(part) + 2;
  }
  return `{ ${parts.join(', ')} }`;
}

function flatText(value: unknown, room: number, depth: number): string | undefined {
  if (Array.isArray(value)) return flatList(value, room, depth);
  return isObject(value) ? flatObject(entriesOf(value), room, depth) : scalarLiteral(value);
}

/** On one line, within `room` columns; `undefined` when it does not fit, or had better not. */
export function flat(value: unknown, room: number, depth = 0): string | undefined {
  if (room < 1) return undefined;
  const most = isObject(value) ? Math.min(room, FLAT_OBJECT) : room;
  const text = flatText(value, most, depth);
  return text === undefined || widthOf(text) > most ? undefined : text;
}
