import { refusal } from './call-failure.js';
import type { BackendRequest } from './client.js';
import type { EndpointRequest } from './exchange.js';
import { headerProblem } from './headers.js';
import type { ResolvedBackend } from './options.js';
import { queryText } from './query-text.js';
import { hasPlainSegments, isPinnedPath } from './wire-path.js';

/** `application/json` and every `+json` (RFC 6839), with or without parameters. */
const JSON_TYPE = /^\s*(?:application\/json|[^\s;]+\+json)\s*(?:;|$)/i;
const ACCEPT = 'application/json, text/*;q=0.9, */*;q=0.5';

/**
 * Turns a request of the map into the one on the wire, all but the credential.
 *
 * @throws CallError `invalid_request_path`, `invalid_request_headers` or `invalid_request_body`; nothing was sent.
 */
export function buildWireRequest(backend: ResolvedBackend, request: EndpointRequest, tool: string): BackendRequest {
  const path = buildPath(backend, request, tool);
  const { body, contentType } = serialiseBody(backend, request, tool);
  const headers: Record<string, string> = {
    accept: ACCEPT,
    'user-agent': 'mcp-rest-proxy',
    ...backend.headers,
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
  };
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  assertHeaders(headers, tool);
  return { method: request.method, path, headers, ...(body === undefined ? {} : { body }) };
}

/**
 * @throws CallError `invalid_request_headers`.
 */
export function assertHeaders(headers: Readonly<Record<string, unknown>>, tool: string): void {
  for (const [name, value] of Object.entries(headers)) {
    if (headerProblem(name, value)) {
      throw refusal('invalid_request_headers', `A header of ${tool} cannot be sent: its name or value is not allowed.`);
    }
  }
}

function buildPath({ origin, basePath }: ResolvedBackend, request: EndpointRequest, tool: string): string {
  const { path } = request;
  const search = queryText(request.query, request.delimitedKeys);
  const pathname = basePath + (path === '/' && basePath !== '' ? '' : path);
  const wire = search === '' ? pathname : `${pathname}?${search}`;
  const plain = path.startsWith('/') && !/[?#\\]/.test(path) && hasPlainSegments(pathname);
  if (plain && isPinnedPath(origin, wire)) return wire;
  throw refusal(
    'invalid_request_path',
    `The path of ${tool} cannot be sent: a value in it would change where it leads.`,
  );
}

function serialiseBody(
  { maxRequestBytes }: ResolvedBackend,
  { method, body, contentType }: EndpointRequest,
  tool: string,
): { body?: string | Uint8Array; contentType?: string } {
  if (body === undefined) return {};
  if (method === 'HEAD') throw refusal('invalid_request_body', `${tool} cannot send a body with HEAD.`);
  const serialised = contentType === undefined ? serialise(body, tool) : serialiseAs(contentType, body, tool);
  const size = typeof serialised.body === 'string' ? Buffer.byteLength(serialised.body) : serialised.body.byteLength;
  if (size <= maxRequestBytes) return serialised;
  throw refusal('invalid_request_body', `The body of ${tool} is larger than the ${maxRequestBytes} bytes allowed.`);
}

function serialise(body: unknown, tool: string): { body: string | Uint8Array; contentType: string } {
  if (typeof body === 'string') return { body, contentType: 'text/plain; charset=utf-8' };
  if (body instanceof Uint8Array) return { body, contentType: 'application/octet-stream' };
  const json = toJson(body);
  if (json !== undefined) return { body: json, contentType: 'application/json' };
  throw refusal('invalid_request_body', `The body of ${tool} cannot be written as JSON.`);
}

/** Text and bytes are sent as they are, unless the type is JSON: then text is a JSON string. */
function serialiseAs(
  contentType: string,
  body: unknown,
  tool: string,
): { body: string | Uint8Array; contentType: string } {
  if (body instanceof Uint8Array) return { body, contentType };
  if (!JSON_TYPE.test(contentType)) {
    if (typeof body === 'string') return { body, contentType };
    throw refusal('invalid_request_body', `The body of ${tool} is neither text nor bytes, and its type is not JSON.`);
  }
  const json = toJson(body);
  if (json !== undefined) return { body: json, contentType };
  throw refusal('invalid_request_body', `The body of ${tool} cannot be written as JSON.`);
}

function toJson(body: unknown): string | undefined {
  try {
    const json: unknown = JSON.stringify(body);
    return typeof json === 'string' ? json : undefined;
  } catch {
    return undefined;
  }
}
