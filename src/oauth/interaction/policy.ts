import type { errors, interactionPolicy } from 'oidc-provider';
import { parameter } from './authorization-request.js';
import { consentTuple, isApproved } from './grants.js';
import type { RememberedConsents } from './remembered-consent.js';

/** The parts of the package `oidc-provider` that are needed at run time. */
export interface OidcModule {
  readonly interactionPolicy: typeof interactionPolicy;
  readonly errors: typeof errors;
}

/**
 * When people are asked: to sign in when nobody is, or their account is gone; to agree every time, unless they have
 * agreed to exactly this before and that is remembered. Native applications are never remembered (RFC 8252 section
 * 8.6). The redirect URI is checked again whenever a stored request is taken up (security.md, T025).
 */
export function createPolicy(oidc: OidcModule, remembered: RememberedConsents): interactionPolicy.DefaultPolicy {
  const { base, Check } = oidc.interactionPolicy;
  const policy = base();
  policy.get('login')?.checks.add(
    new Check('account_gone', 'the account that signed in is no more', (ctx) => {
      const { session, account } = ctx.oidc;
      return session?.accountId !== undefined && account === undefined;
    }),
  );
  policy.get('login')?.checks.add(
    new Check('redirect_uri', 'the redirect_uri is not registered', ({ oidc: { client, params } }) => {
      const uri = parameter(params ?? {}, 'redirect_uri');
      if (uri !== undefined && client?.redirectUriAllowed(uri) !== true) throw new oidc.errors.InvalidRedirectUri();
      return false;
    }),
  );
  policy.get('consent')?.checks.add(
    new Check('not_approved', 'consent is required', 'consent_required', async (ctx) => {
      const consent = consentTuple(ctx);
      return !isApproved(ctx) && (consent === undefined || !(await remembered.has(consent)));
    }),
  );
  return policy;
}
