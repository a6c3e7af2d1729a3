/**
 * What can neither be seen nor trusted in a name: control and format characters (bidirectional overrides, zero-width
 * characters, tags), lone surrogates, private use and unassigned code points.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u115f\u1160\u3164\uffa0\u2800]|\u034f/gu;

/** Marks piled on one letter paint over the lines around it. */
const piledMarks = /(\p{M}{2})\p{M}+/gu;

/**
 * Text from outside as it may be shown: one line, nothing invisible, nothing that changes the direction of what
 * stands around it, at most `limit` characters.
 */
export function cleanText(text: string, limit = 80): string {
  // Far more than `limit` is not even looked at: names may be megabytes.
  const plain = text
    .slice(0, limit * 20)
    .replace(/\s+/gu, ' ')
    .replace(unseen, '')
    .replace(piledMarks, '$1')
    .trim();
  const characters = [...plain];
  return characters.length <= limit
    ? plain
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}
