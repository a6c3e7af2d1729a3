import type { Principal } from './principal.js';

function isStringList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** A bare text in place of a `Secret` would be printed with the principal. */
function isSecret(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function';
}

/** True for a complete principal: what a strategy answers is looked at before it is believed. */
export function isPrincipal(value: unknown): value is Principal {
  if (typeof value !== 'object' || value === null) return false;
  const { subject, issuer, scopes, claims, tenant, clientId, expiresAt, token, grant } = value as Record<
    string,
    unknown
  >;
  return (
    isName(subject) &&
    isName(issuer) &&
    (scopes === 'all' || isStringList(scopes)) &&
    typeof claims === 'object' &&
    claims !== null &&
    (tenant === undefined || isName(tenant)) &&
    (clientId === undefined || isName(clientId)) &&
    (expiresAt === undefined || Number.isFinite(expiresAt)) &&
    (token === undefined || isSecret(token)) &&
    (grant === undefined || isName(grant))
  );
}
