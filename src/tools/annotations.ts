import type { HttpMethod } from '../backend/client.js';
import type { RetryClass } from '../backend/retry-class.js';
import type { ToolAnnotations } from '../endpoints/endpoint.js';

const READ = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true };

const BY_METHOD: Readonly<Record<HttpMethod, ToolAnnotations>> = {
  GET: READ,
  HEAD: READ,
  OPTIONS: READ,
  PUT: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  PATCH: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  POST: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  DELETE: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
};

/** All four hints, as the method implies them (RFC 9110 section 9.2) unless the map says otherwise. */
export function annotate(method: HttpMethod, overrides: Partial<ToolAnnotations> = {}): ToolAnnotations {
  const implied = BY_METHOD[method];
  return {
    readOnlyHint: overrides.readOnlyHint ?? implied.readOnlyHint,
    destructiveHint: overrides.destructiveHint ?? implied.destructiveHint,
    idempotentHint: overrides.idempotentHint ?? implied.idempotentHint,
    openWorldHint: overrides.openWorldHint ?? implied.openWorldHint,
  };
}

/** What may be sent again: everything that only reads by its method, and otherwise only what was never sent. */
export function defaultRetryClass(method: HttpMethod): RetryClass {
  return BY_METHOD[method].readOnlyHint ? 'safe' : 'connect-only';
}
