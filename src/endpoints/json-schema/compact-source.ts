import { isPlainObject } from '../schema.js';
import { isToldByKeyword } from './validator.js';

/** One line of compiled code that holds a schema as a literal. */
const SCHEMA = /^const (schema\d+) = (.*);$/;
const USE = /\b(schema\d+)((?:\.[A-Za-z_$][\w$]*|\[(?:"(?:[^"\\\n]|\\.)*"|\d+)\])*)/g;
const STEP = /\.([A-Za-z_$][\w$]*)|\[("(?:[^"\\\n]|\\.)*"|\d+)\]/g;
const PUSH =
  /const (err\d+) = (\{[^\n]*\});\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\n/g;

const STRING = /"(?:[^"\\\n]|\\.)*"/g;

type Path = readonly string[];

function stepsIn(path: string): string[] {
  return [...path.matchAll(STEP)].map(([, name, key = '""']) => name ?? String(JSON.parse(key)));
}

/** Which parts of which schemas the code reads. */
function partsUsed(code: string): ReadonlyMap<string, readonly Path[]> {
  const texts = new Map<string, Set<string>>();
  for (const [, name = '', path = ''] of code.matchAll(USE)) {
    texts.set(name, (texts.get(name) ?? new Set()).add(path));
  }
  return new Map([...texts].map(([name, paths]) => [name, [...paths].map(stepsIn)]));
}

function byFirstStep(paths: readonly Path[]): ReadonlyMap<string, readonly Path[]> {
  const groups = new Map<string, Path[]>();
  for (const [first = '', ...rest] of paths) groups.set(first, [...(groups.get(first) ?? []), rest]);
  return groups;
}

/** A value without what no path leads to. Whole where a path ends, or leads nowhere. */
function pick(value: unknown, paths: readonly Path[]): unknown {
  const groups = byFirstStep(paths);
  const isKnown = (step: string): boolean => typeof value === 'object' && value !== null && Object.hasOwn(value, step);
  if (paths.some((path) => path.length === 0) || ![...groups.keys()].every(isKnown)) return value;
  if (Array.isArray(value)) {
    if (groups.has('length')) return value;
    return value.map((item, index) => (groups.has(`${index}`) ? pick(item, groups.get(`${index}`) ?? []) : null));
  }
  if (!isPlainObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => groups.has(key));
  return Object.fromEntries(kept.map(([key, child]) => [key, pick(child, groups.get(key) ?? [])]));
}

function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** What is told of a mismatch: not where in the schema it came about, and no message where there are other words for it. */
function compactError(error: string): string {
  // Property names and patterns may read like code.
  const masked = error.replace(STRING, (text) => '_'.repeat(text.length));
  const at = (mark: string): number => masked.indexOf(mark);
  const [path, keyword, message] = [at(',schemaPath:'), at(',keyword:'), at(',message:')];
  if (path < 0 || keyword < path || message < keyword) return error;
  const name = /^,keyword:"([^"]*)"/.exec(error.slice(keyword))?.[1] ?? '';
  return error.slice(0, path) + (isToldByKeyword(name) ? `${error.slice(keyword, message)}}` : error.slice(keyword));
}

/**
 * The same code, with less of it: of every schema only the parts that are read (its lists of allowed values, mostly),
 * and mismatches noted in one short statement each. A third of a large output, and of what compilers need for it.
 */
export function compactSource(code: string): string {
  const push = (_match: string, _name: string, error: string): string =>
    `(vErrors ??= []).push(${compactError(error)});\n`;
  const lines = code.replaceAll(PUSH, push).split('\n');
  const parts = partsUsed(lines.filter((line) => !SCHEMA.test(line)).join('\n'));
  return lines
    .flatMap((line) => {
      const [, name = '', schema] = SCHEMA.exec(line) ?? [];
      if (schema === undefined) return [line];
      const paths = parts.get(name);
      return paths ? [`const ${name} = ${literal(pick(JSON.parse(schema), paths))};`] : [];
    })
    .join('\n');
}
