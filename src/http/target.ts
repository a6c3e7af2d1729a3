import type { IncomingMessage } from 'node:http';

/** Where a request goes. */
export interface Target {
  /** Path below the proxy's root, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What clients see in front of `path`, without a trailing slash. */
  readonly publicPath: string;
}

/** The path under which Express has mounted the handler; Express has taken it off `request.url`. */
function mountPath(request: IncomingMessage): string {
  return 'baseUrl' in request && typeof request.baseUrl === 'string' ? request.baseUrl : '';
}

/**
 * Splits the request target. A reverse proxy may or may not have taken the public prefix off: both are understood.
 *
 * @param publicPath path of the public URL; without one, the mount path in Express is what clients see.
 */
export function locate(request: IncomingMessage, publicPath: string): Target {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const full = mark < 0 ? url : url.slice(0, mark);
  const path = publicPath !== '' && full.startsWith(`${publicPath}/`) ? full.slice(publicPath.length) : full;
  return {
    path,
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark)),
    publicPath: publicPath === '' ? mountPath(request) : publicPath,
  };
}
