import type { Problem } from '../errors.js';

/** What an option may be, and how to tell: plain JavaScript can give anything. */
export interface Kind {
  /** Ends “must be …”. */
  readonly words: string;
  accepts(value: unknown): boolean;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function listOf(accepts: (item: unknown) => boolean) {
  return (value: unknown): boolean => Array.isArray(value) && value.every(accepts);
}

export const text: Kind = { words: 'a text', accepts: isText };
export const texts: Kind = { words: 'a list of texts', accepts: listOf(isText) };
export const list: Kind = { words: 'a list', accepts: Array.isArray };
export const object: Kind = { words: 'an object', accepts: isObject };
export const objects: Kind = { words: 'a list of objects', accepts: listOf(isObject) };
export const truth: Kind = { words: 'true or false', accepts: (value) => typeof value === 'boolean' };
export const textsByName: Kind = {
  words: 'an object of texts',
  accepts: (value) => isObject(value) && Object.values(value).every(isText),
};

export function either(first: Kind, second: Kind): Kind {
  return {
    words: `${first.words} or ${second.words}`,
    accepts: (value) => first.accepts(value) || second.accepts(value),
  };
}

/** An object that can do what the names say. */
export function having(words: string, methods: readonly string[]): Kind {
  const accepts = (value: unknown): boolean =>
    isObject(value) && methods.every((name) => typeof Reflect.get(value, name) === 'function');
  return { words, accepts };
}

/** A whole number, `least` or more. */
export function whole(least: number): Kind {
  return {
    words: `a whole number, ${least} or more`,
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= least,
  };
}

/** Options that are there and not of their kind. What is left out is no mistake. */
export function checkKinds(place: string, options: unknown, kinds: Readonly<Record<string, Kind>>): readonly Problem[] {
  if (!isObject(options)) return [{ place, message: 'must be given an object of options.' }];
  return Object.entries(kinds).flatMap(([name, { words, accepts }]) => {
    const value: unknown = Reflect.get(options, name);
    return value === undefined || accepts(value) ? [] : [{ place: `${place}.${name}`, message: `must be ${words}.` }];
  });
}
