import { hasScopes } from '../auth/principal.js';
import type { ProtectedResource } from '../auth/protected-resource.js';
import { challengeFor } from '../auth/resource-challenge.js';
import type { HttpExchange } from '../http/exchange.js';
import { HttpError } from '../http/http-error.js';
import type { JsonRpcMessage } from '../mcp/engine.js';
import { calledTool } from './message.js';

/** Looks at the messages of one request before they are served. @throws HttpError 403 */
export type ScopeGuard = (exchange: HttpExchange, messages: readonly JsonRpcMessage[]) => void;

/**
 * Answers calls for which the caller's token is too narrow with a challenge that names every scope they need, so that
 * the client can ask for more (RFC 6750 section 3.1; MCP, Scope Challenge Handling).
 *
 * @param needed the scopes of each tool, by its name.
 */
export function createScopeGuard(
  needed: ReadonlyMap<string, readonly string[]>,
  resource: ProtectedResource | undefined,
): ScopeGuard {
  return ({ principal, endpoint }, messages) => {
    const all = messages.flatMap((message) => needed.get(calledTool(message) ?? '') ?? []);
    const scopes = [...new Set(all)];
    if (hasScopes(principal, scopes)) return;
    const message = `The token is too narrow for this call. Needed: ${scopes.join(' ')}.`;
    const challenge = challengeFor(resource, { endpoint }, { error: 'insufficient_scope', scopes });
    throw new HttpError(403, message, { headers: { 'WWW-Authenticate': challenge } });
  };
}
