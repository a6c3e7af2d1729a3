import type { Principal } from '../auth/principal.js';
import type { PrincipalBinding } from '../endpoints/endpoint.js';
import type { PlannedArgument } from './tool-plan.js';

function readBinding(principal: Principal, binding: PrincipalBinding): unknown {
  if (binding === 'subject' || binding === 'tenant' || binding === 'clientId') return principal[binding];
  const claim = binding.slice('claims.'.length);
  return Object.hasOwn(principal.claims, claim) ? principal.claims[claim] : undefined;
}

/** Values of bound arguments, or the names of those that the caller's identity does not have. */
export type BoundArguments =
  | { readonly values: ReadonlyMap<string, unknown> }
  | { readonly missing: readonly string[] };

/** Fills bound arguments from the verified identity, never from what the model sent. */
export function bindArguments(list: readonly PlannedArgument[], principal: Principal): BoundArguments {
  const values = new Map<string, unknown>();
  const missing: string[] = [];
  for (const { name, binding } of list) {
    if (binding === undefined) continue;
    const value = readBinding(principal, binding);
    if (value === undefined || value === null || value === '') missing.push(binding);
    else values.set(name, value);
  }
  return missing.length > 0 ? { missing } : { values };
}
