import type { Principal } from '../auth/principal.js';
import type { CredentialedRequest } from './credential-target.js';
import { urlSpellings } from './url-spellings.js';

/** Shorter texts turn up in requests by chance. */
const MIN_LENGTH = 8;

/**
 * True when headers or URL carry the caller's own token. It leaves only through a credential that says it does that (MCP
 * 2026-07-28, security considerations: a server must not pass on the token it received), whatever else put it there.
 */
export function carriesInboundToken(
  { headers, path }: Pick<CredentialedRequest, 'headers' | 'path'>,
  { token }: Principal,
): boolean {
  const inbound = token?.reveal() ?? '';
  if (inbound.length < MIN_LENGTH) return false;
  if (Object.values(headers).some((value) => value.includes(inbound))) return true;
  return path.length > inbound.length && urlSpellings(inbound).some((spelling) => path.includes(spelling));
}
