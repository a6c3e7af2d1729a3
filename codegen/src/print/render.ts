import type { Concat, Doc, Group } from './doc.js';
import { fits, type Task } from './fits.js';
import { LINE_WIDTH, widthOf } from './width.js';

/** What is written, and what is still to be: the last comes next. */
interface Page {
  readonly out: string[];
  readonly tasks: Task[];
  column: number;
}

function write(page: Page, text: string): void {
  page.out.push(text);
  page.column += widthOf(text);
}

function endLine(page: Page, depth: number): void {
  page.out.push(`\n${' '.repeat(depth * 2)}`);
  page.column = depth * 2;
}

function pushParts(page: Page, { parts }: Concat, { depth, broken }: Task): void {
  for (const doc of [...parts].reverse()) page.tasks.push({ doc, depth, broken });
}

/** Flat where that fits; in a group that is flat, everything is. */
function pushGroup(page: Page, { content, broken: mustBreak }: Group, { depth, broken }: Task): void {
  const flat = { doc: content, depth, broken: false };
  const keeps = !mustBreak && (!broken || fits(flat, page.tasks, LINE_WIDTH - page.column));
  page.tasks.push(keeps ? flat : { ...flat, broken: true });
}

function step(page: Page, task: Task): void {
  const { doc, depth, broken } = task;
  if (typeof doc === 'string') write(page, doc);
  else if (doc.kind === 'concat') pushParts(page, doc, task);
  else if (doc.kind === 'indent') page.tasks.push({ doc: doc.content, depth: depth + 1, broken });
  else if (doc.kind === 'group') pushGroup(page, doc, task);
  else if (doc.kind === 'either') write(page, broken ? doc.broken : doc.flat);
  else if (doc.hard || broken) endLine(page, depth);
  else write(page, doc.flat);
}

/** Lays a document out at 120 columns. `column`: what already stands on its first line; `depth`: its margin, in steps. */
export function render(doc: Doc, { depth = 0, column = 0 } = {}): string {
  const page: Page = { out: [], tasks: [{ doc, depth, broken: true }], column };
  for (let task = page.tasks.pop(); task; task = page.tasks.pop()) step(page, task);
  return page.out.join('').replace(/ +$/gm, '');
}
