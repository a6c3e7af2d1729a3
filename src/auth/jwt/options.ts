import { consoleLogger } from '../../telemetry/console-logger.js';
import type { Logger } from '../../telemetry/logger.js';
import type { ImpliedScopes } from '../implied-scopes.js';
import type { ProtectedResource } from '../protected-resource.js';
import { type TenantRules, tenantRules } from '../tenant.js';
import { asymmetricAlgorithms, type JwtAlgorithm } from './algorithms.js';
import type { Fetch } from './fetch-json.js';
import type { KeyCachePolicy } from './key-source.js';

/** A JWK Set (RFC 7517) of public keys. */
export interface JwtKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

export interface JwtTenantOptions {
  /** Default `tenant_id`. */
  readonly claim?: string;
  /** Whether a token must name a tenant; what it names must be valid in any case. Default true. */
  readonly required?: boolean;
  /** Which names are valid. Default `tenantRules()`: at most 128 of `[A-Za-z0-9_-]`. */
  readonly rules?: TenantRules;
}

/**
 * How keys are fetched and kept. Times are milliseconds. Defaults: `maxAge` 10 minutes, `maxStale` 60 minutes,
 * `cooldown` 10 seconds. So a key that an issuer uses without having published it before is refused for 10 seconds at
 * the most, and only if another unknown key was looked for just before.
 */
export interface JwtKeyFetchOptions extends Partial<KeyCachePolicy> {
  /** For one round of metadata and keys together. Default 5000. */
  readonly timeout?: number;
  /** Largest document, after decompression. Default 1 MiB. */
  readonly maxBytes?: number;
  /** Default: Node's `fetch`. Must honour `redirect` and `signal`. */
  readonly fetch?: Fetch;
}

export interface JwtOptions {
  /** The authorization server, byte for byte as in the `iss` of its tokens. https, or http on loopback. */
  readonly issuer: string;
  /** What `aud` must contain: this server's resource identifier. A URL counts with and without a trailing slash. */
  readonly audience: string | readonly string[];
  /** Where the issuer's keys are. Default: as its metadata say (RFC 8414, then OpenID Connect Discovery). */
  readonly jwksUri?: string;
  /** The issuer's public keys, instead of fetching them. */
  readonly keys?: JwtKeys;
  /** Default: all of `asymmetricAlgorithms`. */
  readonly algorithms?: readonly JwtAlgorithm[];
  /** The header `typ` a token must have, such as `at+jwt` (RFC 9068). Default: `at+jwt`, `JWT` or none. */
  readonly typ?: string;
  /** Seconds that clocks may differ, 0 to 60. Default 5. */
  readonly clockTolerance?: number;
  /** Default: principals have no tenant. */
  readonly tenant?: JwtTenantOptions;
  /** The claim that holds the scopes, as text or list. Default: `scope`, or else `scp`. */
  readonly scopeClaim?: string;
  /** Scopes without which nobody gets in (403). Default none. */
  readonly requiredScopes?: readonly string[];
  /** Scopes that contain others. Default none. */
  readonly impliedScopes?: ImpliedScopes;
  /** The fewest scopes clients should ask for, told in metadata and challenges. Default: `requiredScopes`. */
  readonly scopes?: readonly string[];
  /** As in `protectedResource`. */
  readonly resource?: string;
  readonly keyFetch?: JwtKeyFetchOptions;
  /** Told when keys cannot be fetched. Default: warnings to stderr. */
  readonly logger?: Logger;
}

/** Options with every default filled in. */
export interface JwtSettings {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly jwksUri: string | undefined;
  readonly keys: JwtKeys | undefined;
  readonly algorithms: readonly JwtAlgorithm[];
  readonly typ: string | undefined;
  readonly clockTolerance: number;
  readonly tenant: Required<JwtTenantOptions> | undefined;
  readonly scopeClaims: readonly string[];
  readonly requiredScopes: readonly string[];
  readonly impliedScopes: ImpliedScopes;
  readonly protectedResource: ProtectedResource;
  readonly keyFetch: Required<JwtKeyFetchOptions>;
  readonly logger: Logger;
}

const keyFetchDefaults: Required<JwtKeyFetchOptions> = {
  maxAge: 10 * 60_000,
  maxStale: 60 * 60_000,
  cooldown: 10_000,
  timeout: 5000,
  maxBytes: 1024 * 1024,
  fetch: (url, init) => fetch(url, init),
};

/** Authorization servers and clients disagree on the trailing slash of a resource; nothing else is let differ. */
function bothSlashForms(audience: string): readonly string[] {
  if (!URL.canParse(audience) || !/^https?:/i.test(audience)) return [audience];
  return audience.endsWith('/') ? [audience, audience.slice(0, -1)] : [audience, `${audience}/`];
}

/** Fills in the defaults of options that `checkJwtOptions` has found no fault with. */
export function resolveJwtOptions(options: JwtOptions): JwtSettings {
  const { issuer, audience, requiredScopes = [], scopes = requiredScopes, scopeClaim, tenant, resource } = options;
  return {
    issuer,
    audiences: (typeof audience === 'string' ? [audience] : audience).flatMap(bothSlashForms),
    jwksUri: options.jwksUri,
    keys: options.keys,
    algorithms: options.algorithms ?? asymmetricAlgorithms,
    typ: options.typ,
    clockTolerance: options.clockTolerance ?? 5,
    tenant: tenant && { claim: 'tenant_id', required: true, rules: tenantRules(), ...tenant },
    scopeClaims: scopeClaim === undefined ? ['scope', 'scp'] : [scopeClaim],
    requiredScopes,
    impliedScopes: options.impliedScopes ?? {},
    protectedResource: { authorizationServers: [issuer], scopes, ...(resource !== undefined && { resource }) },
    keyFetch: { ...keyFetchDefaults, ...options.keyFetch },
    logger: options.logger ?? consoleLogger({ level: 'warn' }),
  };
}
