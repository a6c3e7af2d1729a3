import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../auth/principal.js';
import type { DialledEndpoint } from '../auth/strategy.js';

/** An HTTP request that has passed the guards and whose caller is known. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Path below the proxy's root, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What clients see in front of `path`, without a trailing slash; often empty. */
  readonly publicPath: string;
  readonly principal: Principal;
  /** The endpoint the client is configured with, for answers that point there. */
  readonly endpoint: DialledEndpoint;
}

/** Exact paths and who serves them; the guards and authentication have run before. */
export interface HttpRoute {
  readonly paths: readonly string[];
  /** Those of `paths` that clients are configured with, the main one first. */
  readonly resources: readonly string[];
  handle(exchange: HttpExchange): Promise<void>;
}
