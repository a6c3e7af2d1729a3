import { expandScopes, isScopeToken } from '../../auth/implied-scopes.js';
import type { Principal } from '../../auth/principal.js';
import { createSecret } from '../../auth/secret.js';
import { tenantClaim } from '../../auth/tenant.js';
import { GRANT_CLAIM } from '../provider/token-claims.js';
import type { OAuthSettings } from '../settings.js';
import { TenantFailure, TokenFailure } from './token-failure.js';

type Claims = Readonly<Record<string, unknown>>;

function text(claims: Claims, name: string): string {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw new TokenFailure('The token is not complete.');
}

/** Why this tenant, or none, will not do: a sentence that does not show it; `undefined` when it will. */
export function tenantProblem({ required, rules }: OAuthSettings['tenant'], tenant: unknown): string | undefined {
  return tenant === undefined && !required ? undefined : rules.problem(tenant);
}

function tenantOf(claims: Claims, { tenant }: OAuthSettings): string | undefined {
  const value = tenantClaim(claims, tenant.claim);
  if (value === undefined && !tenant.required) return undefined;
  if (tenant.rules.accepts(value)) return value;
  throw new TenantFailure(tenant.rules.problem(value) ?? 'The tenant is not valid.');
}

/**
 * The caller that the verified claims of one of our access tokens speak of.
 *
 * @throws TokenFailure when a claim is missing, TenantFailure when the tenant is missing or not valid.
 */
export function tokenPrincipal(claims: Claims, token: string, settings: OAuthSettings): Principal {
  const { exp, scope } = claims;
  if (typeof exp !== 'number') throw new TokenFailure('The token is not complete.');
  const scopes = typeof scope === 'string' ? scope.split(' ').filter(isScopeToken) : [];
  const tenant = tenantOf(claims, settings);
  return Object.freeze({
    subject: text(claims, 'sub'),
    issuer: settings.issuer,
    clientId: text(claims, 'client_id'),
    scopes: Object.freeze(expandScopes(scopes, settings.impliedScopes)),
    claims: Object.freeze({ ...claims }),
    expiresAt: exp,
    token: createSecret(token),
    grant: text(claims, GRANT_CLAIM),
    ...(tenant === undefined ? {} : { tenant }),
  });
}
