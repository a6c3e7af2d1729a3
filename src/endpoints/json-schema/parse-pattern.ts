import { type CharSet, charSet, complement, escapedSet } from './char-set.js';

/** A regular expression, reduced to what decides how many ways it can match. */
export type PatternNode =
  | { readonly kind: 'char'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number };

/** A parsed pattern: its body, and the bodies of its lookarounds, which match on their own. */
export interface ParsedPattern {
  readonly body: PatternNode;
  readonly lookarounds: readonly PatternNode[];
}

const EMPTY: PatternNode = { kind: 'sequence', nodes: [] };
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0, b: 8 };
const ANY_BUT_LINE_END = complement(
  charSet([
    [10, 10],
    [13, 13],
    [0x2028, 0x2029],
  ]),
);

/** Reads a pattern that `new RegExp(pattern, 'u')` accepts. Throws on back-references, which cannot be judged. */
export function parsePattern(source: string): ParsedPattern {
  const lookarounds: PatternNode[] = [];
  let at = 0;

  const take = (expression: RegExp): RegExpExecArray | undefined => {
    const sticky = new RegExp(expression.source, 'uy');
    sticky.lastIndex = at;
    const match = sticky.exec(source) ?? undefined;
    if (match) at = sticky.lastIndex;
    return match;
  };

  const point = (): number => take(/[\s\S]/)?.[0]?.codePointAt(0) ?? 0;

  /** After a backslash: one character. */
  const escaped = (): number => {
    const hex = take(/x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]+)\}/);
    if (hex) return Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '0', 16);
    const control = take(/c([A-Za-z])/);
    if (control) return (control[1]?.codePointAt(0) ?? 0) % 32;
    const named = take(/[tnvfr0b]/);
    return named ? (CONTROLS[named[0]] ?? 0) : point();
  };

  const classEscape = (): CharSet | undefined => {
    const match = take(/\\(?:[dDwWsS]|[pP]\{[^}]*\})/);
    return match ? escapedSet(match[0]) : undefined;
  };

  const classCharacter = (): number => (take(/\\/) ? escaped() : point());

  const characterClass = (): CharSet => {
    const negated = take(/\^/) !== undefined;
    const ranges: (readonly [number, number])[] = [];
    while (!take(/\]/)) {
      const set = classEscape();
      if (set) {
        ranges.push(...set);
        continue;
      }
      const low = classCharacter();
      ranges.push([low, take(/-(?=[^\]])/) ? classCharacter() : low]);
    }
    return negated ? complement(charSet(ranges)) : charSet(ranges);
  };

  const group = (): PatternNode => {
    const look = take(/\?<?[=!]/);
    if (!look) take(/\?:|\?<[^>]*>/);
    const body = choice();
    take(/\)/);
    if (!look) return body;
    lookarounds.push(body);
    return EMPTY;
  };

  const atom = (): PatternNode => {
    if (take(/[\^$]|\\[bB]/)) return EMPTY;
    if (take(/\(/)) return group();
    if (take(/\[/)) return { kind: 'char', set: characterClass() };
    if (take(/\./)) return { kind: 'char', set: ANY_BUT_LINE_END };
    if (take(/\\(?:[1-9]|k<)/)) throw new Error('uses a back-reference, whose cost cannot be bounded.');
    const set = classEscape();
    if (set) return { kind: 'char', set };
    const character = take(/\\/) ? escaped() : point();
    return { kind: 'char', set: [[character, character]] };
  };

  const quantified = (node: PatternNode): PatternNode => {
    const match = take(/(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/);
    if (!match) return node;
    const [, sign, low = '0', comma, high] = match;
    if (sign)
      return { kind: 'repeat', node, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
    const max = comma === '' ? Number(low) : high === '' ? Number.POSITIVE_INFINITY : Number(high);
    return { kind: 'repeat', node, min: Number(low), max };
  };

  const sequence = (): PatternNode => {
    const nodes: PatternNode[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') nodes.push(quantified(atom()));
    return { kind: 'sequence', nodes };
  };

  function choice(): PatternNode {
    const nodes = [sequence()];
    while (take(/\|/)) nodes.push(sequence());
    return nodes.length === 1 ? (nodes[0] ?? EMPTY) : { kind: 'choice', nodes };
  }

  return { body: choice(), lookarounds };
}
