import type { Principal } from '../auth/principal.js';

/** The request as a credential sees it: headers to set, nothing else to change. */
export interface CredentialTarget {
  readonly method: string;
  /** Path and query of the request. */
  readonly path: string;
  /** Lower-case names. A credential wins over a header of the same name from the map. */
  readonly headers: Record<string, string>;
}

export interface CredentialContext {
  readonly principal: Principal;
  /** Name of the tool being called. */
  readonly tool: string;
  /** The scopes the tool's endpoint asks for. */
  readonly scopes: readonly string[];
  readonly signal: AbortSignal;
  /** True on the one repeat after the backend refused the credential: make a fresh one, ignore caches. */
  readonly refresh: boolean;
}

/** What the backend may see: puts the backend's credential on a request. Runs once for each attempt. */
export interface Credential {
  (target: CredentialTarget, context: CredentialContext): void | Promise<void>;
  /** True when a refused credential is worth replacing: the call is then repeated once, with `refresh: true`. */
  readonly refreshable?: boolean;
}
