import type { JWTPayload } from 'jose';
import { expandScopes, isScopeToken } from '../implied-scopes.js';
import type { Principal } from '../principal.js';
import { createSecret } from '../secret.js';
import { tenantClaim } from '../tenant.js';
import type { JwtSettings } from './options.js';

/** A verified caller who may not come in because of their tenant. */
export class TenantError extends Error {
  override readonly name = 'TenantError';
}

function scopesOf(claims: JWTPayload, names: readonly string[]): readonly string[] {
  const name = names.find((candidate) => Object.hasOwn(claims, candidate));
  const value = name === undefined ? undefined : claims[name];
  const list: readonly unknown[] = typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
  return [...new Set(list.filter(isScopeToken))];
}

function tenantOf(claims: JWTPayload, tenant: JwtSettings['tenant']): string | undefined {
  if (tenant === undefined) return undefined;
  const value = tenantClaim(claims, tenant.claim);
  if (value === undefined && !tenant.required) return undefined;
  if (tenant.rules.accepts(value)) return value;
  throw new TenantError(tenant.rules.problem(value) ?? 'The tenant is not valid.');
}

function clientOf({ client_id: id, azp }: JWTPayload): string | undefined {
  return [id, azp].find((value): value is string => typeof value === 'string' && value !== '');
}

/** A token that is accepted only because clocks may differ ends when that tolerance does. */
function endOf({ exp = 0 }: JWTPayload, tolerance: number): number {
  return exp * 1000 > Date.now() ? exp : exp + tolerance;
}

/**
 * The caller that verified claims speak of.
 *
 * @throws TenantError when the tenant is missing or not valid.
 */
export function principalOf(claims: JWTPayload, token: string, settings: JwtSettings): Principal {
  const tenant = tenantOf(claims, settings.tenant);
  const clientId = clientOf(claims);
  return Object.freeze({
    subject: claims.sub ?? '',
    issuer: settings.issuer,
    scopes: Object.freeze(expandScopes(scopesOf(claims, settings.scopeClaims), settings.impliedScopes)),
    claims: Object.freeze(claims),
    expiresAt: endOf(claims, settings.clockTolerance),
    token: createSecret(token),
    ...(clientId !== undefined && { clientId }),
    ...(tenant !== undefined && { tenant }),
  });
}
