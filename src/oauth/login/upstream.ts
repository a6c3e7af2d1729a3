import { createSecret } from '../../auth/secret.js';
import { AuthenticationError } from '../../auth/strategy.js';
import type {
  Account,
  Login,
  LoginContext,
  RedirectLogin,
  RedirectRequest,
  RedirectSignIn,
  UpstreamTokens,
} from './login.js';
import { createRefreshLock } from './refresh-lock.js';
import { accountFrom, claimsSuffice } from './upstream-account.js';
import { createUpstreamClient, type UpstreamClient } from './upstream-client.js';
import { readUpstreamFailure } from './upstream-failure.js';
import {
  assertOpenidClient,
  readUpstreamOptions,
  type UpstreamOptions,
  type UpstreamSettings,
} from './upstream-options.js';
import { createUpstreamRefresh, isDue, type UpstreamRefresh } from './upstream-refresh.js';
import {
  createUpstreamSessions,
  sessionFrom,
  type UpstreamAnswer,
  type UpstreamSession,
  type UpstreamSessions,
} from './upstream-session.js';

interface Upstream {
  readonly settings: UpstreamSettings;
  readonly context: LoginContext;
  readonly client: () => Promise<UpstreamClient>;
  readonly sessions: UpstreamSessions;
  readonly refresh: UpstreamRefresh;
}

interface Memo {
  readonly nonce: string;
  readonly verifier: string;
}

function readMemo(memo: string): Memo {
  const { nonce, verifier } = JSON.parse(memo) as Partial<Memo>;
  if (nonce === undefined || verifier === undefined)
    throw new TypeError('The memo of an upstream sign-in is incomplete.');
  return { nonce, verifier };
}

