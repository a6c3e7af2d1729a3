import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConfigurationError } from '../errors.js';
import { identifierOf, METADATA_PATH, type ProtectedResource } from './protected-resource.js';
import type { AuthMount, AuthRoute, AuthStrategy } from './strategy.js';

/** Metadata is public; every web page may read it. */
const openToAll = { 'Access-Control-Allow-Origin': '*', 'X-Content-Type-Options': 'nosniff' };
const METHODS = 'GET, HEAD, OPTIONS';

function sendJson(response: ServerResponse, status: number, value: object, headers: Record<string, string> = {}): void {
  const body = Buffer.from(JSON.stringify(value));
  const type = { 'Content-Type': 'application/json', 'Content-Length': body.byteLength, 'Cache-Control': 'no-store' };
  response.writeHead(status, { ...type, ...openToAll, ...headers }).end(body);
}

function sendPreflight(response: ServerResponse): void {
  const allowed = { 'Access-Control-Allow-Methods': METHODS, 'Access-Control-Allow-Headers': '*' };
  response.writeHead(204, { ...openToAll, ...allowed, 'Access-Control-Max-Age': '600' }).end();
}

/** Answers with what `find` gives, or with a 404 in JSON. */
function serve(find: (request: IncomingMessage) => object | undefined): AuthRoute['handle'] {
  return (request, response) => {
    const { method } = request;
    if (method === 'OPTIONS') return sendPreflight(response);
    if (method !== 'GET' && method !== 'HEAD') {
      return sendJson(response, 405, { error: `Use one of: ${METHODS}.` }, { Allow: METHODS });
    }
    const document = find(request);
    if (document !== undefined) return sendJson(response, 200, document);
    return sendJson(response, 404, { error: 'There is no protected resource of this name here.' });
  };
}

/** The metadata document of one MCP endpoint (RFC 9728 section 2), when its URL is known. */
export function resourceMetadata(
  resource: ProtectedResource,
  endpoint: { readonly base: string | undefined; readonly path: string },
): object | undefined {
  const identifier = identifierOf(resource, endpoint);
  if (identifier === undefined) return undefined;
  const { authorizationServers, scopes, name, documentation } = resource;
  return {
    resource: identifier,
    authorization_servers: authorizationServers,
    ...(scopes.length > 0 && { scopes_supported: scopes }),
    bearer_methods_supported: ['header'],
    ...(name !== undefined && { resource_name: name }),
    ...(documentation !== undefined && { resource_documentation: documentation }),
  };
}

/** Clients refuse an identifier that is not the URL they dial, or above it (RFC 9728 section 3.3). */
function checkIdentifier(resource: ProtectedResource, { origin, path, resources }: AuthMount): void {
  const { resource: identifier } = resource;
  if (identifier === undefined || resources.length === 0) return;
  const base = `${origin ?? new URL(identifier).origin}${path}`;
  if (resources.some((endpoint) => identifierOf(resource, { base, path: endpoint }) === identifier)) return;
  const message = `"${identifier}" is neither the URL of an MCP endpoint nor above one.`;
  const fix = `Leave it out, or use one such as "${base}${resources[0]}".`;
  throw new ConfigurationError([{ place: 'protectedResource.resource', message, fix }]);
}

/**
 * The metadata documents of every MCP endpoint: at the path that RFC 9728 gives it at the root of the host, at the
 * same path below the mount, which a reverse proxy is sure to pass on, and the main endpoint's without a suffix. Every
 * other suffix is a 404 in JSON.
 *
 * @throws ConfigurationError when the resource identifier and the public URL have nothing in common.
 */
export function resourceRoutes(resource: ProtectedResource, mount: AuthMount): readonly AuthRoute[] {
  checkIdentifier(resource, mount);
  const documentOf = (path: string) =>
    serve((request) => resourceMetadata(resource, { base: mount.baseOf(request), path }));
  const handlers = new Map<string, AuthRoute['handle']>();
  const [main] = mount.resources;
  if (main !== undefined) handlers.set(METADATA_PATH, documentOf(main));
  for (const path of mount.resources) {
    for (const suffix of [`${mount.path}${path}`, path]) handlers.set(`${METADATA_PATH}${suffix}`, documentOf(path));
  }
  return [
    ...[...handlers].map(([path, handle]) => ({ path, handle })),
    { path: `${METADATA_PATH}/`, below: true, handle: serve(() => undefined) },
  ];
}

/** Everything that a strategy has served to everybody: its own routes and the metadata of what it protects. */
export function authRoutes({ protectedResource, routes }: AuthStrategy, mount: AuthMount): readonly AuthRoute[] {
  const metadata = protectedResource === undefined ? [] : resourceRoutes(protectedResource, mount);
  return [...metadata, ...(routes?.(mount) ?? [])];
}
