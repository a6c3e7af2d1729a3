import type { Secret } from '../../auth/secret.js';
import type { Logger } from '../../telemetry/logger.js';
import type { SealedRecords } from './sealed-records.js';

/** A person who may sign in. */
export interface Account {
  /** Stable and unique among the accounts of one login; becomes `sub`. At most 255 characters. */
  readonly subject: string;
  /** The tenant the person belongs to. */
  readonly tenant?: string;
  /** What the person is called on our pages. */
  readonly name?: string;
  /** The most this person can allow an application to do. Default: everything the server offers. */
  readonly scopes?: readonly string[];
  /** Further verified facts about the person. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What somebody typed into our sign-in page. */
export interface SignInAttempt {
  readonly username: string;
  readonly password: string;
  readonly remoteAddress: string | undefined;
}

/**
 * How a sign-in ended. Only `authenticated`, said in so many words and with a complete account, signs anybody in:
 * a login that knows a second factor answers `denied` until that factor has been shown too.
 */
export type SignIn =
  | { readonly status: 'authenticated'; readonly account: Account }
  /** @param reason a sentence that is safe to show to the person and the application. */
  | { readonly status: 'denied'; readonly reason?: string }
  /** @param retryAfter seconds. */
  | { readonly status: 'throttled'; readonly retryAfter: number };

/** How a visit to another provider ended. `invalid` is an answer that does not belong to what was asked. */
export type RedirectSignIn =
  | Extract<SignIn, { readonly status: 'authenticated' | 'denied' }>
  | { readonly status: 'unavailable' }
  | { readonly status: 'invalid' };

/** Why an account is looked up: `refresh` is the moment to ask whether it still exists elsewhere. */
export type Lookup = 'session' | 'refresh';

interface AnyLogin {
  /**
   * The account as it is now, or `undefined` when it is no more: its sessions and refresh tokens then end.
   *
   * @throws AuthenticationError 503 or 429 with `retryAfter` when that cannot be told now; nothing ends then.
   */
  find(subject: string, lookup: Lookup): Promise<Account | undefined>;
}

/** People sign in with name and password on our own page. */
export interface FormLogin extends AnyLogin {
  readonly kind: 'form';
  authenticate(attempt: SignInAttempt): Promise<SignIn>;
}

/** What another provider needs to know to ask somebody to sign in there. */
export interface RedirectRequest {
  /** Single-use, made by us. */
  readonly state: string;
  /** Where that provider sends people back to; registered there. */
  readonly callbackUrl: string;
  /** True when the person wants to choose who to sign in as, even if they are signed in there. */
  readonly freshSignIn?: boolean;
}

/** Where to send somebody, and what to remember until they come back. */
export interface RedirectStart {
  readonly url: string;
  /** Kept sealed on the server and given back to `complete`: nonce, code verifier and the like. */
  readonly memo: string;
}

/** People sign in at another provider and come back. */
export interface RedirectLogin extends AnyLogin {
  readonly kind: 'redirect';
  /** What people know that provider by, such as its host name. */
  readonly provider: string;
  /** @throws when the provider cannot be reached. */
  begin(request: RedirectRequest): Promise<RedirectStart>;
  /** @param answer `url` is the callback with everything in its query. */
  complete(answer: RedirectRequest & { readonly url: URL; readonly memo: string }): Promise<RedirectSignIn>;
  readonly upstreamTokens?: UpstreamTokens;
}

/** Tokens that another provider gave for people who signed in there. They never leave the server. */
export interface UpstreamTokens {
  /**
   * An access token for this account that is good for a while yet, refreshed when it was not. Concurrent callers
   * share one refresh, in other processes too.
   *
   * @param options `refresh` asks for a new one although the old one looks good, because it has been refused.
   * @throws AuthenticationError 401 when only signing in again helps; 503 or 429 with `retryAfter` when waiting does.
   */
  get(subject: string, options?: { readonly refresh?: boolean }): Promise<Secret>;
}

/** What a login gets from the server it belongs to. */
export interface LoginContext {
  /** Persistent, encrypted and shared between processes as far as the server's store is. */
  readonly records: SealedRecords;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /**
   * Why an account cannot come in, or `undefined`. The server refuses whoever cannot; a login that keeps something of
   * people asks, so that it keeps nothing of those.
   */
  readonly problemWith: (account: Account) => string | undefined;
}

/** How people sign in: `localUsers`, `upstream`, or one of your own. Opened once by the server it is given to. */
export type Login = (context: LoginContext) => FormLogin | RedirectLogin;
