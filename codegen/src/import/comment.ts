/** Line ends, control, direction and format characters, and odd spaces. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\s]+/gu;
const MAX = 200;

/** Text of a specification for the inside of a comment: one line, no end of the comment, nothing invisible. */
export function commentText(text: string, max: number = MAX): string {
  const line = text
    .slice(0, max * 4)
    .replace(UNSAFE, ' ')
    .trim()
    .replace(/\*+\//g, (end) => `${end.slice(0, -1)} /`);
  const characters = [...line];
  return characters.length <= max
    ? line
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}

/** A doc comment of these lines, which must be safe; on one line when there is one. Starts after `indent` columns. */
export function docComment(lines: readonly string[], indent: number): string {
  const [first = ''] = lines;
  if (lines.length === 1) return `/** ${first} */`;
  const pad = ' '.repeat(indent);
  return `/**\n${lines.map((line) => `${`${pad} * ${line}`.trimEnd()}\n`).join('')}${pad} */`;
}
