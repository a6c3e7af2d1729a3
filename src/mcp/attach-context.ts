import type { Principal } from '../auth/principal.js';
import type { ProgressToken, SendProgress } from './progress.js';

/** What the user's server knows of a caller that it has authenticated: `AuthInfo` of both SDKs. */
export interface AttachedAuthInfo {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Seconds since the epoch. */
  readonly expiresAt?: number | undefined;
  /** Whatever the user's token verifier adds; `sub` and `iss` are read from here. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** What is known of one request to an attached tool. */
export interface AttachedRequest {
  readonly authInfo: AttachedAuthInfo | undefined;
  readonly sessionId: string | undefined;
  /** True when the request came over HTTP. */
  readonly http: boolean;
  /** The SDK's own context: `extra` of 1.x, `ctx` of 2.x. */
  readonly raw: unknown;
}

/** The context of either SDK in common words. */
export interface HandlerContext {
  readonly request: AttachedRequest;
  readonly signal: AbortSignal;
  readonly progressToken: ProgressToken | undefined;
  readonly sendProgress: SendProgress;
  /** True when the request is of the stateless era (2026-07-28). */
  readonly modern: boolean;
}

type Send = (notification: { method: string; params: Record<string, unknown> }) => Promise<void>;
interface Meta {
  readonly progressToken?: ProgressToken;
}

/** The second argument of a handler of SDK 1.x. */
interface Extra {
  readonly signal: AbortSignal;
  readonly sessionId?: string;
  readonly _meta?: Meta;
  readonly sendNotification: Send;
  readonly authInfo?: AttachedAuthInfo;
  readonly requestInfo?: object;
}

/** The second argument of a handler of SDK 2.x. */
interface Context {
  readonly sessionId?: string;
  readonly mcpReq: {
    readonly signal: AbortSignal;
    readonly _meta?: Meta;
    readonly notify: Send;
    readonly envelope?: object;
  };
  readonly http?: { readonly authInfo?: AttachedAuthInfo };
}

/** Reads the context that either SDK hands to its handlers. */
export function readContext(raw: Extra | Context): HandlerContext {
  return 'mcpReq' in raw ? readVersion2(raw) : readVersion1(raw);
}

function readVersion1(extra: Extra): HandlerContext {
  const { authInfo, sessionId, requestInfo, signal, _meta } = extra;
  return {
    request: { authInfo, sessionId, http: requestInfo !== undefined, raw: extra },
    signal,
    progressToken: _meta?.progressToken,
    sendProgress: (params) => extra.sendNotification({ method: 'notifications/progress', params: { ...params } }),
    modern: false,
  };
}

function readVersion2(context: Context): HandlerContext {
  const { mcpReq, sessionId, http } = context;
  return {
    request: { authInfo: http?.authInfo, sessionId, http: http !== undefined, raw: context },
    signal: mcpReq.signal,
    progressToken: mcpReq._meta?.progressToken,
    sendProgress: (params) => mcpReq.notify({ method: 'notifications/progress', params: { ...params } }),
    modern: mcpReq.envelope !== undefined,
  };
}

/**
 * Who calls an attached tool, unless the user says otherwise: the caller the user's server has authenticated; without
 * one, the user of the process. Over HTTP nobody is taken for that user: such a caller has no scopes.
 */
export function principalOf({ authInfo, http }: AttachedRequest): Principal {
  if (authInfo === undefined) {
    return { subject: http ? 'anonymous' : 'local', issuer: 'attached', scopes: http ? [] : 'all', claims: {} };
  }
  const { clientId, scopes, expiresAt, extra = {} } = authInfo;
  const { sub, iss } = extra;
  return {
    subject: typeof sub === 'string' ? sub : clientId,
    issuer: typeof iss === 'string' ? iss : 'attached',
    clientId,
    scopes,
    claims: extra,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
