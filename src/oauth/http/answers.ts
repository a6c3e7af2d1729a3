import type { ServerResponse } from 'node:http';

/** Headers of every answer of the authorization server (security.md, T031, T052). */
export const hardening: Readonly<Record<string, string>> = Object.freeze({
  'Cache-Control': 'no-store',
  Pragma: 'no-cache',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
});

/** Metadata, keys, tokens and registration may be used by web pages, without credentials (T100). */
export const openToAll: Readonly<Record<string, string>> = Object.freeze({
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After',
});

export function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

export interface OAuthErrorOptions {
  readonly description?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error in the form of RFC 6749 section 5.2. */
export function sendOAuthError(
  response: ServerResponse,
  status: number,
  error: string,
  { description, retryAfter, headers = {} }: OAuthErrorOptions = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(
    JSON.stringify({ error, ...(description === undefined ? {} : { error_description: description }) }),
  );
  response.writeHead(status, {
    ...hardening,
    'Content-Type': 'application/json',
    'Content-Length': body.byteLength,
    ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    ...headers,
  });
  response.end(body);
}

/** Seconds after which a store that was away is worth another try. */
export const STORE_RETRY_AFTER = 5;

export function sendUnavailable(response: ServerResponse): void {
  sendOAuthError(response, 503, 'temporarily_unavailable', {
    description: 'The server cannot reach its store. Try again.',
    retryAfter: STORE_RETRY_AFTER,
  });
}
