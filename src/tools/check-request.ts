import type { EndpointRequest } from '../backend/exchange.js';
import { hasPlainSegments } from '../backend/wire-path.js';
import { isMediaType } from '../endpoints/content-type.js';
import { isHeaderName, isHeaderValue, isReservedHeader } from '../endpoints/forbidden-headers.js';
import { isPlainObject } from '../endpoints/schema.js';

const METHODS = new Set<unknown>(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

function checkPath(path: unknown): string | undefined {
  if (typeof path !== 'string' || !/^\/(?:[\x21-\x7e]*)$/.test(path))
    return 'its path is not encoded or lacks its slash';
  if (/[?#\\]/.test(path)) return 'its path has a query, a fragment or a backslash';
  return hasPlainSegments(path) ? undefined : 'its path has an empty or a dot segment';
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

function checkContentType({ contentType, headers }: EndpointRequest): string | undefined {
  if (contentType === undefined) return undefined;
  if (typeof contentType !== 'string' || !isMediaType(contentType)) return 'its content type is no media type';
  const rival = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return rival ? 'it has a content type in its headers beside its own' : undefined;
}

function checkDelimitedKeys(keys: unknown): string | undefined {
  const isSound = keys === undefined || (Array.isArray(keys) && keys.every((key) => typeof key === 'string'));
  return isSound ? undefined : 'its delimited keys are no list of names';
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
  return (
    checkPath(request.path) ??
    checkHeaders(request.headers) ??
    checkContentType(request) ??
    checkDelimitedKeys(request.delimitedKeys)
  );
}
