import type { Credential } from './credential.js';

/** Applies several credentials in turn, for a backend that looks in more than one place; a later one wins. */
export function allOf(...credentials: readonly Credential[]): Credential {
  const combined: Credential = async (target, context) => {
    for (const credential of credentials) await credential(target, context);
  };
  const relays = credentials.flatMap(({ relaysInboundToken: name }) => (name === undefined ? [] : [name]));
  return Object.assign(combined, {
    refreshable: credentials.some(({ refreshable }) => refreshable === true),
    openHeaders: credentials.flatMap(({ openHeaders = [] }) => openHeaders),
    queryNames: credentials.flatMap(({ queryNames = [] }) => queryNames),
    routes: credentials.flatMap(({ routes = [] }) => routes),
    development: credentials.some(({ development }) => development === true),
    ...(relays.length > 0 && { relaysInboundToken: relays.join(', ') }),
  });
}
