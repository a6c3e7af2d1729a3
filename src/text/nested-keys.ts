type Steps = readonly string[];

/** How servers take a key of a query or form apart. Most look at case; those that do not are many enough. */
type Reading = (key: string) => Steps;

/** `a[]`: any index, and to some servers any step. */
const ANY = '[]';

function bracketed(key: string): Steps {
  const [, base = '', rest = ''] = /^([^[]*)((?:\[[^\]]*\])*)/.exec(key.toLowerCase()) ?? [];
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

/** Whether some server puts the values of two keys together, or one inside the other: `a`, `a[b]`, `a[]`, `a.b`, `A`. */
export function keysMeet(left: string, right: string, wildcard: Wildcard = 'step'): boolean {
  return READINGS.some((read) => overlap(read(left), read(right), wildcard));
}

/** Whether a key is one that all servers take apart in the same way: a name, and steps in brackets. */
export function isPlainKey(key: string): boolean {
  return /^[^[\]]+(?:\[[^[\]]*\])*$/.test(key) && !/\p{Cc}|\[['"]|['"]\]/u.test(key);
}
