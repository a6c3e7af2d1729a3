import type { Principal } from '../auth/principal.js';
import type { AuthRoute } from '../auth/strategy.js';

/** The request as a credential sees it: headers and query parameters to set, nothing else to change. */
export interface CredentialTarget {
  readonly method: string;
  /** Path and query of the request, with what `setQuery` has put there. */
  readonly path: string;
  /** Lower-case names. A credential wins over a header of the same name from the map. */
  readonly headers: Record<string, string>;
  /**
   * Puts a secret into the query, encoded, in place of every parameter of that name: a credential wins over the map and
   * over arguments. Its value is taken out of answers that repeat it, encoded or not. Prefer a header: URLs end up in
   * the logs of servers and proxies on the way.
   *
   * @throws TypeError for a name or value that is not well-formed text, or an empty name.
   */
  setQuery(name: string, value: string): void;
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
  /**
   * Lower-case names of headers it sets whose values are no secrets, such as a version or a region. Everything else
   * it sets is taken out of answers that repeat it, unless it is the tenant, subject, issuer or client of the caller.
   */
  readonly openHeaders?: readonly string[];
  /**
   * Names of the query parameters it sets. A map that uses one of them itself, as an argument or a constant, is refused
   * at start instead of being overruled at every call.
   */
  readonly queryNames?: readonly string[];
  /** Routes the credential brings with it, such as the keys its tokens are verified by. Served to everybody. */
  readonly routes?: readonly AuthRoute[];
  /** True when it signs with a key made for development: such a proxy listens on loopback only. */
  readonly development?: boolean;
  /**
   * The name of a credential that sends the caller's own token to the backend. A proxy refuses to start with one
   * unless its auth strategy checks issuer and audience of that token, and warns once when it does start.
   */
  readonly relaysInboundToken?: string;
}
