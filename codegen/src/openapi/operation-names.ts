import { createHash } from 'node:crypto';
import { compareText } from './json.js';
import type { WireMethod } from './methods.js';
import { isPlural, singular, wordsOf } from './words.js';

const MAX_LENGTH = 64;
const NOISE = /^(?:api|rest|v\d+(?:(?:alpha|beta)\d*)?)$/;

/** What a name is made from. */
export interface Nameable {
  readonly path: string;
  readonly method: WireMethod;
  readonly operationId?: string | undefined;
  readonly hints: { readonly name?: string };
}

interface Segment {
  readonly words: readonly string[];
  readonly isParameter: boolean;
}

function hashOf({ method, path }: Nameable): string {
  return createHash('sha256').update(`${method} ${path}`).digest('hex').slice(0, 6);
}

function segmentsOf(path: string): Segment[] {
  return path
    .split(/[/#?&]/)
    .map((text) => ({ words: wordsOf(text), isParameter: /^[^A-Za-z0-9]*\{[^{}]*\}$/.test(text) }))
    .filter(({ words }) => words.length > 0);
}

function verbOf(method: WireMethod, last: Segment | undefined, isList: boolean): string {
  if (method === 'GET') return isList ? 'list' : 'get';
  if (method === 'POST') return last && !last.isParameter && !isPlural(last.words.at(-1) ?? '') ? 'post' : 'create';
  const verbs = { HEAD: 'check', OPTIONS: 'options_of', PUT: 'replace', PATCH: 'update', DELETE: 'delete' };
  return verbs[method];
}

/** `GET /users/{id}/orders` is `list_user_orders`: what stands before a parameter is one of its kind. */
function nameFromPath({ method, path }: Nameable): string {
  const segments = segmentsOf(path).filter(({ words }) => !words.every((word) => NOISE.test(word)));
  const last = segments.at(-1);
  const isList = last !== undefined && !last.isParameter && isPlural(last.words.at(-1) ?? '');
  const single = !isList || method === 'POST';
  const words = segments.flatMap((segment, index) => {
    if (segment.isParameter) return [];
    const isOne = segments[index + 1]?.isParameter === true || (index === segments.length - 1 && single);
    return isOne ? [...segment.words.slice(0, -1), singular(segment.words.at(-1) ?? '')] : segment.words;
  });
  return [verbOf(method, last, isList), ...(words.length > 0 ? words : ['root'])].join('_');
}

/** Every word of the path, parameters too: for operations whose short names are the same. */
function fullName({ method, path }: Nameable): string {
  const words = segmentsOf(path).flatMap((segment) => (segment.isParameter ? ['by', ...segment.words] : segment.words));
  return [method.toLowerCase(), ...(words.length > 0 ? words : ['root'])].join('_');
}

function fit(name: string, item: Nameable): string {
  if (name.length <= MAX_LENGTH) return name;
  const room = MAX_LENGTH - 7;
  const head = name.slice(0, room + 1);
  const end = head.lastIndexOf('_');
  return `${head.slice(0, end > room / 2 ? end : room)}_${hashOf(item)}`;
}

/** Every object has a member called `constructor`: TypeScript would take a tool of that name for it. */
function ownName(name: string): string {
  return name in Object.prototype ? `${name}_operation` : name;
}

function wantedName(item: Nameable, naming: 'operationId' | 'path'): string {
  if (item.hints.name !== undefined) return ownName(item.hints.name);
  const words = naming === 'operationId' && item.operationId !== undefined ? wordsOf(item.operationId) : [];
  const isTelling = words.some((word) => /[a-z]/.test(word));
  return ownName(fit(isTelling ? words.join('_') : nameFromPath(item), item));
}

function groupBy(items: readonly Nameable[], nameOf: (item: Nameable) => string): Map<string, Nameable[]> {
  const groups = new Map<string, Nameable[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/** What tells an operation from others of the same name: the words of its path that the name lacks. */
function tellApart(item: Nameable, name: string): string {
  const known = new Set(name.split('_'));
  const words = segmentsOf(item.path).flatMap((segment) =>
    segment.isParameter ? ['by', ...segment.words] : segment.words,
  );
  const extra = words.filter((word) => !known.has(word));
  return fit(extra.length > 0 ? [name, ...extra].join('_') : fullName(item), item);
}

function withHash(item: Nameable, name: string): string {
  return `${name.slice(0, MAX_LENGTH - 7)}_${hashOf(item)}`;
}

/**
 * A tool name for each operation: unique, at most 64 characters, the same whatever the order of the operations.
 * Operations that want the same name are told apart by their paths; the one that is named by `x-mcp-name` keeps it.
 */
export function nameOperations<T extends Nameable>(
  items: readonly T[],
  naming: 'operationId' | 'path',
): Map<T, string> {
  const names = new Map<Nameable, string>();
  const taken = new Set<string>();
  const give = (item: Nameable, name: string): void => {
    names.set(item, name);
    taken.add(name);
  };
  const clashing: [string, Nameable][] = [];
  for (const [name, group] of groupBy(items, (item) => wantedName(item, naming))) {
    const [only] = group;
    const hinted = group.filter((item) => item.hints.name !== undefined);
    const owner = group.length === 1 ? only : hinted.length === 1 ? hinted[0] : undefined;
    if (owner) give(owner, name);
    clashing.push(...group.filter((item) => item !== owner).map((item): [string, Nameable] => [name, item]));
  }
  const apart = new Map(clashing.map(([name, item]) => [item, tellApart(item, name)]));
  const groups = [...groupBy([...apart.keys()], (item) => apart.get(item) ?? '')];
  for (const [name, group] of groups.sort(([left], [right]) => compareText(left, right))) {
    for (const item of group) give(item, group.length === 1 && !taken.has(name) ? name : withHash(item, name));
  }
  return names as Map<T, string>;
}
