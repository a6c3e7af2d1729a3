import type { errors, FindAccount, KoaContextWithOIDC, Account as ProviderAccount } from 'oidc-provider';
import { AuthenticationError } from '../../auth/strategy.js';
import type { Account } from '../login/login.js';
import { isAccount } from '../login/verdict.js';
import type { Desk } from './desk.js';

/** The account of our login behind the account that `oidc-provider` holds. */
export function accountOf(account: ProviderAccount | undefined): Account | undefined {
  return isAccount(account?.account) ? account.account : undefined;
}

/** The login's provider cannot answer now: 503 or 429, and nothing of ours ends (RFC 6749 section 5.2 has no code). */
function unavailable(ctx: KoaContextWithOIDC, error: AuthenticationError, oidc: { errors: typeof errors }): Error {
  if (error.retryAfter !== undefined) ctx.set('Retry-After', String(error.retryAfter));
  const answer = new oidc.errors.OIDCProviderError(error.status, 'temporarily_unavailable', { cause: error });
  return Object.assign(answer, { expose: true, error_description: 'The sign-in provider does not answer. Try again.' });
}

/**
 * `findAccount` of `oidc-provider`. A refresh token asks whether the account still exists elsewhere; without an
 * account, or with one that cannot come in any more, the library answers `invalid_grant`.
 */
export function createFindAccount(
  { login, problemWith }: Pick<Desk, 'login' | 'problemWith'>,
  oidc: { errors: typeof errors },
): FindAccount {
  return async (ctx, sub, token) => {
    try {
      const account = await login.find(sub, token?.kind === 'RefreshToken' ? 'refresh' : 'session');
      if (!isAccount(account) || account.subject !== sub || problemWith(account) !== undefined) return undefined;
      return { accountId: sub, account, claims: async () => ({ ...account.claims, sub }) };
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      if (error.status === 503 || error.status === 429) throw unavailable(ctx, error, oidc);
      return undefined;
    }
  };
}
