import type { Principal } from './principal.js';

/** The principal of a session, kept at its latest verified state: a token refresh may change scopes and claims. */
export interface LivePrincipal {
  /** The same object for the session's whole life. */
  readonly principal: Principal;
  /** Takes over what the newest request proved. The caller has compared the two by `principalKey`. */
  update(latest: Principal): void;
}

/** A session must not go on with the rights of the request that opened it, so its principal follows each request. */
export function livePrincipal(initial: Principal): LivePrincipal {
  const current: Record<string, unknown> & Principal = { ...initial };
  return {
    principal: current,
    update(latest) {
      for (const name of Object.keys(current)) if (!(name in latest)) delete current[name];
      Object.assign(current, latest);
    },
  };
}
