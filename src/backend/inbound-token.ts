import type { Principal } from '../auth/principal.js';

/** Shorter texts turn up in headers by chance. */
const MIN_LENGTH = 8;

/**
 * True when headers carry the caller's own token. It leaves only through a credential that says it does that (MCP
 * 2026-07-28, security considerations: a server must not pass on the token it received), whatever else put it there.
 */
export function carriesInboundToken(headers: Readonly<Record<string, string>>, { token }: Principal): boolean {
  const inbound = token?.reveal() ?? '';
  return inbound.length >= MIN_LENGTH && Object.values(headers).some((value) => value.includes(inbound));
}
