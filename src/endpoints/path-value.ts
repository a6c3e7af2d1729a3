import { decodeUntilStable, hasDotSegment, isDotSegment } from '../text/lenient-path.js';
import { hasLoneSurrogate } from '../text/surrogates.js';

/** How often text in a path may be percent-encoded. */
export const MAX_ENCODINGS = 8;

/**
 * What is wrong with the value of a path parameter, or `undefined`. A value is refused when, decoded until stable,
 * it is empty or a dot segment, or holds control characters or lone surrogates; and, unless `allowSlash`, when it
 * holds a slash or backslash: encoding does not protect, since URL parsers and routers decode (CVE-2026-32871).
 */
export function checkPathValue(value: string, allowSlash: boolean): string | undefined {
  if (value === '') return 'must not be empty';
  if (hasLoneSurrogate(value)) return 'must be well-formed Unicode text';
  const decoded = decodeUntilStable(value, MAX_ENCODINGS);
  if (decoded === undefined) return 'must not be percent-encoded over and over';
  if (/\p{Cc}/u.test(decoded)) return 'must not contain control characters';
  if (!allowSlash && /[/\\]/.test(decoded)) return 'must not contain "/" or "\\", encoded or not';
  if (isDotSegment(decoded) || hasDotSegment(decoded)) return 'must not be blank, "." or ".."';
  return undefined;
}
