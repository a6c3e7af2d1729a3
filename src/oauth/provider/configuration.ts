import type { Adapter, Client, Configuration, errors, KoaContextWithOIDC } from 'oidc-provider';
import { MAX_METADATA } from '../clients/client-metadata.js';
import type { KeyRing } from '../keys/key-source.js';
import { clientAuthMethods, type OAuthSettings } from '../settings.js';
import { scopePolicy } from './request-policy.js';
import type { KnownResources } from './resources.js';
import { ownScopes, resourceIndicators } from './resources.js';

/** The configuration that comes from pages and sign-in. */
export type InteractionConfiguration = Pick<
  Configuration,
  'findAccount' | 'interactions' | 'loadExistingGrant' | 'renderError'
>;

export interface ConfigurationParts {
  readonly settings: OAuthSettings;
  readonly resources: KnownResources;
  readonly keys: KeyRing;
  readonly errors: typeof errors;
  readonly adapter: (model: string) => Adapter;
  readonly interaction: InteractionConfiguration;
  readonly extraTokenClaims: NonNullable<Configuration['extraTokenClaims']>;
  readonly fetch: NonNullable<Configuration['fetch']>;
  readonly allowDocument: (ctx: KoaContextWithOIDC, clientId: string) => boolean;
}

/** Where the endpoints are, below the issuer. 2025-03-26 clients without metadata rely on the first three. */
export const endpointPaths = {
  authorization: '/authorize',
  token: '/token',
  registration: '/register',
  revocation: '/revoke',
  jwks: '/jwks',
} as const;

/** Documents have been held to their limit before, and then been given what we infer, and their id. */
const MAX_DOCUMENT = 2 * MAX_METADATA;
const MAX_KEYS = 64 * 1024;

/** `__Host-` only where the path is `/` (security.md, T039); browsers refuse both prefixes without https. */
function cookieNames(secure: boolean) {
  const [host, prefix] = secure ? ['__Host-', '__Secure-'] : ['', ''];
  return { session: `${host}oauth_session`, interaction: `${prefix}oauth_step`, resume: `${prefix}oauth_resume` };
}

function cookies({ issuer, cookieKeys }: OAuthSettings): NonNullable<Configuration['cookies']> {
  const secure = issuer.startsWith('https:');
  const shared = { httpOnly: true, sameSite: 'lax' as const, secure, signed: true };
  return { names: cookieNames(secure), keys: cookieKeys, long: { ...shared, path: '/' }, short: shared };
}

/** A client may end its own tokens only; a public one is told nothing about others' (RFC 7009 section 2.1). */
function mayRevoke({ InvalidRequest }: typeof errors) {
  return (_ctx: KoaContextWithOIDC, client: Client, token: { readonly clientId?: string | undefined }): boolean => {
    if (token.clientId === client.clientId) return true;
    if (client.tokenEndpointAuthMethod === 'none') return false;
    throw new InvalidRequest('client is not authorized to revoke the presented token');
  };
}

function features(parts: ConfigurationParts): NonNullable<Configuration['features']> {
  const { settings, resources, errors: kinds } = parts;
  const off = { enabled: false };
  return {
    devInteractions: off,
    dPoP: off,
    pushedAuthorizationRequests: off,
    rpInitiatedLogout: off,
    userinfo: off,
    registration: { enabled: settings.registration !== undefined, issueRegistrationAccessToken: false },
    revocation: { enabled: true, allowedPolicy: mayRevoke(kinds) },
    resourceIndicators: resourceIndicators(settings, resources, kinds),
    ...(settings.clientIdMetadata === undefined
      ? {}
      : { clientIdMetadataDocument: { enabled: true, ack: 'draft-02', allowFetch: parts.allowDocument } }),
  };
}

function lifetimes({ ttl }: OAuthSettings): NonNullable<Configuration['ttl']> {
  return {
    AccessToken: ttl.accessToken,
    AuthorizationCode: ttl.authorizationCode,
    Grant: ttl.grant,
    IdToken: 3600,
    Interaction: ttl.interaction,
    RefreshToken: ttl.refreshToken,
    Session: ttl.session,
  };
}

/** The library's configuration: security.md section 4.1, protocol.md section 13. */
export function createConfiguration(parts: ConfigurationParts): Configuration {
  const { settings, keys, adapter, interaction, errors: kinds } = parts;
  return {
    ...interaction,
    adapter,
    clients: settings.clients.map((client) => ({ client_id: '', ...client })),
    clientAuthMethods: [...clientAuthMethods],
    clientBasedCORS: () => true,
    clientDefaults: {
      grant_types: ['authorization_code', 'refresh_token'],
      id_token_signed_response_alg: 'RS256',
      // The request is held to `query` in front of the library; errors of token-like response types go into the fragment.
      response_modes: ['query', 'fragment'],
      response_types: ['code'],
    },
    claims: { openid: ['sub'] },
    clockTolerance: 5,
    cookies: cookies(settings),
    enabledJWA: {
      clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      idTokenSigningAlgValues: ['RS256'],
    },
    expiresWithSession: () => false,
    extraParams: { scope: scopePolicy(settings, kinds) },
    extraTokenClaims: parts.extraTokenClaims,
    features: features(parts),
    fetch: parts.fetch,
    fetchResponseBodyLimits: {
      'client_id metadata document': MAX_DOCUMENT,
      jwks_uri: MAX_KEYS,
      sector_identifier_uri: MAX_KEYS,
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    jwks: { keys: [...keys] },
    pkce: { required: () => true },
    responseTypes: ['code'],
    revokeGrantPolicy: () => true,
    rotateRefreshToken: true,
    routes: endpointPaths,
    scopes: [...ownScopes, ...settings.scopes.keys()],
    subjectTypes: ['public'],
    ttl: lifetimes(settings),
  };
}
