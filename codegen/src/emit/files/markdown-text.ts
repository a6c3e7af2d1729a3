import { oneLine } from '../../print/comment.js';

/** Text on one line in which nothing is HTML, an image, or the end of a table cell. */
export function cell(text: string): string {
  return oneLine(text)
    .replaceAll('\\', '\\\\')
    .replaceAll(/[|*]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('![', '!\\[');
}

/** Text as code, whatever backticks it holds. `inTable`: a bar would end the cell even in code. */
export function codeSpan(text: string, inTable = false): string {
  const line = oneLine(text);
  const safe = inTable ? line.replaceAll('|', '\\|') : line;
  const runs = [...safe.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const pad = runs.length > 0 || safe === '' ? ' ' : '';
  return `${fence}${pad}${safe}${pad}${fence}`;
}

function paragraphLine(line: string): string {
  const safe = oneLine(line).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('![', '!\\[');
  return safe.replace(/^(#|={2,}|-{2,}|~{3,}|`{3,}|>)/, '\\$1');
}

/** A description in paragraphs, kept apart from the structure of the document around it. */
export function paragraphs(text: string): string {
  const lines = text.split(/\r\n|[\r\n\u2028\u2029\u0085\v\f]/).map(paragraphLine);
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
