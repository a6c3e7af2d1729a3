import { decodeUntilStable, hasDotSegment } from '../text/lenient-path.js';

/** One more than values are allowed, since they arrive here encoded once. */
const MAX_ENCODINGS = 9;

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
  const decoded = decodeUntilStable(segment, MAX_ENCODINGS);
  return decoded !== undefined && !/\p{Cc}/u.test(decoded) && !hasDotSegment(decoded);
}

function parseUrl(path: string, origin: string): URL | undefined {
  try {
    return new URL(path, origin);
  } catch {
    return undefined;
  }
}
