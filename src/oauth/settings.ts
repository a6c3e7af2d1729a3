import { hkdfSync, randomBytes } from 'node:crypto';
import type { ImpliedScopes } from '../auth/implied-scopes.js';
import { tenantRules } from '../auth/tenant.js';
import { memoryStore } from '../store/memory-store.js';
import type { Store } from '../store/store.js';
import { consoleLogger } from '../telemetry/console-logger.js';
import type { Logger } from '../telemetry/logger.js';
import type { ClientMetadata, MetadataRules } from './clients/client-metadata.js';
import { editorSchemes } from './clients/redirect-uri.js';
import { staticClients } from './clients/static-clients.js';
import type { RsaKey } from './keys/rsa-key.js';
import type { Login } from './login/login.js';
import type {
  ClientIdMetadataOptions,
  Lifetimes,
  OAuthServerOptions,
  OAuthTenantOptions,
  RegistrationLimits,
  ThrottleOptions,
} from './options.js';

/** Options with every default filled in. */
export interface OAuthSettings {
  readonly issuer: string;
  readonly login: Login;
  readonly store: Store;
  /** At least one. */
  readonly secrets: readonly [string, ...string[]];
  /** Sign cookies, the first signs. */
  readonly cookieKeys: readonly string[];
  readonly keys: readonly RsaKey[];
  /** Seconds. */
  readonly keyRotation: number;
  readonly clients: readonly ClientMetadata[];
  /** Scope to what it means; empty where there are no words for it. */
  readonly scopes: ReadonlyMap<string, string>;
  readonly defaultScopes: readonly string[];
  readonly impliedScopes: ImpliedScopes;
  readonly resources: readonly string[] | undefined;
  readonly accessTokenFormat: 'opaque' | 'jwt';
  readonly ttl: Lifetimes;
  readonly registration: RegistrationLimits | undefined;
  readonly clientIdMetadata: ClientIdMetadataOptions | undefined;
  readonly metadataRules: MetadataRules;
  readonly tenant: Required<OAuthTenantOptions>;
  readonly throttle: ThrottleOptions;
  readonly refreshGrace: number;
  readonly recheckInterval: number;
  readonly rememberConsent: number | undefined;
  readonly logger: Logger;
}

/** How clients may prove who they are (security.md, section 4.1). */
export const clientAuthMethods = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;

const DAY = 86_400;

const lifetimes: Omit<Lifetimes, 'accessToken'> = {
  authorizationCode: 60,
  refreshToken: 30 * DAY,
  grant: 365 * DAY,
  session: DAY,
  interaction: 600,
};

const registrationLimits: RegistrationLimits = {
  perAddress: 20,
  window: 3_600_000,
  maxClients: 10_000,
  unusedTtl: 90 * DAY,
};

/** Scope to its words, in the order given. */
export function readScopes(scopes: OAuthServerOptions['scopes']): ReadonlyMap<string, string> {
  if (scopes === undefined) return new Map([['mcp', 'use the tools of this server']]);
  if (Array.isArray(scopes)) return new Map(scopes.map((scope) => [scope, '']));
  return new Map(Object.entries(scopes));
}

export function metadataRulesOf({ allowedSchemes = editorSchemes }: OAuthServerOptions): MetadataRules {
  return { schemes: new Set(allowedSchemes), authMethods: clientAuthMethods };
}

function readSecrets(secret: OAuthServerOptions['secret']): readonly [string, ...string[]] {
  const [first, ...others] = secret === undefined || typeof secret === 'string' ? [secret] : secret;
  return [first ?? randomBytes(32).toString('base64url'), ...others.filter((text) => text !== undefined)];
}

function cookieKey(secret: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', 'mcp-rest-proxy oauth cookies', 32)).toString('base64url');
}

function on<T>(choice: boolean | T | undefined): T | Record<string, never> | undefined {
  if (choice === false) return undefined;
  return choice === undefined || choice === true ? {} : choice;
}

/** Fills in the defaults of options that `checkOptions` has found no fault with. */
export function resolveOptions(options: OAuthServerOptions, keys: readonly RsaKey[]): OAuthSettings {
  const { accessTokenFormat = 'opaque', clients = [], tenant } = options;
  const scopes = readScopes(options.scopes);
  const secrets = readSecrets(options.secret);
  const metadataRules = metadataRulesOf(options);
  const registration = on(options.registration);
  return {
    issuer: options.issuer,
    login: options.login,
    store: options.store ?? memoryStore(),
    secrets,
    cookieKeys: secrets.map(cookieKey),
    keys,
    keyRotation: options.keyRotation ?? 90 * DAY,
    clients: staticClients(clients, metadataRules),
    scopes,
    defaultScopes: options.defaultScopes ?? [...scopes.keys()],
    impliedScopes: options.impliedScopes ?? {},
    resources: options.resources,
    accessTokenFormat,
    ttl: { accessToken: accessTokenFormat === 'jwt' ? 600 : 3600, ...lifetimes, ...options.ttl },
    registration: registration && { ...registrationLimits, ...registration },
    clientIdMetadata: on(options.clientIdMetadata),
    metadataRules,
    tenant: { claim: 'tenant_id', required: tenant !== undefined, rules: tenantRules(), ...tenant },
    throttle: { maxFailures: 30, window: 60_000, ...options.throttle },
    refreshGrace: options.refreshGrace ?? 10,
    recheckInterval: options.recheckInterval ?? 60_000,
    rememberConsent: options.rememberConsent,
    logger: options.logger ?? consoleLogger({ level: 'warn' }),
  };
}
