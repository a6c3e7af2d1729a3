import type { EndpointRequest } from '../backend/exchange.js';
import { isHeaderName, isHeaderValue, isReservedHeader } from '../endpoints/forbidden-headers.js';
import { decodeUntilStable, isDotSegment } from '../endpoints/path-value.js';
import { isPlainObject } from '../endpoints/schema.js';

const METHODS = new Set<unknown>(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

function isPlainSegment(segment: string): boolean {
  const decoded = decodeUntilStable(segment);
  if (decoded === undefined || /\p{Cc}/u.test(decoded)) return false;
  return decoded.split(/[/\\]/).every((piece) => piece === '' || !isDotSegment(piece));
}

function checkPath(path: unknown): string | undefined {
  if (typeof path !== 'string' || !/^\/(?:[\x21-\x7e]*)$/.test(path))
    return 'its path is not encoded or lacks its slash';
  if (/[?#\\]/.test(path)) return 'its path has a query, a fragment or a backslash';
  const segments = path.slice(1).split('/');
  if (segments.slice(0, -1).includes('')) return 'its path has an empty segment';
  return segments.every(isPlainSegment) ? undefined : 'its path has a dot segment';
}

function checkHeaders(headers: unknown): string | undefined {
  if (!isPlainObject(headers)) return 'its headers are not an object';
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeaderName(name) || isReservedHeader(name)) return `it sets the header ${JSON.stringify(name)}`;
    if (typeof value !== 'string' || !isHeaderValue(value))
      return `its header ${JSON.stringify(name)} has no valid value`;
  }
  return undefined;
}

/**
 * What is wrong with a request that an endpoint's own `request` returned, or `undefined`. The same rules hold as for
 * built requests, so that a hook that puts an argument into the path cannot leave it.
 */
export function checkRequest(request: EndpointRequest): string | undefined {
  if (!isPlainObject(request)) return 'it is not an object';
  if (!METHODS.has(request.method)) return 'its method is not known';
  if (!(request.query instanceof URLSearchParams)) return 'its query is not URLSearchParams';
  if (request.body !== undefined && (request.method === 'GET' || request.method === 'HEAD')) {
    return `it has a body with ${request.method}`;
  }
  return checkPath(request.path) ?? checkHeaders(request.headers);
}
