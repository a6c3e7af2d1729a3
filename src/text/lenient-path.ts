/** Decodes what can be decoded and leaves the rest; overlong dots and slashes count, as lenient servers read them. */
function decodeOnce(text: string): string {
  if (!text.includes('%')) return text;
  const plain = text
    .replace(/%c0%ae/gi, '.')
    .replace(/%c0%af/gi, '/')
    .replace(/%c1%9c/gi, '\\');
  return plain.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run.replace(/%[0-7][0-9a-f]/gi, (byte) => decodeURIComponent(byte));
    }
  });
}

/** Percent-decodes until nothing changes; `undefined` when that takes more than `limit` rounds. */
export function decodeUntilStable(text: string, limit: number): string | undefined {
  let current = text;
  for (let round = 0; round <= limit; round += 1) {
    const next = decodeOnce(current);
    if (next === current) return current;
    current = next;
  }
  return undefined;
}

/**
 * True for decoded text that some server reads as the segment `.`, `..` or nothing: after compatibility folding
 * (full-width dots), without white space and invisible characters, up to a `;` (path parameters).
 */
export function isDotSegment(decoded: string): boolean {
  const [name = ''] = decoded
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]/gu, '')
    .split(';');
  return name === '' || name === '.' || name === '..';
}

/** Whether decoded text, cut at every slash and backslash, has a piece that is a dot segment. Empty pieces are none. */
export function hasDotSegment(decoded: string): boolean {
  return decoded.split(/[/\\]/).some((piece) => piece !== '' && isDotSegment(piece));
}
