import type { KnownResources } from '../provider/resources.js';
import type { Form } from './form.js';

/** What is known of a code or refresh token before it is used up. */
export interface GrantSource {
  readonly clientId?: string | undefined;
  readonly redirectUri?: string | undefined;
  readonly resource?: string | readonly string[] | undefined;
}

export interface TokenRequest {
  readonly form: Form;
  /** The client as it names itself; not authenticated yet. */
  readonly clientId: string | undefined;
  readonly source: GrantSource | undefined;
}

/** RFC 8707 section 2.2: refused before anything is used up, for the library would check it afterwards (T048). */
export function isForeignResource({ form, source }: TokenRequest, known: KnownResources): boolean {
  const asked = form.all('resource');
  if (!asked.every((resource) => known.has(resource))) return true;
  const granted = source?.resource;
  if (granted === undefined) return false;
  const list = typeof granted === 'string' ? [granted] : granted;
  return !asked.every((resource) => list.includes(resource));
}

/**
 * The redirect URI to add for a client that leaves it out, which OAuth 2.1 (section 10.2) lets it do when it proves
 * itself by PKCE; the library asks for it when there is a choice (T047).
 */
export function missingRedirectUri({ form, clientId, source }: TokenRequest): string | undefined {
  if (form.one('grant_type') !== 'authorization_code' || form.all('redirect_uri').length > 0) return undefined;
  if (form.one('code_verifier') === undefined || source?.clientId !== clientId) return undefined;
  return source?.redirectUri;
}
