import type Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import type { AuthRoute } from '../../auth/strategy.js';
import type { Store } from '../../store/store.js';
import type { Logger } from '../../telemetry/logger.js';
import type { Account, Login, Lookup, UpstreamTokens } from '../login/login.js';
import type { Sealer } from '../login/seal.js';
import { createSealedRecords } from '../login/sealed-records.js';
import type { ScopeDescriptions } from '../pages/scope-words.js';
import { createCsrf } from './csrf.js';
import { type Desk, interactionPath } from './desk.js';
import { createFindAccount } from './find-account.js';
import { createLoadGrant } from './grants.js';
import { createPolicy, type OidcModule } from './policy.js';
import { createRememberedConsents } from './remembered-consent.js';
import { createRenderError } from './render-error.js';
import { serveCallback, serveInteraction } from './serve.js';
import { createSignedCookies } from './signed-cookies.js';

export interface InteractionOptions {
  /** The issuer's URL as clients and browsers see it. */
  readonly issuer: string;
  readonly login: Login;
  /** Why an account cannot come in, as a sentence for its person, or `undefined`. Default: every account can. */
  readonly problemWith?: (account: Account) => string | undefined;
  /** Shared by all processes of this server. */
  readonly store: Store;
  readonly sealer: Sealer;
  /** Sign cookies and forms. The first is used, all are believed. */
  readonly secrets: readonly [string, ...string[]];
  readonly logger: Logger;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
  /** Milliseconds a person's agreement to exactly the same request is remembered. Default: never. */
  readonly rememberConsent?: number;
  /** What scopes allow, a line each below “It will be able to”. */
  readonly scopeDescriptions?: ScopeDescriptions;
  /** Ids of the clients that are configured, so that their names need not be doubted. Default none. */
  readonly knownClients?: readonly string[];
  /** Milliseconds a login may take to answer. Default 30 s. */
  readonly loginTimeout?: number;
}

/** What the configuration of `oidc-provider` takes from the pages. Spread it, whole. */
export type InteractionConfiguration = Required<
  Pick<Configuration, 'interactions' | 'findAccount' | 'loadExistingGrant' | 'renderError'>
>;

/** The people-facing half of the authorization server. */
export interface Interactions {
  /** To be spread into the configuration. @param oidc the package `oidc-provider`. */
  configure(oidc: OidcModule): InteractionConfiguration;
  /** `/interaction/…` and `/login/callback`, below the issuer's path. */
  routes(provider: Provider): readonly AuthRoute[];
  /** The path of an interaction's page. */
  interactionUrl(uid: string): string;
  /** The account as the login knows it now. */
  findAccount(subject: string, lookup: Lookup): Promise<Account | undefined>;
  /** What an upstream login keeps for people, for the credential `upstreamToken()`. */
  readonly upstreamTokens: UpstreamTokens | undefined;
}

/**
 * Pages for sign-in, consent and errors, and the rules around them, for an `oidc-provider` that is configured with
 * `configure` and has its `interactions` served by `routes`. Its interaction and resume cookies must be signed and
 * `SameSite=Lax`; `expiresWithSession` should be off, since our sessions end with the browser.
 */
export function createInteractions(options: InteractionOptions): Interactions {
  const {
    login: open,
    store,
    sealer,
    secrets,
    logger,
    now = Date.now,
    rememberConsent,
    problemWith = () => undefined,
    loginTimeout = 30_000,
  } = options;
  const issuer = options.issuer.replace(/\/$/, '');
  const { host, origin, protocol } = new URL(issuer);
  const records = createSealedRecords(store, sealer);
  const login = open({ records: records.under('account'), logger, now, problemWith });
  const remembered = createRememberedConsents(records.under('consent'), rememberConsent);
  const shared: Omit<Desk, 'provider'> = {
    login,
    problemWith,
    issuer,
    origin,
    host,
    cookies: createSignedCookies({ secrets, secure: protocol === 'https:' }),
    csrf: createCsrf({ secrets, records: records.under('form'), now }),
    journeys: records.under('journey'),
    scopeDescriptions: options.scopeDescriptions ?? {},
    knownClients: new Set(options.knownClients),
    remembersConsent: rememberConsent !== undefined,
    loginTimeout,
    logger,
  };
  const interactionUrl = (uid: string) => interactionPath(issuer, uid);
  return {
    interactionUrl,
    findAccount: (subject, lookup) => login.find(subject, lookup),
    upstreamTokens: login.kind === 'redirect' ? login.upstreamTokens : undefined,
    configure: (oidc) => ({
      interactions: { url: (_ctx, { uid }) => interactionUrl(uid), policy: createPolicy(oidc, remembered) },
      findAccount: createFindAccount({ login, problemWith }, oidc),
      loadExistingGrant: createLoadGrant(remembered),
      renderError: createRenderError(host),
    }),
    routes: (provider) => {
      const desk: Desk = { ...shared, provider };
      return [
        { path: '/interaction', below: true, handle: (request, response) => serveInteraction(desk, request, response) },
        { path: '/login/callback', handle: (request, response) => serveCallback(desk, request, response) },
      ];
    },
  };
}
