/**
 * As much of Cypher's lexical grammar as is needed to skip what is not code. Checked against FalkorDB 4.16: strings
 * know backslash escapes and no doubled quotes, backticked names know no escape at all, a line comment ends at a line
 * feed only, block comments do not nest.
 */
const TOKEN =
  /(?<blank>[ \t\r\n\f\v]+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:\\[\s\S]|[^'\\])*'?|"(?:\\[\s\S]|[^"\\])*"?)|(?<quoted>`[^`]*`?)|(?<word>[A-Za-z0-9_]+)|(?<other>[\s\S])/gy;

/** One piece of a query. `start` and `end` are UTF-16 offsets. */
export interface Token {
  readonly kind: 'string' | 'quoted' | 'word' | 'other';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function kindOf(groups: Readonly<Record<string, string | undefined>>): Token['kind'] {
  if (groups.string !== undefined) return 'string';
  if (groups.quoted !== undefined) return 'quoted';
  return groups.word === undefined ? 'other' : 'word';
}

/** The tokens of a query without blanks and comments. */
export function* scan(query: string): Generator<Token> {
  for (const match of query.matchAll(TOKEN)) {
    const groups = match.groups ?? {};
    const text = match[0];
    if (groups.blank === undefined) {
      yield { kind: kindOf(groups), text, start: match.index, end: match.index + text.length };
    }
  }
}

/** True when the query has the clause `LOAD CSV`, which reaches files and the network of the database's host. */
export function usesLoadCsv(query: string): boolean {
  let afterLoad = false;
  for (const { kind, text } of scan(query)) {
    const word = kind === 'word' ? text.toUpperCase() : '';
    if (afterLoad && word === 'CSV') return true;
    afterLoad = word === 'LOAD';
  }
  return false;
}

/** Puts `[0]` behind every use of the named parameters: `$name` and `` $`a b` ``. */
export function indexParameters(query: string, names: ReadonlySet<string>): string {
  let result = '';
  let copied = 0;
  let afterDollar = false;
  for (const { kind, text, end } of scan(query)) {
    if (afterDollar && names.has(nameOf(kind, text))) {
      result += `${query.slice(copied, end)}[0]`;
      copied = end;
    }
    afterDollar = kind === 'other' && text === '$';
  }
  return result + query.slice(copied);
}

function nameOf(kind: Token['kind'], text: string): string {
  return kind === 'quoted' ? text.slice(1, -1) : text;
}
