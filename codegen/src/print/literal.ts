import { checkData } from './check-data.js';
import { entriesOf, flat, startOf } from './flat.js';
import { Code, scalarLiteral } from './scalar.js';
import { LINE_WIDTH, widthOf } from './width.js';

/** A key shorter than this keeps its string on its own line, however long: nothing would be won. */
const SHORT_KEY = 5;

function isNumbers(list: readonly unknown[]): list is readonly number[] {
  return list.length > 1 && list.every((item) => typeof item === 'number' && Number.isFinite(item));
}

/** Numbers fill their lines. */
function filled(list: readonly number[], pad: string): string {
  const lines: string[] = [];
  let line = '';
  for (const item of list.map((value) => `${scalarLiteral(value)},`)) {
    if (line !== '' && pad.length + line.length + 1 + item.length > LINE_WIDTH) {
      lines.push(line);
      line = item;
    } else line += line === '' ? item : ` ${item}`;
  }
  return [...lines, line].map((text) => `${pad}${text}\n`).join('');
}

function brokenList(list: readonly unknown[], indent: number): string {
  const pad = ' '.repeat(indent + 2);
  const items = isNumbers(list)
    ? filled(list, pad)
    : list.map((item) => `${pad}${print(item, indent + 2, indent + 2)},\n`).join('');
  return `[\n${items}${' '.repeat(indent)}]`;
}

function brokenObject(value: object, indent: number): string {
  const pad = ' '.repeat(indent + 2);
  const lines = entriesOf(value).map(([name, item]) => `${pad}${printProperty(name, item, indent + 2)},\n`);
  return `{\n${lines.join('')}${' '.repeat(indent)}}`;
}

function print(value: unknown, column: number, indent: number): string {
  if (typeof value !== 'object' || value === null || value instanceof Code) return scalarLiteral(value);
  const oneLine = flat(value, LINE_WIDTH - column - 1);
  if (oneLine !== undefined) return oneLine;
  return Array.isArray(value) ? brokenList(value, indent) : brokenObject(value, indent);
}

function printProperty(name: string, value: unknown, indent: number): string {
  const start = startOf(name, value);
  const column = indent + widthOf(start);
  const text = print(value, column, indent);
  const isLong = widthOf(start) >= SHORT_KEY + 2 && column + widthOf(text) + 1 > LINE_WIDTH;
  return typeof value === 'string' && isLong ? `${start.trimEnd()}\n${' '.repeat(indent + 2)}${text}` : start + text;
}

/**
 * Data as a TypeScript expression whose value is that data, laid out as a formatter leaves it. Properties that are
 * `undefined` are left out. `column`: what already stands on its first line.
 *
 * @throws NotDataError for functions, symbols, instances of classes, and what contains itself.
 */
export function literal(value: unknown, { column = 0 } = {}): string {
  checkData(value);
  return print(value, column, 0);
}

/**
 * `name: value`, for a line that starts after `indent` columns and ends with a comma.
 *
 * @throws NotDataError as `literal`.
 */
export function propertyLiteral(name: string, value: unknown, indent: number): string {
  checkData(value);
  return printProperty(name, value, indent);
}
