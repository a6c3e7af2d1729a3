import type { JsonObject } from './json.js';

/** Where an argument goes; for those in a header, `header`. */
export type ArgumentPlace = 'path' | 'query' | 'header' | 'body';

/** Gives the arguments of one tool names that every host takes, each once. */
export type NameArgument = (wire: string, place: ArgumentPlace) => string;

const MAX_LENGTH = 64;

function safeName(wire: string, place: ArgumentPlace): string {
  const characters = place === 'path' ? /[^A-Za-z0-9_-]+/g : /[^A-Za-z0-9_.-]+/g;
  const plain = wire.normalize('NFKD').replace(/\p{M}/gu, '').replace(characters, '_');
  const trimmed = plain === wire && wire !== '__proto__' ? plain : plain.replace(/^_+|_+$/g, '');
  const named = /^[A-Za-z_]/.test(trimmed) ? trimmed : trimmed === '' ? `${place}_argument` : `${place}_${trimmed}`;
  return named.slice(0, MAX_LENGTH);
}

/** Starts naming. `reserved` names are taken from the start. */
export function createArgumentNames(reserved: readonly string[]): NameArgument {
  const taken = new Set(reserved);
  return (wire, place) => {
    const wanted = safeName(wire, place);
    const prefixed = `${place}_${wanted}`.slice(0, MAX_LENGTH);
    let name = taken.has(wanted) ? prefixed : wanted;
    for (let count = 2; taken.has(name); count += 1) name = `${prefixed.slice(0, MAX_LENGTH - 4)}_${count}`;
    taken.add(name);
    return name;
  };
}

/** Entries as an object; nothing when there are none. */
export function recordOf<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> | undefined {
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** An object schema of arguments. */
export function objectSchema(
  properties: readonly (readonly [string, JsonObject])[],
  required: readonly string[],
): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required: [...required] } : {}),
  };
}
