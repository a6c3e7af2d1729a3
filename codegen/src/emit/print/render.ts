import type { Doc } from './doc.js';

const WIDTH = 120;

interface Task {
  readonly doc: Doc;
  readonly depth: number;
  readonly broken: boolean;
}

/** Room that is left on the line after a piece; `undefined` when the line may end there. */
function flatWidth(
  doc: Exclude<Doc, { readonly kind: 'concat' | 'group' | 'indent' }>,
  broken: boolean,
): number | 'end' {
  if (typeof doc === 'string') return doc.length;
  if (doc.kind === 'line') return doc.hard || broken ? 'end' : doc.flat.length;
  if (doc.kind === 'either') return (broken ? doc.broken : doc.flat).length;
  if (broken) return doc.items[0]?.length ?? 0;
  return doc.items.reduce((sum, item) => sum + item.length + 2, -2);
}

/** Whether the rest of the line, up to where it may end, has room. */
function fits(first: Task, rest: readonly Task[], room: number): boolean {
  const stack = [first];
  let left = room;
  let below = rest.length;
  while (left >= 0) {
    const task = stack.pop() ?? rest[--below];
    if (!task) return true;
    const { doc, depth, broken } = task;
    if (typeof doc === 'string') left -= doc.length;
    else if (doc.kind === 'concat') stack.push(...doc.parts.map((part) => ({ doc: part, depth, broken })).reverse());
    else if (doc.kind === 'indent') stack.push({ doc: doc.content, depth, broken });
    else if (doc.kind === 'group') stack.push({ doc: doc.content, depth, broken: broken && doc.broken });
    else {
      const width = flatWidth(doc, broken);
      if (width === 'end') return true;
      left -= width;
    }
  }
  return false;
}

function renderFill(items: readonly string[], depth: number, start: number): { text: string; column: number } {
  const margin = ' '.repeat(depth * 2);
  let text = '';
  let column = start;
  for (const [index, item] of items.entries()) {
    const piece = index === items.length - 1 ? item : `${item},`;
    const wraps = index > 0 && column + 1 + piece.length > WIDTH;
    text += index === 0 ? piece : wraps ? `\n${margin}${piece}` : ` ${piece}`;
    column = wraps ? margin.length + piece.length : column + piece.length + (index === 0 ? 0 : 1);
  }
  return { text, column };
}

/** Lays a document out at 120 columns. `column`: what already stands on its first line; `depth`: its margin, in steps. */
export function render(doc: Doc, { depth = 0, column = 0 } = {}): string {
  const out: string[] = [];
  const tasks: Task[] = [{ doc, depth, broken: true }];
  let at = column;
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    const { doc: current, depth: level, broken } = task;
    if (typeof current === 'string') {
      out.push(current);
      at += current.length;
    } else if (current.kind === 'concat') {
      for (let index = current.parts.length - 1; index >= 0; index -= 1) {
        tasks.push({ doc: current.parts[index] ?? '', depth: level, broken });
      }
    } else if (current.kind === 'indent') tasks.push({ doc: current.content, depth: level + 1, broken });
    else if (current.kind === 'group') {
      const flat = { doc: current.content, depth: level, broken: false };
      const keeps = !current.broken && (!broken || fits(flat, tasks, WIDTH - at));
      tasks.push(keeps ? flat : { ...flat, broken: true });
    } else if (current.kind === 'either') {
      const text = broken ? current.broken : current.flat;
      out.push(text);
      at += text.length;
    } else if (current.kind === 'fill') {
      const filled = broken ? renderFill(current.items, level, at) : undefined;
      const text = filled?.text ?? current.items.join(', ');
      out.push(text);
      at = filled?.column ?? at + text.length;
    } else if (current.hard || broken) {
      out.push(`\n${' '.repeat(level * 2)}`);
      at = level * 2;
    } else {
      out.push(current.flat);
      at += current.flat.length;
    }
  }
  return out.join('').replace(/ +$/gm, '');
}
