import type { Principal } from '../auth/principal.js';
import type { Problem } from '../errors.js';
import { CredentialError } from './secret.js';

/** One key for everybody, or one for each tenant. */
export type TenantKeys =
  | { readonly key: string; readonly keys?: never }
  | {
      /** Key by tenant. A caller whose tenant is not listed is refused before anything is sent. */
      readonly keys: Readonly<Record<string, string>>;
      readonly key?: never;
    };

/**
 * How the key of a caller is found. Read once: what becomes of the options later changes nothing.
 *
 * @param place Name of the credential.
 */
export function keyFinder(place: string, options: TenantKeys): (principal: Principal) => string {
  const { key } = options;
  if (key !== undefined) return () => key;
  const keys = new Map(Object.entries(options.keys ?? {}));
  return ({ tenant }) => {
    const own = tenant === undefined ? undefined : keys.get(tenant);
    if (own !== undefined) return own;
    throw new CredentialError(`${place} has no key for the tenant of this caller.`);
  };
}

/** What is wrong with keys, each judged by `check`. The keys themselves are never part of a message. */
export function keyProblems(
  place: string,
  { key, keys }: { readonly key?: unknown; readonly keys?: Readonly<Record<string, unknown>> },
  check: (place: string, key: unknown) => Problem | undefined,
): readonly Problem[] {
  if (keys === undefined) return [check(`${place}.key`, key)].filter((problem) => problem !== undefined);
  const both = { place, message: '`key` and `keys` are both given.', fix: 'Choose one.' };
  return [
    key === undefined ? undefined : both,
    ...Object.entries(keys).map(([tenant, value]) => check(`${place}.keys[${JSON.stringify(tenant)}]`, value)),
  ].filter((problem) => problem !== undefined);
}
