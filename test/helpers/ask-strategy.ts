import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '../../src/auth/principal.js';
import { AuthenticationError, type AuthRequest, type AuthStrategy } from '../../src/auth/strategy.js';

/** How a strategy refused. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly challenge: string | undefined;
  readonly retryAfter: number | undefined;
}

export const endpoint = { path: '/mcp', base: 'https://mcp.test' };

export function authRequest(headers: IncomingHttpHeaders, more: Partial<AuthRequest> = {}): AuthRequest {
  return { method: 'POST', path: '/mcp', headers, remoteAddress: '192.0.2.1', endpoint, ...more };
}

/** Asks with a bearer token. */
export function admit(strategy: AuthStrategy, token: string): Promise<Principal> {
  return strategy.authenticate(authRequest({ authorization: `Bearer ${token}` }));
}

/** The refusal of a request; anything else than a clean refusal is thrown. */
export async function refusalOf(strategy: AuthStrategy, headers: IncomingHttpHeaders): Promise<Refusal | undefined> {
  try {
    await strategy.authenticate(authRequest(headers));
    return undefined;
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    const { status, message, challenge, retryAfter } = error;
    return { status, message, challenge, retryAfter };
  }
}

/** As `refusalOf`, for a bearer token. */
export function refuseToken(strategy: AuthStrategy, token: string): Promise<Refusal | undefined> {
  return refusalOf(strategy, { authorization: `Bearer ${token}` });
}
