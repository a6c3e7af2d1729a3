import type { Span } from './map-shape.js';

/** Edits of one text, collected and carried out in one pass. They must not overlap. */
export interface TextEdits {
  replace(span: Span, text: string): void;
  /** Several insertions at one place come out in the order they were made. */
  insert(at: number, text: string): void;
  /** True when what stands at `at` is replaced or removed. */
  isGone(at: number): boolean;
  apply(): EditedText;
}

export interface EditedText {
  readonly text: string;
  /** Where a place of the old text is in the new one. */
  readonly placeOf: (at: number) => number;
}

interface Edit extends Span {
  readonly text: string;
  readonly order: number;
}

function compare(left: Edit, right: Edit): number {
  if (left.start !== right.start) return left.start - right.start;
  const leftEmpty = left.start === left.end ? 0 : 1;
  const rightEmpty = right.start === right.end ? 0 : 1;
  return leftEmpty - rightEmpty || left.order - right.order;
}

/** Index of the last of `starts`, ascending, that is not beyond `at`; -1 for none. */
export function lastBefore(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function applyTo(text: string, sorted: readonly Edit[]): EditedText {
  const parts: string[] = [];
  const starts: number[] = [];
  const shifts: number[] = [];
  let from = 0;
  let shift = 0;
  for (const edit of sorted) {
    if (edit.start < from) throw new RangeError(`Two edits of the map overlap at ${edit.start}.`);
    parts.push(text.slice(from, edit.start), edit.text);
    from = edit.end;
    shift += edit.text.length - (edit.end - edit.start);
    starts.push(edit.end);
    shifts.push(shift);
  }
  parts.push(text.slice(from));
  return { text: parts.join(''), placeOf: (at) => Math.max(0, at + (shifts[lastBefore(starts, at)] ?? 0)) };
}

function spansOf(edits: readonly Edit[]) {
  const spans = edits.filter(({ start, end }) => end > start).sort(compare);
  return { edits: spans, starts: spans.map(({ start }) => start) };
}

/** Starts with no edits. */
export function createEdits(text: string): TextEdits {
  const edits: Edit[] = [];
  let gone: { readonly edits: readonly Edit[]; readonly starts: readonly number[] } | undefined;
  const add = (edit: Omit<Edit, 'order'>) => {
    gone = undefined;
    edits.push({ ...edit, order: edits.length });
  };
  return {
    replace: ({ start, end }, replacement) => add({ start, end, text: replacement }),
    insert: (at, inserted) => add({ start: at, end: at, text: inserted }),
    isGone(at) {
      gone ??= spansOf(edits);
      const edit = gone.edits[lastBefore(gone.starts, at)];
      return edit !== undefined && at < edit.end;
    },
    apply: () => applyTo(text, [...edits].sort(compare)),
  };
}
