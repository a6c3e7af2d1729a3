import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import type { Account } from './login.js';
import type { SealedRecords } from './sealed-records.js';
import { isAccount } from './verdict.js';

/** What is kept of a person who signed in upstream. */
export interface UpstreamSession {
  readonly account: Account;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** Milliseconds since the epoch; `undefined` when the provider did not say. */
  readonly expiresAt: number | undefined;
}

/** A successful answer of the provider's token endpoint. */
export type UpstreamAnswer = TokenEndpointResponse & TokenEndpointResponseHelpers;

function optional<T>(value: unknown, is: (value: unknown) => value is T): T | undefined {
  return is(value) ? value : undefined;
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';

function read(value: unknown): UpstreamSession | undefined {
  const { account, accessToken, refreshToken, expiresAt } = Object(value) as Record<string, unknown>;
  if (!isAccount(account) || !isString(accessToken)) return undefined;
  return {
    account,
    accessToken,
    refreshToken: optional(refreshToken, isString),
    expiresAt: optional(expiresAt, isNumber),
  };
}

/** What to keep of an answer; a refresh that brings no new refresh token leaves the old one in force. */
export function sessionFrom(
  account: Account,
  answer: UpstreamAnswer,
  now: number,
  previous?: UpstreamSession,
): UpstreamSession {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer;
  return {
    account,
    accessToken,
    refreshToken: refreshToken ?? previous?.refreshToken,
    expiresAt: seconds === undefined ? undefined : now + seconds * 1000,
  };
}

/** Where the sessions are. */
export interface UpstreamSessions {
  get(subject: string): Promise<UpstreamSession | undefined>;
  save(session: UpstreamSession): Promise<void>;
  end(subject: string): Promise<void>;
  /** Lets a session live on because it was used. */
  keep(subject: string): Promise<void>;
}

/** @param ttl milliseconds a session is kept after it was last used. */
export function createUpstreamSessions(records: SealedRecords, ttl: number): UpstreamSessions {
  return {
    get: async (subject) => read(await records.get(subject)),
    save: (session) => records.set(session.account.subject, session, ttl),
    end: (subject) => records.delete(subject),
    keep: (subject) => records.touch(subject, ttl),
  };
}
