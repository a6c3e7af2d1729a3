import type { AuthRoute, AuthStrategy } from '../auth/strategy.js';
import type { Problem } from '../errors.js';
import type { Logger } from '../telemetry/logger.js';
import type { Credential } from './credential.js';

/** The routes that credentials bring, each once: credentials may share their keys. */
export function credentialRoutes(credentials: readonly Credential[]): readonly AuthRoute[] {
  return [...new Set(credentials.flatMap(({ routes = [] }) => routes))];
}

/** True when something is signed with a key made for development: such a proxy serves its own machine only. */
export function needsLoopback(credentials: readonly Credential[]): boolean {
  return credentials.some(({ development }) => development === true);
}

function relays(credentials: readonly Credential[]): readonly string[] {
  return [...new Set(credentials.flatMap(({ relaysInboundToken: name }) => (name === undefined ? [] : [name])))];
}

/** Why a proxy must not start with these credentials. */
export function checkCredentials(
  credentials: readonly Credential[],
  auth: Pick<AuthStrategy, 'name' | 'verifiesAudience'> | undefined,
): readonly Problem[] {
  if (auth?.verifiesAudience === true) return [];
  return relays(credentials).map((name) => ({
    place: 'backend.credential',
    message: `${name} sends the token of the caller on, but for whom it was issued is not checked by ${auth?.name ?? 'anybody'}.`,
    fix: 'Use an auth strategy with an issuer and an audience, such as jwt; or a credential of your own, such as mintedToken.',
  }));
}

/** Says, once for a proxy, that its credentials break a rule of MCP on purpose. */
export function warnOfRelays(
  credentials: readonly Credential[],
  { logger, proxy, tools }: { readonly logger: Logger; readonly proxy: string; readonly tools: readonly string[] },
): void {
  for (const strategy of relays(credentials)) {
    logger.warn(
      { strategy, proxy, tools },
      `${strategy} sends the access token of the caller to the backend. MCP 2026-07-28 forbids it (security considerations: "The MCP server MUST NOT pass through the token it received from the MCP client"); mintedToken and tokenExchange conform`,
    );
  }
}
