import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { McpRestProxyError } from '../errors.js';
import type { Principal } from './principal.js';
import type { ProtectedResource } from './protected-resource.js';

/** An MCP endpoint as clients dial it. */
export interface DialledEndpoint {
  /** Below the proxy's root: `/mcp`, `/sse/`. */
  readonly path: string;
  /** What clients see in front of `path`, without a trailing slash; `undefined` when nothing to be trusted tells it. */
  readonly base: string | undefined;
}

/** What a strategy may look at: plain values of one HTTP request. */
export interface AuthRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly remoteAddress: string | undefined;
  /** The endpoint that the client is configured with; not always the one it calls, as with SSE's messages. */
  readonly endpoint?: DialledEndpoint;
}

/** Where a proxy is reached, for strategies that bring routes. */
export interface AuthMount {
  /** Origin of the proxy's public URL, when it has one. */
  readonly origin: string | undefined;
  /** What the public URL puts in front of every path, without a trailing slash; often empty. */
  readonly path: string;
  /** Paths of the MCP endpoints that clients dial, the main one first: `/mcp`, `/mcp/`, `/sse`, `/sse/`. */
  readonly resources: readonly string[];
  /**
   * The URL of the proxy's root as the client sees it, without a trailing slash: the public URL; without one, on
   * connections over loopback, the loopback name that the client has dialled. `undefined` in all other cases, since
   * a header from the network must not decide what a URL of ours is.
   */
  baseOf(request: IncomingMessage): string | undefined;
}

/** A route that a strategy brings with it, such as OAuth metadata. Served without authentication. */
export interface AuthRoute {
  readonly path: string;
  /** Serves every path below `path` as well. Default false. */
  readonly below?: boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
}

/** How a strategy tells that identities have ended before their time, so that open sessions end too. */
export interface Revocations {
  /** Milliseconds within which a revocation counts everywhere: how often `isAlive` is to be asked of open sessions. */
  readonly recheckInterval: number;
  /** `listener` is told which identities have ended, as soon as this process hears of it. Answers the end of it. */
  subscribe(listener: (affects: (principal: Principal) => boolean) => void): () => void;
  /** False once the identity has ended. Rejects when that cannot be told now. */
  isAlive(principal: Principal): Promise<boolean>;
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
  /** Asked once, when a proxy is put together. */
  readonly routes?: (mount: AuthMount) => readonly AuthRoute[];
  /** What OAuth clients must know: the proxy serves it as metadata (RFC 9728) and points its challenges there. */
  readonly protectedResource?: ProtectedResource;
  /**
   * True when the request carries a credential that looks like one of this strategy's; no promise that it is worth
   * anything. `anyOf` asks only such a strategy. Default: every request does.
   */
  readonly recognizes?: (request: AuthRequest) => boolean;
  /** True when a refusal counts against the caller: `anyOf` asks such a strategy last. */
  readonly countsFailures?: boolean;
  /** True when every credential it accepts is an access token made for this server by an issuer it was told of. */
  readonly verifiesAudience?: boolean;
  /** For identities that can be revoked: sessions must not outlive them (security.md, T060). */
  readonly revocations?: Revocations;
  /**
   * Awaited before a proxy listens. A proxy whose strategy rejects does not start; what may be over in a moment, such
   * as a store that does not answer, is no reason to.
   */
  readonly prepare?: () => Promise<void>;
  /** Lets go of what the strategy holds; a proxy that is closed closes its strategy. May be repeated. */
  readonly close?: () => Promise<void>;
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
