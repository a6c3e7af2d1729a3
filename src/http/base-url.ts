import type { IncomingMessage } from 'node:http';
import { isLocalConnection } from './host-guard.js';
import { loopbackNames } from './loopback.js';
import type { PublicUrl } from './public-url.js';
import { locate } from './target.js';

/**
 * The URL of the proxy's root as the client sees it, without a trailing slash: the configured one; without one, on
 * connections over loopback, what the client has dialled, if that is a name of loopback. A `Host` from the network and
 * `Forwarded` headers are never believed (RFC 9700 section 4.13).
 */
export function baseUrl(request: IncomingMessage, publicUrl: PublicUrl | undefined): string | undefined {
  if (publicUrl !== undefined) return `${publicUrl.origin}${publicUrl.path}`;
  const host = (request.headers.host ?? '').toLowerCase();
  if (!isLocalConnection(request) || !loopbackNames.has(host.replace(/:\d{1,5}$/, ''))) return undefined;
  const scheme = 'encrypted' in request.socket ? 'https' : 'http';
  const url = `${scheme}://${host}${locate(request, '').publicPath}`;
  return URL.canParse(url) ? url : undefined;
}
