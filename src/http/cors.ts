import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendEmpty } from './respond.js';

const METHODS = 'GET, POST, DELETE, OPTIONS';
const EXPOSED = 'WWW-Authenticate, Mcp-Session-Id, Retry-After';
const requestHeaders = [
  'Content-Type',
  'Accept',
  'Authorization',
  'Mcp-Session-Id',
  'MCP-Protocol-Version',
  'Mcp-Method',
  'Mcp-Name',
  'Last-Event-ID',
];

/** CORS of the MCP routes. The origin has passed the origin guard, so it may be echoed; never with credentials. */
export interface Cors {
  /** Puts the headers on whatever will be answered. */
  apply(request: IncomingMessage, response: ServerResponse): void;
  /** Answers OPTIONS, preflight or not. */
  preflight(request: IncomingMessage, response: ServerResponse): void;
}

/** @param extraHeaders request headers that browser clients may send besides those of the protocol. */
export function createCors(extraHeaders: readonly string[]): Cors {
  const allowedHeaders = [...requestHeaders, ...extraHeaders].join(', ');
  return {
    apply({ headers: { origin } }, response) {
      response.appendHeader('Vary', 'Origin');
      if (origin === undefined) return;
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Expose-Headers', EXPOSED);
    },
    preflight({ headers }, response) {
      const isPreflight = headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
      const answer = {
        'Access-Control-Allow-Methods': METHODS,
        'Access-Control-Allow-Headers': allowedHeaders,
        'Access-Control-Max-Age': '600',
      };
      sendEmpty(response, 204, isPreflight ? answer : { Allow: METHODS });
    },
  };
}
