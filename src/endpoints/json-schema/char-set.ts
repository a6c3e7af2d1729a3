/** A set of code points: sorted, disjoint, inclusive ranges. */
export type CharSet = readonly (readonly [number, number])[];

const LAST = 0x10ffff;

/** Sorts and merges ranges. */
export function charSet(ranges: readonly (readonly [number, number])[]): CharSet {
  const merged: [number, number][] = [];
  for (const [low, high] of [...ranges].sort((left, right) => left[0] - right[0])) {
    const previous = merged.at(-1);
    if (previous && low <= previous[1] + 1) previous[1] = Math.max(previous[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

/** Every code point that is not in the set. */
export function complement(set: CharSet): CharSet {
  const ranges: [number, number][] = [];
  let next = 0;
  for (const [low, high] of set) {
    if (low > next) ranges.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= LAST) ranges.push([next, LAST]);
  return ranges;
}

/** True when some code point is in both sets. */
export function overlaps(left: CharSet, right: CharSet): boolean {
  let [i, j] = [0, 0];
  for (let a = left[i], b = right[j]; a && b; a = left[i], b = right[j]) {
    if (a[1] < b[0]) i += 1;
    else if (b[1] < a[0]) j += 1;
    else return true;
  }
  return false;
}

const escapes = new Map<string, CharSet>();

function scan(classEscape: string): CharSet {
  const expression = new RegExp(`^${classEscape}$`, 'u');
  const ranges: [number, number][] = [];
  for (let point = 0; point <= LAST; point += 1) {
    if (!expression.test(String.fromCodePoint(point))) continue;
    const previous = ranges.at(-1);
    if (previous && previous[1] === point - 1) previous[1] = point;
    else ranges.push([point, point]);
  }
  return ranges;
}

/** The set behind a class escape such as `\d`, `\w`, `\s` or `\p{L}`, asked of the engine itself. */
export function escapedSet(classEscape: string): CharSet {
  const known = escapes.get(classEscape);
  if (known) return known;
  const set = scan(classEscape);
  escapes.set(classEscape, set);
  return set;
}
