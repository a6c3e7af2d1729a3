import { LINE_WIDTH } from './width.js';

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;
const VERBATIM = /^(\s|[|>]|[-*+] |\d+[.)] )/;

function visible(text: string): string {
  return text
    .replaceAll(/\p{Zs}|\t/gu, ' ')
    .replace(INVISIBLE, (character) => (character === '\u200d' ? character : ''));
}

/** Text on one line, all of it visible. */
export function oneLine(text: string): string {
  return visible(text.replaceAll(/[\r\n\u2028\u2029\u0085\v\f]+/g, ' ')).trim();
}

/** Text of a specification on one line, with nothing in it that a comment, or a tool that reads comments, would obey. */
export function commentLine(text: string): string {
  const flat = oneLine(text);
  const tame = flat.replaceAll('*/', '*\\/').replaceAll('/*', '/\\*');
  return /^(@|biome-|eslint|prettier-|#)/.test(tame) ? `\\${tame}` : tame;
}

/** As `commentLine`, of at most `most` characters: a quotation rather than the text. */
export function commentText(text: string, most = 200): string {
  const line = commentLine(text.slice(0, most * 4)).replaceAll(/ +/g, ' ');
  const characters = [...line];
  if (characters.length <= most) return line;
  const start = characters.slice(0, most - 1).join('');
  return `${start.trimEnd()}…`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return current === '' ? lines : [...lines, current];
}

/** Wraps paragraphs; leaves alone what stands as it does on purpose: lists, tables, quotes, code. */
function wrapText(text: string, width: number): string[] {
  let inFence = false;
  return text.split(/\r\n|[\r\n\u2028\u2029\u0085\v\f]/).flatMap((raw) => {
    if (visible(raw).trim() === '') return [''];
    const fence = /^\s*(```|~~~)/.test(raw);
    const asIs = inFence || fence || VERBATIM.test(raw);
    if (fence) inFence = !inFence;
    if (!asIs) return wrap(commentLine(raw), width).map(commentLine);
    const margin = /^ */.exec(visible(raw))?.[0] ?? '';
    return [`${margin}${commentLine(raw)}`];
  });
}

function withoutEdges(lines: readonly string[]): string[] {
  const kept = lines.filter((line, index) => line !== '' || (index > 0 && lines[index - 1] !== ''));
  while (kept.length > 0 && kept[0] === '') kept.shift();
  while (kept.length > 0 && kept.at(-1) === '') kept.pop();
  return kept;
}

function block(lines: readonly string[]): string[] {
  return ['/**', ...lines.map((line) => (line === '' ? ' *' : ` * ${line}`.trimEnd())), ' */'];
}

/** The lines of a doc comment at some depth, from paragraphs of text; none for no text. `tags` are trusted. */
export function docComment(paragraphs: readonly string[], depth = 0, tags: readonly string[] = []): string[] {
  const width = LINE_WIDTH - depth * 2 - 3;
  const texts = paragraphs.filter((text) => text.trim() !== '').map((text) => wrapText(text, width));
  const lines = withoutEdges(texts.flatMap((text, index) => (index === 0 ? text : ['', ...text])).concat(tags));
  const [only = '', ...more] = lines;
  if (lines.length === 0) return [];
  const isShort = more.length === 0 && only.length + 7 <= LINE_WIDTH - depth * 2;
  return isShort ? [`/** ${only.trim()} */`] : block(lines);
}

/** A doc comment of these lines, which must be safe; on one line when there is one. Starts after `indent` columns. */
export function commentBlock(lines: readonly string[], indent = 0): string {
  const [first = ''] = lines;
  return lines.length === 1 ? `/** ${first} */` : block(lines).join(`\n${' '.repeat(indent)}`);
}
