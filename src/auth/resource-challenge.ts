import { bearerChallenge } from './challenge.js';
import { metadataUrl, type ProtectedResource } from './protected-resource.js';

/** The part of a request that a challenge speaks of. */
export interface ChallengedRequest {
  readonly endpoint?: { readonly path: string; readonly base: string | undefined };
}

export interface ChallengeReason {
  /** RFC 6750 section 3.1; left out when no credential was sent. */
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | undefined;
  readonly description?: string | undefined;
  /** Every scope the request needs. Default: the published ones. */
  readonly scopes?: readonly string[];
}

const REALM = 'mcp';
const MAX_DESCRIPTION = 300;

/**
 * The `WWW-Authenticate` value of a refusal: with a protected resource, one that clients can follow to its metadata
 * and its authorization server (RFC 9728 section 5.1; MCP, Authorization).
 */
export function challengeFor(
  resource: ProtectedResource | undefined,
  { endpoint }: ChallengedRequest,
  { error, description, scopes }: ChallengeReason = {},
): string {
  const wanted = scopes ?? resource?.scopes ?? [];
  const parameters = {
    error,
    error_description: error === undefined ? undefined : description?.slice(0, MAX_DESCRIPTION),
    resource_metadata: resource && endpoint && metadataUrl(resource, endpoint),
    scope: wanted.length > 0 ? wanted.join(' ') : undefined,
  };
  const bare = resource === undefined || Object.values(parameters).every((value) => value === undefined);
  return bearerChallenge(bare ? { realm: REALM, ...parameters } : parameters);
}
