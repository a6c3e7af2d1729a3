import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../auth/principal.js';
import type { AuthStrategy } from '../auth/strategy.js';
import type { Engine } from '../mcp/engine.js';
import type { Logger } from '../telemetry/logger.js';

/** What the proxy lends every transport. */
export interface TransportHost {
  readonly engine: Engine;
  readonly logger: Logger;
  readonly auth: AuthStrategy;
  /** Path in front of every route, without a trailing slash: the path of the public URL; empty when there is none. */
  readonly publicPath: string;
  /** Largest request body, in bytes. */
  readonly maxRequestBytes: number;
}

/** An HTTP request that has passed the guards and whose caller is known. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly principal: Principal;
}

/** A transport on the HTTP listener. */
export interface HttpTransport {
  readonly kind: 'http';
  readonly name: string;
  /** Starts serving; the answer handles every request on one of `paths`. */
  attach(host: TransportHost): AttachedHttpTransport;
}

export interface AttachedHttpTransport {
  /** Exact paths, for example `/mcp` and `/mcp/`. */
  readonly paths: readonly string[];
  handle(exchange: HttpExchange): Promise<void>;
  /** Open sessions or streams, for health and metrics. */
  readonly sessions: number;
  /** Stops taking new work, ends streams, closes every session. */
  close(): Promise<void>;
}

/** A transport on a channel of its own, such as stdio. */
export interface ChannelTransport {
  readonly kind: 'channel';
  readonly name: string;
  start(host: TransportHost): { readonly closed: Promise<void>; close(): Promise<void> };
}

export type Transport = HttpTransport | ChannelTransport;
