import type { IncomingMessage } from 'node:http';
import type { Problem } from '../errors.js';
import { isLocalConnection } from './host-guard.js';
import { HttpError } from './http-error.js';
import { loopbackNames } from './loopback.js';

/** What is wrong with `allowedOrigins`. */
export function checkAllowedOrigins(allowedOrigins: readonly string[]): readonly Problem[] {
  return allowedOrigins.flatMap((origin, index) =>
    /^[a-z][a-z0-9+.-]*:\/\/[^/?#*\s]+$/i.test(origin)
      ? []
      : [
          {
            place: `allowedOrigins[${index}]`,
            message: `${JSON.stringify(origin)} is not an origin.`,
            fix: 'Write scheme, host and port as browsers send them, without path or wildcard: "https://app.example.com".',
          },
        ],
  );
}

function isLoopbackOrigin(origin: string): boolean {
  if (!/^https?:\/\//i.test(origin) || !URL.canParse(origin)) return false;
  return loopbackNames.has(new URL(origin).hostname);
}

/** True for a request that may be served: without an `Origin`, or with an allowed one. */
export type OriginGuard = (request: IncomingMessage) => boolean;

/** Pages on this machine may use a proxy on this machine; every other origin must be listed. `null` never is. */
export function createOriginGuard(allowed: readonly string[]): OriginGuard {
  const origins = new Set(allowed.map((origin) => origin.toLowerCase()));
  return (request) => {
    const { origin } = request.headers;
    if (origin === undefined) return true;
    return origins.has(origin.toLowerCase()) || (isLocalConnection(request) && isLoopbackOrigin(origin));
  };
}

/** @throws HttpError 403 (MCP, Streamable HTTP, Security Warning). */
export function refuseForeignOrigin(guard: OriginGuard, request: IncomingMessage): void {
  if (guard(request)) return;
  throw new HttpError(403, 'This Origin is not allowed. The operator of this server can add it to allowedOrigins.');
}
