import type { ImpliedScopes } from '../auth/implied-scopes.js';
import type { TenantRules } from '../auth/tenant.js';
import type { Store } from '../store/store.js';
import type { Logger } from '../telemetry/logger.js';
import type { GuardedFetchOptions } from './clients/guarded-fetch.js';
import type { OAuthClient } from './clients/static-clients.js';
import type { SigningKeyInput } from './keys/rsa-key.js';
import type { Login } from './login/login.js';

/** How long things live, in seconds. */
export interface Lifetimes {
  /** At most 3600. Default 3600 for opaque tokens, 600 for JWTs. */
  readonly accessToken: number;
  /** From sign-in to redemption; at most 600. Default 60. */
  readonly authorizationCode: number;
  /** Since its last use. Default 30 days. */
  readonly refreshToken: number;
  /** After which a person has to allow an application again, however much it is used. Default 365 days. */
  readonly grant: number;
  /** A sign-in in a browser. Default 1 day. */
  readonly session: number;
  /** For signing in and allowing; at most 600. Default 600. */
  readonly interaction: number;
}

/** Limits of dynamic client registration (RFC 7591). The metadata of one client are at most 5120 bytes of JSON. */
export interface RegistrationLimits {
  /** Registrations from one address (IPv6: one /64) within `window`. Default 20. */
  readonly perAddress: number;
  /** Milliseconds. Default one hour. */
  readonly window: number;
  /** Clients at any one time. Default 10000. */
  readonly maxClients: number;
  /** Seconds after its last use that a client is forgotten. Default 90 days. */
  readonly unusedTtl: number;
}

/** Client-id metadata documents: clients that are identified by an https URL (draft-ietf-oauth-client-id-metadata-document). */
export interface ClientIdMetadataOptions {
  /** Hosts documents may be on. Default: every host of the public internet. */
  readonly hosts?: readonly string[];
  /** Documents fetched for one address within a minute. Default 20. */
  readonly fetchesPerMinute?: number;
  /** How documents are fetched; for networks whose names or certificates are their own. */
  readonly fetch?: GuardedFetchOptions;
}

export interface OAuthTenantOptions {
  /** The claim of access tokens and principals. Default `tenant_id`. */
  readonly claim?: string;
  /** Whether everybody must have a tenant. Default true. */
  readonly required?: boolean;
  /** Which names are valid. Default `tenantRules()`. */
  readonly rules?: TenantRules;
}

/** Failures at the token and revocation endpoints before 429, for one client from one address. */
export interface ThrottleOptions {
  /** Default 30. */
  readonly maxFailures: number;
  /** Milliseconds. Default 60000. */
  readonly window: number;
}

export interface OAuthServerOptions {
  /**
   * The URL clients know this authorization server by, without a slash at the end: https, or http on loopback. All
   * its URLs begin with it, whatever a request says its host is. Changing it makes every client register again.
   */
  readonly issuer: string;
  /** How people sign in. */
  readonly login: Login;
  /** Where grants, tokens and clients are kept. Default `memoryStore()`: one process, and gone with it. */
  readonly store?: Store;
  /**
   * Encrypts what is in the store and signs cookies: at least 32 characters. Of several, the first encrypts and all
   * decrypt, so that it can be changed. Needed with a store that outlives the process; a proxy whose secrets do not
   * open the signing keys there refuses to listen.
   */
  readonly secret?: string | readonly string[];
  /** Private RSA keys, the first signs. Default: made once and kept in the store; on loopback, one for development. */
  readonly keys?: readonly SigningKeyInput[];
  /** Seconds after which a key that is kept in the store is succeeded by a new one. Default 90 days. */
  readonly keyRotation?: number;
  /** Applications that are known without registering. */
  readonly clients?: readonly OAuthClient[];
  /** What can be allowed, in words that end “It will be able to …”. Default `{ mcp: 'use the tools of this server' }`. */
  readonly scopes?: Readonly<Record<string, string>> | readonly string[];
  /** For requests that name no scope, and in the metadata and challenges. Default: all of `scopes`. */
  readonly defaultScopes?: readonly string[];
  /** Scopes that contain others. Default none. */
  readonly impliedScopes?: ImpliedScopes;
  /** Resource identifiers tokens are given for, the main one first. Default: the MCP endpoints at the issuer's origin. */
  readonly resources?: readonly string[];
  /** `opaque` tokens end at once when they are revoked; `jwt` tokens are signed with RS256. Default `opaque`. */
  readonly accessTokenFormat?: 'opaque' | 'jwt';
  readonly ttl?: Partial<Lifetimes>;
  /** Default true, within the default limits. */
  readonly registration?: boolean | Partial<RegistrationLimits>;
  /** Default true. */
  readonly clientIdMetadata?: boolean | ClientIdMetadataOptions;
  /** Private-use schemes of redirects, in place of those of known editors (`editorSchemes`). */
  readonly allowedSchemes?: readonly string[];
  /** Default: a tenant is taken over from accounts that have one. */
  readonly tenant?: OAuthTenantOptions;
  readonly throttle?: Partial<ThrottleOptions>;
  /** Seconds in which a refresh token that was just used gives the same answer again. Default 10; 0 for never. */
  readonly refreshGrace?: number;
  /** Milliseconds within which a revocation reaches open sessions, and JWTs, on every process. Default 60000. */
  readonly recheckInterval?: number;
  /** Milliseconds that somebody's answer to exactly the same request is remembered. Default: people are always asked. */
  readonly rememberConsent?: number;
  /** Default: warnings to stderr. */
  readonly logger?: Logger;
}
