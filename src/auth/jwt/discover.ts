import { isSecureUrl } from '../secure-url.js';
import { FetchError, type FetchLimits, fetchJson } from './fetch-json.js';

/** RFC 8414 section 3.1 first, then OpenID Connect Discovery 1.0 section 4.1 in both of its readings. */
export function discoveryUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const urls = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  return [...new Set(urls)];
}

function readKeySetUrl(metadata: unknown, issuer: string): string {
  const { issuer: named, jwks_uri: uri } = Object(metadata) as {
    readonly issuer?: unknown;
    readonly jwks_uri?: unknown;
  };
  if (named !== issuer) throw new FetchError('names another issuer than the configured one');
  if (!isSecureUrl(uri, { query: true })) throw new FetchError('has no jwks_uri with https');
  if (issuer.startsWith('https:') && !uri.startsWith('https:')) throw new FetchError('has no jwks_uri with https');
  return uri;
}

/** True when the next place is worth a look: this one has answered that it has no such document. */
function isAbsent(error: unknown): boolean {
  return error instanceof FetchError && error.status !== undefined && error.status >= 400 && error.status < 500;
}

/**
 * Finds the key set of an issuer by its published metadata, whose `issuer` must be the configured one, byte for byte
 * (RFC 8414 section 3.3).
 *
 * @throws FetchError
 */
export async function discoverKeySetUrl(issuer: string, limits: FetchLimits): Promise<string> {
  let last: unknown;
  for (const url of discoveryUrls(issuer)) {
    try {
      return readKeySetUrl(await fetchJson(url, limits), issuer);
    } catch (error) {
      last = error;
      if (!isAbsent(error)) break;
    }
  }
  const reason = last instanceof Error ? last.message : 'is missing';
  throw new FetchError(`could not be found: the metadata of the issuer ${reason}`, { cause: last });
}
