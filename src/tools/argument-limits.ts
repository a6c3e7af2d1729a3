/** Deepest nesting of arguments. */
const MAX_DEPTH = 64;
/** Keys and list elements in all arguments together. */
const MAX_MEMBERS = 10_000;

/**
 * Why arguments are refused before any schema looks at them (T112, T117), or `undefined`: validators recurse, so deep
 * input would end in a stack overflow, and `__proto__` is no name for data.
 */
export function checkArgumentLimits(value: unknown): string | undefined {
  let members = 0;
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return `The arguments are nested more than ${MAX_DEPTH} levels deep.`;
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      if (Object.hasOwn(item, '__proto__')) return 'The arguments have a member named __proto__.';
      const children = Object.values(item);
      members += children.length;
      if (members > MAX_MEMBERS) return `The arguments have more than ${MAX_MEMBERS} members.`;
      for (const child of children) next.push(child);
    }
    level = next;
  }
  return undefined;
}
