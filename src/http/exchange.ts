import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../auth/principal.js';

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
}

/** Exact paths and who serves them; the guards and authentication have run before. */
export interface HttpRoute {
  readonly paths: readonly string[];
  handle(exchange: HttpExchange): Promise<void>;
}
