/** One more than values are allowed, since they arrive here encoded once. */
const MAX_DECODES = 10;

/**
 * True when `path` is exactly what a URL parser would send to `origin`: it leads to no other origin, and
 * nothing in it is rewritten on the way (`..`, `\`, a second slash in front, spaces, fragments).
 */
export function isPinnedPath(origin: string, path: string): boolean {
  if (!path.startsWith('/') || path.startsWith('//')) return false;
  const url = parseUrl(path, origin);
  return url !== undefined && url.origin === origin && url.pathname + url.search === path && !path.includes('#');
}

/**
 * True when no segment of `path` (without the query) is empty, blank, `.` or `..`, or decodes to one, however often
 * it is decoded, and none holds control characters. One trailing slash is allowed.
 */
export function hasPlainSegments(path: string): boolean {
  const segments = path.split('/').slice(1);
  const last = segments.length - 1;
  return segments.every((segment, index) => (segment === '' ? index === last : isPlainSegment(segment)));
}

function isPlainSegment(segment: string): boolean {
  const decoded = decodeUntilStable(segment);
  if (decoded === undefined || /\p{Cc}/u.test(decoded)) return false;
  return decoded.split(/[/\\]/).every((part) => !isDots(part));
}

/** Backends see dots through full-width forms, white space, invisible characters and path parameters (`..;x`) too. */
function isDots(part: string): boolean {
  const seen = part
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]/gu, '')
    .replace(/;.*$/s, '');
  return part !== '' && (seen === '' || seen === '.' || seen === '..');
}

function decodeUntilStable(segment: string): string | undefined {
  let text = segment;
  for (let round = 0; round < MAX_DECODES; round += 1) {
    const decoded = decodeOnce(text);
    if (decoded === text) return text;
    text = decoded;
  }
  return undefined;
}

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

function parseUrl(path: string, origin: string): URL | undefined {
  try {
    return new URL(path, origin);
  } catch {
    return undefined;
  }
}
