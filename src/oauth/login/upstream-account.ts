import type { IDToken } from 'openid-client';
import type { Account } from './login.js';

/** What tells about the token and not about the person (OpenID Connect Core section 2). */
const protocolClaims = new Set([
  'iss',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'nonce',
  'azp',
  'sid',
  'auth_time',
  'at_hash',
  'c_hash',
  's_hash',
  'amr',
  'acr',
]);

type Claims = Readonly<Record<string, unknown>>;

function text(claims: Claims, name: string): string | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** True when nothing is missing that the account is made from, so that the userinfo endpoint need not be asked. */
export function claimsSuffice(claims: Claims, tenantClaim: string | undefined): boolean {
  const named = ['name', 'preferred_username', 'email'].some((name) => text(claims, name) !== undefined);
  return named && (tenantClaim === undefined || text(claims, tenantClaim) !== undefined);
}

/** The account behind an ID token; `undefined` when the tenant it must have is not in it. */
export function accountFrom(idToken: IDToken, more: Claims, tenantClaim: string | undefined): Account | undefined {
  const claims = Object.fromEntries(
    Object.entries({ ...more, ...idToken }).filter(([name]) => !protocolClaims.has(name) && name !== 'sub'),
  );
  const tenant = tenantClaim === undefined ? undefined : text(claims, tenantClaim);
  if (tenantClaim !== undefined && tenant === undefined) return undefined;
  const name = text(claims, 'name') ?? text(claims, 'preferred_username') ?? text(claims, 'email');
  return {
    subject: idToken.sub,
    claims,
    ...(name === undefined ? {} : { name }),
    ...(tenant === undefined ? {} : { tenant }),
  };
}
