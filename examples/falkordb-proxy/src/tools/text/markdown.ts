/** Characters that would let a value out of its place in Markdown: out of a table cell, a code span, a line. */
const SPECIAL = /[\\|`<]|\]\(|[\p{Cc}\u2028\u2029]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '](': ']\\(' };

/** Writes text from the database so that it stays in one line and one table cell, and makes no tag, link or image. */
export function escapeText(text: string): string {
  return text.replace(SPECIAL, (found) => NAMED[found] ?? (isPrintable(found) ? `\\${found}` : codePoint(found)));
}

function isPrintable(character: string): boolean {
  return /[\\|`<]/.test(character);
}

function codePoint(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Writes a name as a code span: `` `memories` ``. Names with characters that do not fit are escaped text instead. */
export function codeSpan(name: string): string {
  return name === '' || /[`\p{Cc}\u2028\u2029]/u.test(name) ? `"${escapeText(name)}"` : `\`${name}\``;
}

/** Cuts text at a whole character and says how much is missing. */
export function shortenText(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut}… (${text.length - cut.length} more characters)`;
}

/** Writes a Markdown table; the cells are escaped already. */
export function writeTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `1 row`, `2 rows`, `1,000 rows`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}
