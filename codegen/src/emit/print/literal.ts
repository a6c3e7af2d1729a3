import { concat, type Doc, either, fill, group, indent, join, line, softline } from './doc.js';
import { propertyName, quote } from './quote.js';

/** Text that is code, and trusted: an identifier or a call that the generator itself made up. */
export class Code {
  constructor(readonly text: string) {}
}

/** A value that is not data, with its place below the value it was found in. */
export class NotDataError extends Error {
  override readonly name = 'NotDataError';

  constructor(
    readonly path: readonly string[],
    message: string,
  ) {
    super(message);
  }
}

type Path = readonly string[];

function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return 'Number.NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Number.POSITIVE_INFINITY' : 'Number.NEGATIVE_INFINITY';
  return Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e');
}

function scalarLiteral(value: unknown, path: Path): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'bigint') return `${value}n`;
  throw new NotDataError(path, `is a ${typeof value}, not data.`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Objects in objects in objects read better on lines of their own, even where they would fit. */
function height(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Code) return 0;
  let tallest = 0;
  for (const child of Object.values(value)) tallest = Math.max(tallest, height(child));
  return Object.keys(value).length === 0 ? 0 : tallest + 1;
}

function sizeOf(value: unknown): number {
  return typeof value === 'object' && value !== null && !(value instanceof Code) ? Object.keys(value).length : 0;
}

/** Lists of lists or of objects, none of them trivial, stand one below the other. */
function standsApart(items: readonly unknown[]): boolean {
  return items.length > 1 && items.every((item) => sizeOf(item) > 1) && new Set(items.map(Array.isArray)).size === 1;
}

function keyOf(name: string): string {
  return name === '__proto__' ? "['__proto__']" : propertyName(name);
}

function property(name: string, value: unknown, path: Path, ancestors: readonly object[]): Doc {
  const key = keyOf(name);
  const content = toDoc(value, [...path, name], ancestors);
  return typeof value === 'string' && key.length > 4
    ? concat(`${key}:`, group(indent(line, content)))
    : concat(`${key}: `, content);
}

function arrayDoc(items: readonly unknown[], path: Path, ancestors: readonly object[]): Doc {
  if (items.length === 0) return '[]';
  if (items.length > 1 && items.every((item) => typeof item === 'number' && Number.isFinite(item))) {
    return group(
      concat(
        '[',
        indent(softline, fill(items.map((item) => scalarLiteral(item, path)))),
        either(',', ''),
        softline,
        ']',
      ),
    );
  }
  const docs = items.map((item, index) => toDoc(item, [...path, String(index)], ancestors));
  return group(
    concat('[', indent(softline, join(concat(',', line), docs)), either(',', ''), softline, ']'),
    standsApart(items),
  );
}

function objectDoc(value: object, path: Path, ancestors: readonly object[]): Doc {
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  if (entries.length === 0) return '{}';
  const docs = entries.map(([name, child]) => property(name, child, path, ancestors));
  return group(concat('{', indent(line, join(concat(',', line), docs)), either(',', ''), line, '}'), height(value) > 3);
}

function toDoc(value: unknown, path: Path, ancestors: readonly object[]): Doc {
  if (value instanceof Code) return value.text;
  if (typeof value !== 'object' || value === null) return scalarLiteral(value, path);
  if (ancestors.includes(value)) throw new NotDataError(path, 'contains itself.');
  const below = [...ancestors, value];
  if (Array.isArray(value)) return arrayDoc(value, path, below);
  if (!isPlain(value)) throw new NotDataError(path, `is a ${value.constructor.name}, not plain data.`);
  return objectDoc(value, path, below);
}

/**
 * Data as a TypeScript expression whose value is that data. Properties that are `undefined` are left out.
 *
 * @throws NotDataError for functions, symbols, instances of classes, and what contains itself.
 */
export function literal(value: unknown): Doc {
  return toDoc(value, [], []);
}
