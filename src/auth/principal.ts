import type { Secret } from './secret.js';

/** Who is calling: the verified identity behind one request. Only auth strategies make it. */
export interface Principal {
  /** Stable identifier of the caller, unique within `issuer`. */
  readonly subject: string;
  /** Who vouched for the subject: an OAuth issuer, or the name of the strategy. */
  readonly issuer: string;
  /** The OAuth client that acts for the subject, when there is one. */
  readonly clientId?: string;
  /** The tenant the caller belongs to, from a verified claim, never from an argument or header. */
  readonly tenant?: string;
  /** What the caller may do; `'all'` for strategies without scopes. */
  readonly scopes: readonly string[] | 'all';
  /** Verified claims about the caller. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** When this identity ends, in seconds since the epoch. */
  readonly expiresAt?: number;
  /**
   * The verified access token the caller sent, for token exchange and for relaying it by name. Never sent to the
   * backend otherwise (MCP 2026-07-28, security considerations), never logged, never printed.
   */
  readonly token?: Secret;
  /** The authorization this identity rests on, when it can end before `expiresAt`; no secret. */
  readonly grant?: string;
}

/** The key sessions are bound to: it survives a token refresh, and no two callers share it. */
export function principalKey(principal: Principal): string {
  return JSON.stringify([principal.issuer, principal.subject, principal.clientId ?? null, principal.tenant ?? null]);
}

/** True when `principal` holds every one of `scopes`. */
export function hasScopes(principal: Principal, scopes: readonly string[]): boolean {
  const held = principal.scopes;
  return held === 'all' || scopes.every((scope) => held.includes(scope));
}
