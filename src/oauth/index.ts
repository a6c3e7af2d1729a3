/**
 * The public API of `mcp-rest-proxy/oauth`: the built-in authorization server. It needs the package `oidc-provider`;
 * `upstream` needs `openid-client` besides.
 */

export type { GuardedFetchOptions, ResolvedAddress } from './clients/guarded-fetch.js';
export { editorSchemes } from './clients/redirect-uri.js';
export type { OAuthClient } from './clients/static-clients.js';
export type { SigningKeyInput } from './keys/rsa-key.js';
export type { AttemptLimits } from './login/attempt-limiter.js';
export { type LocalUsersOptions, localUsers } from './login/local-users.js';
export type {
  Account,
  FormLogin,
  Login,
  LoginContext,
  Lookup,
  RedirectLogin,
  RedirectRequest,
  RedirectSignIn,
  RedirectStart,
  SignIn,
  SignInAttempt,
  UpstreamTokens,
} from './login/login.js';
export { hashPassword, type PasswordCost } from './login/password.js';
export type { SealedRecords } from './login/sealed-records.js';
export { upstream } from './login/upstream.js';
export type { UpstreamOptions } from './login/upstream-options.js';
export type { LocalUser } from './login/user-entries.js';
export type { UserSourceOptions } from './login/user-source.js';
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
