const MAX_DECODES = 8;

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
 * True when no segment of `path` (without the query) is empty, `.` or `..`, or decodes to one, however often
 * it is decoded. One trailing slash is allowed.
 */
export function hasPlainSegments(path: string): boolean {
  const segments = path.split('/').slice(1);
  const last = segments.length - 1;
  return segments.every((segment, index) => (segment === '' ? index === last : isPlainSegment(segment)));
}

function isPlainSegment(segment: string): boolean {
  const decoded = decodeUntilStable(segment);
  if (decoded === undefined || hasControls(decoded)) return false;
  return decoded.split(/[/\\]/).every((part) => !isDots(part));
}

/** Backends see dots through full-width forms, white space and path parameters (`..;x`) too. */
function isDots(part: string): boolean {
  const seen = part.normalize('NFKC').replace(/;.*$/s, '').trim();
  return seen === '.' || seen === '..';
}

function hasControls(text: string): boolean {
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return true;
  }
  return false;
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

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}

function parseUrl(path: string, origin: string): URL | undefined {
  try {
    return new URL(path, origin);
  } catch {
    return undefined;
  }
}
