/**
 * Steps of a key of a query or form, as servers read nested keys: `a[b][]` is `a`, `b` and any index. PHP takes dots
 * and spaces in the first step for underscores.
 */
function stepsOf(key: string): readonly string[] {
  const [, base = '', rest = ''] = /^([^[]*)((?:\[[^\]]*\])*)/.exec(key) ?? [];
  const steps = [...rest.matchAll(/\[([^\]]*)\]/g)].map(([, step = '']) => step);
  return base === '' ? steps : [base.trimStart().replace(/[.\s]/g, '_'), ...steps];
}

function isWithin(inner: readonly string[], outer: readonly string[]): boolean {
  return outer.every((step, index) => {
    const other = inner[index];
    return step === other || (other !== undefined && (step === '' || other === ''));
  });
}

/** Whether a key belongs to another parameter. */
export type IsTaken = (key: string) => boolean;

function keysOfOthers(wire: string, keys: readonly string[]): IsTaken {
  const own = stepsOf(wire);
  const others = keys.map(stepsOf).filter((steps) => !isWithin(own, steps));
  return (key) => {
    const steps = stepsOf(key);
    return others.some((other) => isWithin(steps, other) || isWithin(other, steps));
  };
}

/**
 * Tells, for each parameter, the keys by which it would reach into another one of `keys`, or hold it: servers put
 * `a[b]=1` and `a[b][c]=2` together. What the map has put inside each other by its names is left to it.
 */
export function takenKeys(wires: readonly string[], keys: readonly string[]): (wire: string) => IsTaken {
  const taken = new Map(wires.map((wire) => [wire, keysOfOthers(wire, keys)]));
  return (wire) => taken.get(wire) ?? keysOfOthers(wire, keys);
}
