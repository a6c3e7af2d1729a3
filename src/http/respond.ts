import type { ServerResponse } from 'node:http';
import type { HttpError } from './http-error.js';

/** Answers with one JSON value. Node leaves the body out on HEAD. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': body.byteLength,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

/** Answers without a body. */
export function sendEmpty(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...(status === 204 ? {} : { 'Content-Length': '0' }), ...headers });
  response.end();
}

/** Answers with a JSON-RPC error that belongs to `id`, or to no request that could be read. */
export function sendRpcError(
  response: ServerResponse,
  status: number,
  error: { readonly code: number; readonly message: string; readonly data?: unknown },
  id: string | number | null = null,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendJson(response, status, { jsonrpc: '2.0', id, error }, headers);
}

export function sendHttpError(response: ServerResponse, error: HttpError, id: string | number | null = null): void {
  sendRpcError(response, error.status, { code: error.code, message: error.message }, id, error.headers);
}
