import type { Client, errors, KoaContextWithOIDC, ResourceServer } from 'oidc-provider';
import { accountOf } from '../interaction/find-account.js';
import type { OAuthSettings } from '../settings.js';

/** The resource identifiers tokens are given for, the main one first (RFC 8707). */
export interface KnownResources {
  readonly main: string;
  has(resource: string): boolean;
}

/** @param resources at least one. */
export function knownResources(resources: readonly [string, ...string[]]): KnownResources {
  const known = new Set(resources);
  return { main: resources[0], has: (resource) => known.has(resource) };
}

/** Scopes about the person and the connection: nobody's list of scopes has to name them. */
export const ownScopes: readonly string[] = ['openid', 'offline_access'];

/** What the server offers, cut down to what the client has registered and the account may give (T032). */
function scopesFor(settings: OAuthSettings, ctx: KoaContextWithOIDC, client: Client): readonly string[] {
  const registered = client.scope?.split(' ');
  const most = accountOf(ctx.oidc.account)?.scopes;
  return [...settings.scopes.keys()].filter(
    (scope) => (registered?.includes(scope) ?? true) && (most?.includes(scope) ?? true),
  );
}

/** The `resourceIndicators` feature of `oidc-provider` (security.md, section 4.1; T028, T048, T049). */
export function resourceIndicators(
  settings: OAuthSettings,
  resources: KnownResources,
  { InvalidTarget }: Pick<typeof errors, 'InvalidTarget'>,
) {
  const { accessTokenFormat, ttl } = settings;
  return {
    enabled: true,
    defaultResource(_ctx: KoaContextWithOIDC, _client?: Client, oneOf?: readonly string[]): string {
      if (oneOf === undefined || oneOf.includes(resources.main)) return resources.main;
      return oneOf[0] ?? resources.main;
    },
    useGrantedResource: () => true,
    getResourceServerInfo(ctx: KoaContextWithOIDC, resource: string, client: Client): ResourceServer {
      if (!resources.has(resource)) throw new InvalidTarget();
      return {
        scope: scopesFor(settings, ctx, client).join(' '),
        audience: resource,
        accessTokenTTL: ttl.accessToken,
        accessTokenFormat,
        ...(accessTokenFormat === 'jwt' ? { jwt: { sign: { alg: 'RS256' as const } } } : {}),
      };
    },
  };
}
