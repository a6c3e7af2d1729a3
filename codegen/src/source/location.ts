import { isAbsolute, relative, sep } from 'node:path';

/** True for `http://` and `https://` addresses. */
export function isUrl(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

const SECRET = /auth|key|pass|secret|sig|token/i;

/** A URL as it may be shown and written down: without user name and password, and without secrets in its query. */
export function publicUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const shown = new URL(url);
  const secrets = [...shown.searchParams.keys()].filter((name) => SECRET.test(name));
  if (shown.username === '' && shown.password === '' && secrets.length === 0) return url;
  shown.username = '';
  shown.password = '';
  for (const name of secrets) shown.searchParams.set(name, '...');
  return shown.href;
}

/** How a file or URL is named to people: relative to the current folder where that is shorter, with `/`. */
export function displayPath(file: string, cwd: string): string {
  if (isUrl(file)) return publicUrl(file);
  const way = relative(cwd, file).split(sep).join('/');
  return way === '' || way.startsWith('../../..') || isAbsolute(way) ? file : way;
}

/** A position in a text, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The position of an offset. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - start + 1 };
}

/** `file:line:column`, or the file alone. */
export function placeAt(file: string, position: Position | undefined): string {
  return position ? `${file}:${position.line}:${position.column}` : file;
}
