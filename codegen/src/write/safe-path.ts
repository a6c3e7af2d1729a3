const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/**
 * True for a path that stays below the output folder on every operating system: relative, with `/`, of plain names,
 * without `.` and `..`.
 */
export function isSafePath(path: string): boolean {
  return path.length <= 255 && path.split('/').every((segment) => SEGMENT.test(segment) && !segment.endsWith('.'));
}
