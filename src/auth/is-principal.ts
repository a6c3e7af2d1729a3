import type { Principal } from './principal.js';

function isStringList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** True for a complete principal: what a strategy answers is looked at before it is believed. */
export function isPrincipal(value: unknown): value is Principal {
  if (typeof value !== 'object' || value === null) return false;
  const { subject, issuer, scopes, claims, tenant, clientId, expiresAt } = value as Record<string, unknown>;
  return (
    isName(subject) &&
    isName(issuer) &&
    (scopes === 'all' || isStringList(scopes)) &&
    typeof claims === 'object' &&
    claims !== null &&
    (tenant === undefined || isName(tenant)) &&
    (clientId === undefined || isName(clientId)) &&
    (expiresAt === undefined || Number.isFinite(expiresAt))
  );
}
