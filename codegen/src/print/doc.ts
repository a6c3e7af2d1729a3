/**
 * A layout that is not yet decided: what fits on a line stays there, the rest is broken, outermost first
 * (P. Wadler, "A prettier printer", 2003).
 */
export type Doc = string | Concat | Group | Indent | Line | Either;

export interface Concat {
  readonly kind: 'concat';
  readonly parts: readonly Doc[];
  readonly broken: boolean;
}
export interface Group {
  readonly kind: 'group';
  readonly content: Doc;
  readonly broken: boolean;
}
interface Indent {
  readonly kind: 'indent';
  readonly content: Doc;
  readonly broken: boolean;
}
interface Line {
  readonly kind: 'line';
  readonly flat: '' | ' ';
  readonly hard: boolean;
}
interface Either {
  readonly kind: 'either';
  readonly broken: string;
  readonly flat: string;
}

/** A space, or a new line where the group is broken. */
export const line: Doc = { kind: 'line', flat: ' ', hard: false };
/** Nothing, or a new line where the group is broken. */
export const softline: Doc = { kind: 'line', flat: '', hard: false };
/** A new line, which breaks every group around it. */
export const hardline: Doc = { kind: 'line', flat: '', hard: true };

/** True for what cannot stand on one line. */
function mustBreak(doc: Doc): boolean {
  if (typeof doc === 'string') return false;
  if (doc.kind === 'line') return doc.hard;
  return 'content' in doc || doc.kind === 'concat' ? doc.broken : false;
}

/** One after the other. */
export function concat(...parts: readonly Doc[]): Doc {
  return { kind: 'concat', parts, broken: parts.some(mustBreak) };
}

/** On one line if it fits and nothing in it must break. `broken`: must break, and so must the groups around it. */
export function group(content: Doc, broken = false): Doc {
  return { kind: 'group', content, broken: broken || mustBreak(content) };
}

export function indent(...parts: readonly Doc[]): Doc {
  const content = concat(...parts);
  return { kind: 'indent', content, broken: mustBreak(content) };
}

/** Text that depends on whether the group is broken. */
export function either(broken: string, flat: string): Doc {
  return { kind: 'either', broken, flat };
}

export function join(separator: Doc, parts: readonly Doc[]): Doc {
  return concat(...parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
}