async function begin({ client, settings }: Upstream, { state, callbackUrl, freshSignIn }: RedirectRequest) {
  const { openid, configuration } = await client();
  const [nonce, verifier] = [openid.randomNonce(), openid.randomPKCECodeVerifier()];
  const url = openid.buildAuthorizationUrl(configuration, {
    ...(freshSignIn === true ? { prompt: 'login' } : {}),
    ...settings.authorizationParameters,
    redirect_uri: callbackUrl,
    scope: settings.scopes.join(' '),
    state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, memo: JSON.stringify({ nonce, verifier } satisfies Memo) };
}

/** The ID token may say little; the userinfo endpoint is asked only when something is missing. */
async function moreClaims(
  { settings, context }: Upstream,
  { openid, configuration }: UpstreamClient,
  answer: UpstreamAnswer,
) {
  const idToken = answer.claims();
  const endpoint = configuration.serverMetadata().userinfo_endpoint;
  if (idToken === undefined || endpoint === undefined || claimsSuffice(idToken, settings.tenantClaim)) return {};
  try {
    return await openid.fetchUserInfo(configuration, answer.access_token, idToken.sub);
  } catch (error) {
    context.logger.debug({ reason: readUpstreamFailure(error).kind }, 'The upstream userinfo endpoint gave no claims');
    return {};
  }
}

async function readAccount(
  upstream: Upstream,
  client: UpstreamClient,
  answer: UpstreamAnswer,
): Promise<Account | undefined> {
  const idToken = answer.claims();
  if (idToken === undefined) return undefined;
  return accountFrom(idToken, await moreClaims(upstream, client, answer), upstream.settings.tenantClaim);
}

/** Nothing is kept of somebody the server is about to refuse, nor what was kept of them before. */
function keep({ context, sessions }: Upstream, session: UpstreamSession): Promise<void> {
  const { account } = session;
  return context.problemWith(account) === undefined ? sessions.save(session) : sessions.end(account.subject);
}

async function redeem(upstream: Upstream, url: URL, state: string, memo: string): Promise<RedirectSignIn> {
  const { settings, context } = upstream;
  const { nonce, verifier } = readMemo(memo);
  const client = await upstream.client();
  const answer = await client.openid.authorizationCodeGrant(
    client.configuration,
    url,
    { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    { ...settings.tokenParameters },
  );
  const account = await readAccount(upstream, client, answer);
  if (account === undefined) {
    context.logger.warn({ claim: settings.tenantClaim }, 'Somebody without a tenant was refused');
    return { status: 'denied', reason: 'This account does not belong to a tenant.' };
  }
  await keep(upstream, sessionFrom(account, answer, context.now()));
  return { status: 'authenticated', account };
}

function failed({ context }: Upstream, error: unknown): RedirectSignIn {
  const { kind, error: reason, status, detail } = readUpstreamFailure(error);
  if (kind === 'refused') {
    context.logger.info({ reason }, 'The upstream provider signed nobody in');
    return { status: 'denied' };
  }
  context.logger.warn({ kind, reason, status, detail }, 'A sign-in at the upstream provider failed');
  return { status: kind };
}

function rereadAccount(settings: UpstreamSettings, answer: UpstreamAnswer, { account }: UpstreamSession) {
  const idToken = answer.claims();
  if (idToken === undefined) return account;
  if (idToken.sub !== account.subject) return undefined;
  return accountFrom(idToken, account.claims, settings.tenantClaim);
}

/** A refresh is also the moment to ask whether the account still exists. */
async function find(upstream: Upstream, subject: string, refreshing: boolean): Promise<Account | undefined> {
  const { sessions, refresh, context } = upstream;
  const session = await sessions.get(subject);
  if (session === undefined || !refreshing) return session?.account;
  await sessions.keep(subject);
  if (session.refreshToken === undefined || !isDue(session, context.now())) return session.account;
  try {
    return (await refresh(subject)).account;
  } catch (error) {
    if (error instanceof AuthenticationError && error.status === 401) return undefined;
    throw error;
  }
}

function tokensOf({ sessions, refresh }: Upstream): UpstreamTokens {
  return {
    async get(subject, options = {}) {
      const refused = options.refresh === true ? (await sessions.get(subject))?.accessToken : undefined;
      return createSecret((await refresh(subject, refused)).accessToken);
    },
  };
}

function open(settings: UpstreamSettings, context: LoginContext): Upstream {
  const { records, logger, now } = context;
  const client = createUpstreamClient(settings);
  const sessions = createUpstreamSessions(records.under('upstream'), settings.accountTtl);
  const hold = settings.timeout * 2;
  const lock = createRefreshLock(records.under('lock'), { hold, patience: settings.timeout });
  const refresh = createUpstreamRefresh({
    client,
    sessions,
    lock,
    logger,
    now,
    tokenParameters: settings.tokenParameters,
    read: (answer, previous) => {
      const account = rereadAccount(settings, answer, previous);
      if (account === undefined || context.problemWith(account) !== undefined) return undefined;
      return sessionFrom(account, answer, now(), previous);
    },
  });
  return { settings, context, client, sessions, refresh };
}

/**
 * People sign in at another OpenID provider (Keycloak, Entra ID, Auth0, Google…), after they have agreed on our own
 * page. Authorization code with PKCE, `state`, `nonce` and `iss` checked (RFC 9700 section 2.1.1, RFC 9207). The
 * account's subject is the provider's `sub`. Register `<issuer of this server>/login/callback` there.
 *
 * The provider's tokens stay on this server, encrypted in its store, for `upstreamTokens` and for asking, whenever
 * one of our refresh tokens is used, whether the account still exists.
 *
 * @throws ConfigurationError with all mistakes at once.
 * @throws MissingPeerError when `openid-client` is not installed.
 */
export function upstream(options: UpstreamOptions): Login {
  const settings = readUpstreamOptions(options);
  assertOpenidClient();
  return (context): RedirectLogin => {
    const opened = open(settings, context);
    return {
      kind: 'redirect',
      provider: settings.displayName,
      begin: (request) => begin(opened, request),
      complete: ({ url, state, memo }) => redeem(opened, url, state, memo).catch((error) => failed(opened, error)),
      find: (subject, lookup) => find(opened, subject, lookup === 'refresh'),
      upstreamTokens: tokensOf(opened),
    };
  };
}
