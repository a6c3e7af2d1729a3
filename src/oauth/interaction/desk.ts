import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { Logger } from '../../telemetry/logger.js';
import type { Account, FormLogin, RedirectLogin } from '../login/login.js';
import type { SealedRecords } from '../login/sealed-records.js';
import type { ScopeDescriptions } from '../pages/scope-words.js';
import type { Csrf, FormOwner } from './csrf.js';
import type { SignedCookies } from './signed-cookies.js';

/** What the handlers of our pages work with. */
export interface Desk {
  readonly provider: Provider;
  readonly login: FormLogin | RedirectLogin;
  /** Why an account cannot come in, as a sentence for its person. */
  readonly problemWith: (account: Account) => string | undefined;
  /** Without a trailing slash. */
  readonly issuer: string;
  readonly origin: string;
  /** What people know this server by. */
  readonly host: string;
  readonly cookies: SignedCookies;
  readonly csrf: Csrf;
  /** Sign-ins that are under way at another provider, by `state`. */
  readonly journeys: SealedRecords;
  readonly scopeDescriptions: ScopeDescriptions;
  /** Ids of the clients that whoever runs this server has registered. */
  readonly knownClients: ReadonlySet<string>;
  readonly remembersConsent: boolean;
  /** Milliseconds a login may take to answer. */
  readonly loginTimeout: number;
  readonly logger: Logger;
}

/** An interaction as `oidc-provider` keeps it. */
export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;
export type Client = NonNullable<Awaited<ReturnType<Provider['Client']['find']>>>;

/** One request to the page of one interaction. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly interaction: Interaction;
  readonly client: Client;
}

const BROWSER = 'mcp-browser';

/** The path of an interaction's page. */
export function interactionPath(issuer: string, uid: string): string {
  return `${new URL(issuer).pathname.replace(/\/$/, '')}/interaction/${uid}`;
}

/** The browser's own random name, if it has one. */
export function browserOf({ cookies }: Desk, request: IncomingMessage): string | undefined {
  return cookies.read(request, BROWSER);
}

/** Whom a form on the page of this visit belongs to; a browser that comes for the first time gets its name. */
export function formOwner(desk: Desk, { request, response, interaction }: Visit): FormOwner {
  const known = browserOf(desk, request);
  const browser = known ?? randomBytes(16).toString('base64url');
  if (known === undefined) desk.cookies.write(response, BROWSER, browser);
  return { browser, uid: interaction.uid, step: interaction.prompt.name };
}
