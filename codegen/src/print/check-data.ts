import { Code } from './scalar.js';

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

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function check(value: unknown, path: string[], ancestors: Set<object>): void {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new NotDataError([...path], `is a ${typeof value}, not data.`);
  }
  if (typeof value !== 'object' || value === null || value instanceof Code) return;
  if (ancestors.has(value)) throw new NotDataError([...path], 'contains itself.');
  if (!isPlain(value)) throw new NotDataError([...path], `is a ${value.constructor.name}, not plain data.`);
  ancestors.add(value);
  for (const [name, child] of Object.entries(value)) {
    path.push(name);
    check(child, path, ancestors);
    path.pop();
  }
  ancestors.delete(value);
}

/**
 * Makes sure that a value can be written down.
 *
 * @throws NotDataError for functions, symbols, instances of classes, and what contains itself.
 */
export function checkData(value: unknown): void {
  check(value, [], new Set());
}
