import { ConfigurationError, type Problem } from '../errors.js';
import { checkScopes } from './implied-scopes.js';
import { checkSecureUrl } from './secure-url.js';

/** What OAuth clients must know of this server to get a token for it (RFC 9728). */
export interface ProtectedResource {
  /** Issuers of accepted tokens, byte for byte as they name themselves. At least one. */
  readonly authorizationServers: readonly string[];
  /** The fewest scopes a client should ask for; published, and named in challenges. May be empty. */
  readonly scopes: readonly string[];
  /**
   * The resource identifier, published for every MCP path at or below it. Default, and for all other paths: the URL
   * that clients dial.
   */
  readonly resource?: string;
  /** Name for people. */
  readonly name?: string;
  /** Page for developers. */
  readonly documentation?: string;
}

export interface ProtectedResourceOptions extends Omit<ProtectedResource, 'scopes'> {
  /** Default none. */
  readonly scopes?: readonly string[];
}

/** Scopes that no client should be told to ask for (MCP, Refresh Tokens and Scope Minimization). */
const unpublishable = new Set(['offline_access', '*', 'all']);

/** What is wrong with the scopes and addresses that are published. */
export function checkPublished(
  place: string,
  { scopes = [], resource, documentation }: Partial<ProtectedResourceOptions>,
): readonly Problem[] {
  const greedy = scopes.filter((scope) => unpublishable.has(scope));
  const fix = 'Publish the fewest scopes a client needs; offline_access is for the client to ask.';
  return [
    ...(resource === undefined ? [] : checkSecureUrl(`${place}.resource`, resource)),
    ...(documentation === undefined ? [] : checkSecureUrl(`${place}.documentation`, documentation, { query: true })),
    ...checkScopes(`${place}.scopes`, scopes),
    ...greedy.map((scope) => ({ place: `${place}.scopes`, message: `"${scope}" must not be published.`, fix })),
  ];
}

/** What is wrong with the description of a protected resource. */
export function checkProtectedResource(place: string, options: ProtectedResourceOptions): readonly Problem[] {
  const { authorizationServers } = options;
  return [
    ...(authorizationServers.length > 0 ? [] : [{ place, message: 'there is no authorization server.' }]),
    ...authorizationServers.flatMap((issuer) => checkSecureUrl(`${place}.authorizationServers`, issuer)),
    ...checkPublished(place, options),
  ];
}

/**
 * Describes an OAuth-protected MCP server. A strategy that carries it as `protectedResource` gets the metadata
 * documents of RFC 9728 served and its challenges pointed at them.
 *
 * @throws ConfigurationError with every mistake.
 */
export function protectedResource(options: ProtectedResourceOptions): ProtectedResource {
  const problems = checkProtectedResource('protectedResource', options);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return Object.freeze({ ...options, scopes: Object.freeze([...(options.scopes ?? [])]) });
}

/** One description for strategies that stand side by side; the first one's words win. */
export function mergeProtectedResources(resources: readonly ProtectedResource[]): ProtectedResource | undefined {
  const [first] = resources;
  if (first === undefined || resources.length === 1) return first;
  const identifier = resources.find(({ resource }) => resource !== undefined)?.resource;
  return {
    ...first,
    ...(identifier !== undefined && { resource: identifier }),
    authorizationServers: [...new Set(resources.flatMap(({ authorizationServers }) => authorizationServers))],
    scopes: [...new Set(resources.flatMap(({ scopes }) => scopes))],
  };
}

/** Where RFC 9728 section 3 puts the metadata, in front of the path of the resource. */
export const METADATA_PATH = '/.well-known/oauth-protected-resource';

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

function covers(identifier: string, url: string): boolean {
  const [whole, part] = [new URL(identifier), new URL(url)];
  return whole.origin === part.origin && withSlash(part.pathname).startsWith(withSlash(whole.pathname));
}

/**
 * The resource identifier of one MCP endpoint.
 *
 * @param base URL in front of `path` as clients dial it, when it is known.
 * @returns undefined when neither `base` nor the description tells the host: it is never taken from a header.
 */
export function identifierOf(
  { resource }: ProtectedResource,
  { base, path }: { readonly base: string | undefined; readonly path: string },
): string | undefined {
  const front = base ?? (resource === undefined ? undefined : new URL(resource).origin);
  if (front === undefined) return undefined;
  const dialled = `${front}${path}`;
  return resource !== undefined && covers(resource, dialled) ? resource : dialled;
}

/** Where the metadata of one MCP endpoint is, as reached through the same front as the endpoint itself. */
export function metadataUrl(
  { resource }: ProtectedResource,
  { base, path }: { readonly base: string | undefined; readonly path: string },
): string | undefined {
  const front = base ?? (resource === undefined ? undefined : new URL(resource).origin);
  return front === undefined ? undefined : `${front}${METADATA_PATH}${path}`;
}
