/**
 * The public API of `mcp-rest-proxy/oauth`: the built-in authorization server. It needs the package `oidc-provider`;
 * `upstream` needs `openid-client` besides.
 */

export type { GuardedFetchOptions, ResolvedAddress } from './clients/guarded-fetch.js';
export { editorSchemes } from './clients/redirect-uri.js';
export type { OAuthClient } from './clients/static-clients.js';
export type { SigningKeyInput } from './keys/rsa-key.js';
export { type OAuthServer, oauthServer } from './oauth-server.js';
export type {
  ClientIdMetadataOptions,
  Lifetimes,
  OAuthServerOptions,
  OAuthTenantOptions,
  RegistrationLimits,
  ThrottleOptions,
} from './options.js';
export type { IssuedToken, TokenRequest } from './tokens/issue-token.js';
