import type { Problem } from '../errors.js';

/** Scope to the narrower scopes that it contains, for example `{ 'orders:write': ['orders:read'] }`. */
export type ImpliedScopes = Readonly<Record<string, readonly string[]>>;

/** The scopes and everything they contain, however deep; a circle in `implied` does no harm. */
export function expandScopes(scopes: readonly string[], implied: ImpliedScopes): readonly string[] {
  const held = new Set<string>();
  const queue = [...scopes];
  for (let scope = queue.pop(); scope !== undefined; scope = queue.pop()) {
    if (held.has(scope)) continue;
    held.add(scope);
    if (Object.hasOwn(implied, scope)) queue.push(...(implied[scope] ?? []));
  }
  return [...held].sort((a, b) => rank(scopes, a) - rank(scopes, b));
}

/** What was granted comes first, in its own order. */
function rank(scopes: readonly string[], scope: string): number {
  const index = scopes.indexOf(scope);
  return index < 0 ? scopes.length : index;
}

/** A scope is visible ASCII without quotes and backslashes (RFC 6749 section 3.3). */
export function isScopeToken(scope: unknown): scope is string {
  return typeof scope === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope);
}

/** What is wrong with a list of scopes. */
export function checkScopes(place: string, scopes: unknown): readonly Problem[] {
  if (!Array.isArray(scopes)) return [{ place, message: 'must be a list of scopes.' }];
  return scopes.flatMap((scope, index) =>
    isScopeToken(scope)
      ? []
      : [
          {
            place: `${place}[${index}]`,
            message: `${JSON.stringify(scope)} is not a scope.`,
            fix: 'Use visible ASCII without spaces, quotes and backslashes.',
          },
        ],
  );
}

/** What is wrong with a scope hierarchy. */
export function checkImpliedScopes(place: string, implied: unknown): readonly Problem[] {
  if (typeof implied !== 'object' || implied === null || Array.isArray(implied)) {
    return [{ place, message: 'must name scopes and, for each, a list of narrower ones.' }];
  }
  return Object.entries(implied).flatMap(([scope, narrower]) => [
    ...checkScopes(place, [scope]),
    ...checkScopes(`${place}.${scope}`, narrower),
  ]);
}
