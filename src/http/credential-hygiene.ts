import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error.js';

const queryCredentials = ['access_token', 'api_key', 'apikey', 'api-key', 'x-api-key'];

function countHeader({ rawHeaders }: IncomingMessage, name: string): number {
  return rawHeaders.filter((value, index) => index % 2 === 0 && value.toLowerCase() === name).length;
}

/**
 * One request carries one credential, in a header. Strategies never see the query, so a credential there lets
 * nobody in; together with one in a header it is an error (RFC 6750 section 2), and so are two `Authorization` lines.
 *
 * @throws HttpError 400
 */
export function refuseAmbiguousCredentials(request: IncomingMessage, query: URLSearchParams): void {
  if (countHeader(request, 'authorization') > 1) {
    throw new HttpError(400, 'There is more than one Authorization header.');
  }
  if (request.headers.authorization !== undefined && queryCredentials.some((name) => query.has(name))) {
    throw new HttpError(400, 'There is a credential in the query besides the one in the Authorization header.');
  }
}
