import { type Position, positionAt } from './location.js';

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Where `name:` or `name(` stands as a key, from an offset on. */
function findKey(text: string, name: string, from: number): number[] {
  const key = escapePattern(name);
  const pattern = new RegExp(`(?<=^|[{,\\s])(?:${key}|'${key}'|"${key}")\\s*[:(]`, 'gm');
  return [...text.matchAll(pattern)].map(({ index }) => index).filter((index) => index >= from);
}

/**
 * Where `endpoints.<tool>.<key>` stands in the text of a module, or the tool alone; `undefined` when the name of the
 * tool does not stand there exactly once, since a wrong line is worse than none.
 */
export function locateInModule(text: string, place: string, tools: readonly string[]): Position | undefined {
  const path = place.replace(/^endpoints\./, '');
  const tool = tools
    .filter((name) => path === name || path.startsWith(`${name}.`))
    .sort((a, b) => b.length - a.length)[0];
  if (tool === undefined) return undefined;
  const [start, ...others] = findKey(text, tool, 0);
  if (start === undefined || others.length > 0) return undefined;
  const [key] = path.slice(tool.length + 1).split(/[./]/);
  const next = Math.min(...tools.flatMap((name) => findKey(text, name, start + 1)), text.length);
  const inner = key ? findKey(text.slice(0, next), key, start + 1)[0] : undefined;
  return positionAt(text, inner ?? start);
}
