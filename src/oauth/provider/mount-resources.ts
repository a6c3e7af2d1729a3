import { identifierOf, type ProtectedResource } from '../../auth/protected-resource.js';
import type { AuthMount } from '../../auth/strategy.js';
import { isLoopbackHost } from '../../http/loopback.js';
import { loopbackHosts } from '../clients/redirect-uri.js';

/** The origin, or on loopback every name under which a client on this machine may dial it. */
function originsOf(origin: string): readonly string[] {
  const { protocol, hostname, port } = new URL(origin);
  if (!isLoopbackHost(hostname)) return [origin];
  const others = [...loopbackHosts].map((host) => `${protocol}//${host}${port === '' ? '' : `:${port}`}`);
  return [...new Set([origin, ...others])];
}

/** The identifiers of the MCP endpoints of a mount, the main one first: what the metadata of RFC 9728 call them. */
export function mountResources(
  description: ProtectedResource,
  mount: Pick<AuthMount, 'origin' | 'path' | 'resources'>,
  issuer: string,
): readonly string[] {
  const origins = originsOf(mount.origin ?? new URL(issuer).origin);
  const identifiers = origins.flatMap((origin) =>
    mount.resources.map((path) => identifierOf(description, { base: `${origin}${mount.path}`, path })),
  );
  return [...new Set(identifiers.filter((identifier) => identifier !== undefined))];
}
