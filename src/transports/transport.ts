import type { AuthStrategy } from '../auth/strategy.js';
import type { BodyLimits } from '../http/body.js';
import type { HttpExchange } from '../http/exchange.js';
import type { Engine, JsonRpcMessage } from '../mcp/engine.js';
import type { Logger } from '../telemetry/logger.js';
import type { ScopeGuard } from './scope-guard.js';

export type { HttpExchange } from '../http/exchange.js';

/** What the proxy lends every transport. */
export interface TransportHost {
  readonly engine: Engine;
  readonly logger: Logger;
  readonly auth: AuthStrategy;
}

/** What the proxy lends transports on the HTTP listener. */
export interface HttpTransportHost extends TransportHost {
  /** Limits of request bodies. */
  readonly bodyLimits: BodyLimits;
  /**
   * Counts the messages of one POST: all but the first, which has been counted, against the caller's rate, and every
   * call against the rate of its tool.
   * @throws HttpError 429
   */
  readonly chargeMessages: (exchange: HttpExchange, messages: readonly JsonRpcMessage[]) => void;
  /** Looks at the messages of a request before they are served. @throws HttpError 403 */
  readonly checkScopes: ScopeGuard;
}

/** A transport on the HTTP listener. */
export interface HttpTransport {
  readonly kind: 'http';
  readonly name: string;
  /** Starts serving; the answer handles every request on one of `paths`. */
  attach(host: HttpTransportHost): AttachedHttpTransport;
}

export interface AttachedHttpTransport {
  /** Exact paths, for example `/mcp` and `/mcp/`. */
  readonly paths: readonly string[];
  /** Those of `paths` that clients are configured with, the main one first. */
  readonly resources: readonly string[];
  /** @throws HttpError for what is refused. */
  handle(exchange: HttpExchange): Promise<void>;
  /** Open sessions or streams, for health and metrics. */
  readonly sessions: number;
  /** Takes no new sessions, ends idle ones, and settles when the last running call has been answered. */
  drain(): Promise<void>;
  /** Answers what still runs with an error, ends streams, closes every session. */
  close(): Promise<void>;
}

/** A transport on a channel of its own, such as stdio. */
export interface ChannelTransport {
  readonly kind: 'channel';
  readonly name: string;
  start(host: TransportHost): { readonly closed: Promise<void>; close(): Promise<void> };
}

export type Transport = HttpTransport | ChannelTransport;
