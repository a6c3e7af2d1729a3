import type { IncomingMessage } from 'node:http';

/**
 * True unless the browser says that another site has caused this request (Fetch Metadata, `Sec-Fetch-Site`; RFC 6454,
 * `Origin`). Old browsers say nothing; cookie and form token then decide alone.
 */
export function isSameOrigin({ headers }: IncomingMessage, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return headers.origin === undefined || headers.origin === origin;
}
