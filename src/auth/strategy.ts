import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { McpRestProxyError } from '../errors.js';
import type { Principal } from './principal.js';

/** What a strategy may look at: plain values of one HTTP request. */
export interface AuthRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly remoteAddress: string | undefined;
}

/** A route that a strategy brings with it, such as OAuth metadata. Served without authentication. */
export interface AuthRoute {
  readonly path: string;
  /** Serves every path below `path` as well. Default false. */
  readonly below?: boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
}

/**
 * Who is calling. A strategy is asked on every HTTP request of every transport and fails closed:
 * whatever it throws, and whatever it returns that is not a principal, is a refusal.
 */
export interface AuthStrategy {
  readonly name: string;
  /** True when everybody is let in; such a proxy only listens on loopback unless told otherwise by name. */
  readonly anonymous?: boolean;
  /** Set on an anonymous strategy whose owner has allowed it to serve beyond loopback, by name. */
  readonly allowNetwork?: boolean;
  /** Names of further request headers it reads, which a browser client must be allowed to send (CORS). */
  readonly requestHeaders?: readonly string[];
  /** @throws AuthenticationError when the caller is not who they must be. */
  authenticate(request: AuthRequest): Promise<Principal>;
  readonly routes?: readonly AuthRoute[];
}

/** The caller is not authenticated, or not sufficiently. Becomes the HTTP answer as it stands. */
export class AuthenticationError extends McpRestProxyError {
  override readonly name = 'AuthenticationError';
  /** HTTP status: 401, 403, 429 or 503. */
  readonly status: number;
  /** Value of the `WWW-Authenticate` header, when one is due (RFC 9110 section 11.6.1). */
  readonly challenge: string | undefined;
  /** Seconds, for the `Retry-After` header. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    options: { status?: number; challenge?: string; retryAfter?: number; cause?: unknown } = {},
  ) {
    super('authentication_failed', message, { cause: options.cause });
    this.status = options.status ?? 401;
    this.challenge = options.challenge;
    this.retryAfter = options.retryAfter;
  }
}
