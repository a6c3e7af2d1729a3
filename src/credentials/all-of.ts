import type { Credential } from './credential.js';

/** Applies several credentials in turn, for a backend that looks in more than one place; a later one wins. */
export function allOf(...credentials: readonly Credential[]): Credential {
  const combined: Credential = async (target, context) => {
    for (const credential of credentials) await credential(target, context);
  };
  return Object.assign(combined, { refreshable: credentials.some(({ refreshable }) => refreshable === true) });
}
