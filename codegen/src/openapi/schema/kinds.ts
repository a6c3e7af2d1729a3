import type { Definition } from './definitions.js';
import type { Draft } from './draft.js';

export type Kind = 'array' | 'object' | 'scalar';

/** The draft behind references, their siblings on top. */
export function resolveDraft(draft: Draft, all: ReadonlyMap<string, Definition>): Draft {
  let current = draft;
  for (let hops = 0; typeof current.$ref === 'string' && hops < 30; hops += 1) {
    const { $ref, ...siblings } = current;
    current = { ...(all.get(String($ref))?.schema ?? {}), ...siblings };
  }
  return typeof current.$ref === 'string' ? {} : current;
}

/** What values of a schema may be; an empty set when it does not tell. */
export function kindsOf(draft: Draft, all: ReadonlyMap<string, Definition>, depth = 0): Set<Kind> {
  const { type, anyOf, allOf } = resolveDraft(draft, all);
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
  const kinds = types.map((name) => (name === 'array' || name === 'object' ? name : 'scalar'));
  const branches =
    kinds.length > 0 || depth > 5 ? [] : [anyOf, allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return new Set([...kinds, ...branches.flatMap((branch: Draft) => [...kindsOf(branch, all, depth + 1)])]);
}
