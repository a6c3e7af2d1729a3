import type { AccessToken, KoaContextWithOIDC } from 'oidc-provider';
import { accountOf } from '../interaction/find-account.js';
import type { Account } from '../login/login.js';
import type { OAuthSettings } from '../settings.js';
import { grantReference } from '../storage/record-names.js';

/** The claim that names the grant a token was given under, so that it ends with it. */
export const GRANT_CLAIM = 'grant';

/** Claims of an access token that nobody's account may write (RFC 9068 section 2.2). */
export const reservedClaims: ReadonlySet<string> = new Set([
  GRANT_CLAIM,
  'acr',
  'act',
  'amr',
  'aud',
  'auth_time',
  'authorization_details',
  'client_id',
  'cnf',
  'exp',
  'iat',
  'iss',
  'jti',
  'nbf',
  'scope',
  'sid',
  'sub',
]);

/** Accounts of tokens that are made without a request. */
export type AccountsOfTokens = WeakMap<object, Account>;

/** `extraTokenClaims` of `oidc-provider`: grant, tenant and the facts the login knows about the person. */
export function createTokenClaims({ tenant }: OAuthSettings, accounts: AccountsOfTokens) {
  return (ctx: KoaContextWithOIDC | undefined, token: object & Partial<Pick<AccessToken, 'grantId'>>) => {
    const account = accounts.get(token) ?? accountOf(ctx?.oidc.account);
    const facts = Object.entries(account?.claims ?? {}).filter(
      ([name]) => !reservedClaims.has(name) && name !== tenant.claim,
    );
    return {
      ...Object.fromEntries(facts),
      ...(account?.tenant === undefined ? {} : { [tenant.claim]: account.tenant }),
      ...(token.grantId === undefined ? {} : { [GRANT_CLAIM]: grantReference(token.grantId) }),
    };
  };
}
