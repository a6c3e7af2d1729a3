import type { Doc } from './doc.js';
import { widthOf } from './width.js';

/** A piece of a layout, and how it is to be laid out. */
export interface Task {
  readonly doc: Doc;
  /** Its margin, in steps. */
  readonly depth: number;
  /** Whether the group it is in is broken. */
  readonly broken: boolean;
}

/** What a piece is made of, or the columns it takes; `end` when the line may end there. */
function open({ doc, depth, broken }: Task): readonly Task[] | number | 'end' {
  if (typeof doc === 'string') return widthOf(doc);
  if (doc.kind === 'concat') return doc.parts.map((part) => ({ doc: part, depth, broken }));
  if (doc.kind === 'indent') return [{ doc: doc.content, depth, broken }];
  if (doc.kind === 'group') return [{ doc: doc.content, depth, broken: broken && doc.broken }];
  if (doc.kind === 'either') return widthOf(broken ? doc.broken : doc.flat);
  return doc.hard || broken ? 'end' : doc.flat.length;
}

/** Whether the rest of the line, up to where it may end, has room. `rest`: what follows, the last first. */
export function fits(first: Task, rest: readonly Task[], room: number): boolean {
  const stack = [first];
  let left = room;
  let below = rest.length;
  while (left >= 0) {
    const task = stack.pop() ?? rest[--below];
    const content = task === undefined ? 'end' : open(task);
    if (content === 'end') return true;
    if (typeof content === 'number') left -= content;
    else stack.push(...[...content].reverse());
  }
  return false;
}
