import type { ServerResponse } from 'node:http';
import { pageHeaders } from './page-headers.js';

/** Answers with a page. */
export function sendPage(
  response: ServerResponse,
  status: number,
  page: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(page);
  response.writeHead(status, {
    ...pageHeaders,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.byteLength,
    ...headers,
  });
  response.end(body);
}

/** Sends people elsewhere by GET (RFC 9700 section 4.12), telling that place nothing about where they were. */
export function sendElsewhere(response: ServerResponse, url: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(303, {
    Location: url,
    'Content-Length': '0',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  response.end();
}
