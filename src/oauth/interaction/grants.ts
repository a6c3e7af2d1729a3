import type { KoaContextWithOIDC } from 'oidc-provider';
import { parameter } from './authorization-request.js';
import { accountOf } from './find-account.js';
import type { ConsentTuple, RememberedConsents } from './remembered-consent.js';

type OidcGrant = NonNullable<KoaContextWithOIDC['oidc']['grant']>;

/** What somebody who pressed “Allow” leaves in the interaction's result. Only our POST handlers write it. */
export const approval = { consent: { approved: true } } as const;

/** Scopes about the person and the connection; nobody's list of scopes has to name them. */
const ownScopes = new Set(['openid', 'profile', 'email', 'offline_access']);

export function isApproved({ oidc }: KoaContextWithOIDC): boolean {
  return oidc.result?.consent?.approved === true;
}

/** What is being agreed to; `undefined` while nobody is signed in. */
export function consentTuple({ oidc }: KoaContextWithOIDC): ConsentTuple | undefined {
  const redirectUri = parameter(oidc.params ?? {}, 'redirect_uri');
  if (oidc.account === undefined || oidc.client === undefined || redirectUri === undefined) return undefined;
  return {
    subject: oidc.account.accountId,
    clientId: oidc.client.clientId,
    redirectUri,
    scopes: [...oidc.requestParamScopes],
    resources: Object.keys(oidc.resourceServers ?? {}),
  };
}

/** The scopes of a request that this account may grant, and the others: both are recorded, or they would be asked for again. */
function divide({ oidc }: KoaContextWithOIDC, offered: (scope: string) => boolean) {
  const most = accountOf(oidc.account)?.scopes;
  const asked = [...oidc.requestParamScopes].filter(offered);
  const may = (scope: string) => most === undefined || ownScopes.has(scope) || most.includes(scope);
  return { granted: asked.filter(may), rejected: asked.filter((scope) => !may(scope)) };
}

function fill(grant: OidcGrant, ctx: KoaContextWithOIDC): void {
  const { oidc } = ctx;
  const known = divide(ctx, (scope) => oidc.requestParamOIDCScopes.has(scope));
  if (known.granted.length > 0) grant.addOIDCScope(known.granted);
  if (known.rejected.length > 0) grant.rejectOIDCScope(known.rejected);
  grant.addOIDCClaims(oidc.requestParamClaims);
  for (const [resource, server] of Object.entries(oidc.resourceServers ?? {})) {
    const { granted, rejected } = divide(ctx, (scope) => server.scopes.has(scope));
    if (granted.length > 0) grant.addResourceScope(resource, granted);
    if (rejected.length > 0) grant.rejectResourceScope(resource, rejected);
  }
}

async function createGrant(ctx: KoaContextWithOIDC, consent: ConsentTuple): Promise<OidcGrant> {
  const { Grant } = ctx.oidc.provider;
  const grant = new Grant({ accountId: consent.subject, clientId: consent.clientId });
  fill(grant, ctx);
  await grant.save();
  return grant;
}

/** True when the person is about to be asked in any case. */
function willAsk({ oidc }: KoaContextWithOIDC): boolean {
  return oidc.promptPending('login') || oidc.promptPending('consent') || oidc.client?.applicationType === 'native';
}

/**
 * `loadExistingGrant` of `oidc-provider`, and the only place where grants are made. Each approval gets a grant of its
 * own, for exactly the scopes asked for as far as the account may give them: revoking one connection leaves the
 * others alone. Without an approval, or a remembered one, there is none and the person is asked.
 */
export function createLoadGrant(remembered: RememberedConsents) {
  return async (ctx: KoaContextWithOIDC): Promise<OidcGrant | undefined> => {
    const consent = consentTuple(ctx);
    if (consent === undefined) return undefined;
    if (isApproved(ctx)) {
      const grant = await createGrant(ctx, consent);
      await remembered.remember(consent);
      return grant;
    }
    return !willAsk(ctx) && (await remembered.has(consent)) ? createGrant(ctx, consent) : undefined;
  };
}
