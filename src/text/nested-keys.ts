type Steps = readonly string[];

/** A way in which servers take a key of a query or form apart. */
type Reading = (key: string) => Steps;

/** Some servers do not look at case; Unicode's odd letters (`ſ`, `ı`, `İ`) are folded with the rest. */
function fold(key: string): string {
  return key.toUpperCase().toLowerCase().replaceAll('\u0307', '');
}

/** `a[]`: any index, and to some servers any step. */
const ANY = '[]';

function bracketed(key: string): Steps {
  const [, base = '', rest = ''] = /^([^[]*)((?:\[[^\]]*\])*)/.exec(fold(key)) ?? [];
  const steps = [...rest.matchAll(/\[([^\]]*)\]/g)].map(([, step]) => step || ANY);
  return base === '' ? steps : [base, ...steps];
}

/** PHP takes dots and white space in the first step for underscores. */
function withUnderscores(key: string): Steps {
  const [base, ...steps] = bracketed(key);
  return base === undefined ? [] : [base.trimStart().replace(/[.\s]/g, '_'), ...steps];
}

/** Others take a dot for a step. */
function withDots(key: string): Steps {
  return bracketed(key).flatMap((step) => step.split('.'));
}

const READINGS: readonly Reading[] = [withUnderscores, withDots];

/** What `a[]` is taken for. */
type Wildcard = 'index' | 'step';

function isSame(left: string, right: string, wildcard: Wildcard): boolean {
  if (left === right) return true;
  const other = left === ANY ? right : right === ANY ? left : undefined;
  return other !== undefined && (wildcard === 'step' || /^\d+$/.test(other));
}

function overlap(left: Steps, right: Steps, wildcard: Wildcard): boolean {
  const length = Math.min(left.length, right.length);
  return length > 0 && left.slice(0, length).every((step, index) => isSame(step, right[index] ?? '', wildcard));
}

/** A key as every reading has it. */
export type ReadKey = readonly Steps[];

/** Takes a key apart in every way. */
export function readKey(key: string): ReadKey {
  return READINGS.map((read) => read(key));
}

/** `keysMeet`, for keys that were taken apart before. */
export function readKeysMeet(left: ReadKey, right: ReadKey, wildcard: Wildcard = 'step'): boolean {
  return left.some((steps, index) => overlap(steps, right[index] ?? [], wildcard));
}

/** Whether some server takes two keys for one, or the second for a part of the first. */
export function holdsKey(outer: ReadKey, inner: ReadKey): boolean {
  return outer.some((steps, index) => {
    const others = inner[index] ?? [];
    return steps.length <= others.length && overlap(steps, others, 'step');
  });
}

/** Whether some server puts the values of two keys together, or one inside the other: `a`, `a[b]`, `a[]`, `a.b`, `A`. */
export function keysMeet(left: string, right: string): boolean {
  return readKeysMeet(readKey(left), readKey(right));
}

/** Whether a key is a name and steps in brackets, with nothing in it that some servers leave out, cut or turn around. */
export function isPlainKey(key: string): boolean {
  return /^[^[\]!][^[\]]*(?:\[[^[\]]*\])*$/.test(key) && !/\p{Cc}|\[['"]|['"]\]/u.test(key);
}
