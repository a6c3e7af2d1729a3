const MAX_DECODINGS = 8;

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

/** Percent-decodes until nothing changes; `undefined` when that takes implausibly long. */
export function decodeUntilStable(text: string): string | undefined {
  let current = text;
  for (let round = 0; round <= MAX_DECODINGS; round += 1) {
    const next = decodeOnce(current);
    if (next === current) return current;
    current = next;
  }
  return undefined;
}

/**
 * True for text that some server reads as the segment `.`, `..` or nothing: after compatibility folding
 * (full-width dots), without white space and invisible characters, up to a `;` (path parameters).
 */
export function isDotSegment(decoded: string): boolean {
  const [name = ''] = decoded
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]/gu, '')
    .split(';');
  return name === '' || name === '.' || name === '..';
}

function hasDotSegment(decoded: string): boolean {
  return isDotSegment(decoded) || decoded.split(/[/\\]/).some((piece) => piece !== '' && isDotSegment(piece));
}

/** Whether a string can be sent as UTF-8 at all. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Cs}/u.test(text);
}

/**
 * What is wrong with the value of a path parameter, or `undefined`. A value is refused when, decoded until stable,
 * it is empty or a dot segment, or holds control characters or lone surrogates; and, unless `allowSlash`, when it
 * holds a slash or backslash: encoding does not protect, since URL parsers and routers decode (CVE-2026-32871).
 */
export function checkPathValue(value: string, allowSlash: boolean): string | undefined {
  if (value === '') return 'must not be empty';
  if (hasLoneSurrogate(value)) return 'must be well-formed Unicode text';
  const decoded = decodeUntilStable(value);
  if (decoded === undefined) return 'must not be percent-encoded over and over';
  if (/\p{Cc}/u.test(decoded)) return 'must not contain control characters';
  if (!allowSlash && /[/\\]/.test(decoded)) return 'must not contain "/" or "\\", encoded or not';
  if (hasDotSegment(decoded)) return 'must not be blank, "." or ".."';
  return undefined;
}
