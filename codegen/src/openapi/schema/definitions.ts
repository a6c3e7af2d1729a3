import { compareText } from '../json.js';
import { type Direction, type Draft, keysIn } from './draft.js';

/** A shared schema, as it is in one direction. */
export interface Definition {
  readonly key: string;
  readonly pointer: string;
  readonly direction: Direction;
  schema: Draft;
  /** True when a member was left out because of the direction. */
  oneWay: boolean;
}

/** Key of a definition; no `$ref` of a document looks like it. */
export function definitionKey(pointer: string, direction: Direction): string {
  return `${direction} ${pointer}`;
}

function otherKey({ pointer, direction }: Definition): string {
  return definitionKey(pointer, direction === 'request' ? 'response' : 'request');
}

/** Pointers of definitions that differ by direction, themselves or through what they refer to. */
function oneWayPointers(all: ReadonlyMap<string, Definition>): Set<string> {
  const users = new Map<string, string[]>();
  for (const { pointer, schema } of all.values()) {
    for (const key of keysIn(schema)) {
      const used = all.get(key)?.pointer;
      if (used === undefined) continue;
      const list = users.get(used);
      if (list) list.push(pointer);
      else users.set(used, [pointer]);
    }
  }
  const found = new Set([...all.values()].filter(({ oneWay }) => oneWay).map(({ pointer }) => pointer));
  const queue = [...found];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const user of users.get(next) ?? []) {
      if (found.has(user)) continue;
      found.add(user);
      queue.push(user);
    }
  }
  return found;
}

function plainName(pointer: string): string {
  const [, component] = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(pointer) ?? [];
  const text = component ?? pointer.split('/').slice(-4).join('_');
  const safe = text
    .replaceAll('~1', '_')
    .replaceAll('~0', '_')
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_.-]+/g, '_')
    .replace(/_{2,}/g, '_')
    .replace(/^[_.-]+|[_.-]+$/g, '');
  return safe === '' ? 'Schema' : safe.slice(0, 80);
}

/**
 * A name for each definition in use. One that is the same in both directions has one name; else the one for requests
 * ends in `Input`.
 */
export function nameDefinitions(all: ReadonlyMap<string, Definition>, used: readonly string[]): Map<string, string> {
  const oneWay = oneWayPointers(all);
  const inUse = new Set(used);
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const give = (wanted: string): string => {
    let name = wanted;
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${wanted}_${count}`;
    taken.add(name.toLowerCase());
    return name;
  };
  for (const key of [...used].sort((left, right) => compareKeys(all, left, right))) {
    const definition = all.get(key);
    if (!definition || names.has(key)) continue;
    const other = otherKey(definition);
    const differs = oneWay.has(definition.pointer) && inUse.has(other);
    const name = give(
      `${plainName(definition.pointer)}${differs && definition.direction === 'request' ? 'Input' : ''}`,
    );
    names.set(key, name);
    if (!differs && inUse.has(other)) names.set(other, name);
  }
  return names;
}

/** By pointer; of two directions, the response first. */
function compareKeys(all: ReadonlyMap<string, Definition>, left: string, right: string): number {
  const byPointer = compareText(all.get(left)?.pointer ?? '', all.get(right)?.pointer ?? '');
  return byPointer === 0 ? -compareText(left, right) : byPointer;
}
