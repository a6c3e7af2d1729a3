import { AuthenticationError } from '../../auth/strategy.js';
import type { Logger } from '../../telemetry/logger.js';
import type { RefreshLock } from './refresh-lock.js';
import type { UpstreamClient } from './upstream-client.js';
import { readUpstreamFailure, type UpstreamFailure } from './upstream-failure.js';
import type { UpstreamAnswer, UpstreamSession, UpstreamSessions } from './upstream-session.js';

export interface UpstreamRefreshOptions {
  readonly client: () => Promise<UpstreamClient>;
  readonly sessions: UpstreamSessions;
  readonly lock: RefreshLock;
  readonly tokenParameters: Readonly<Record<string, string>>;
  /** What to keep of an answer; `undefined` when it is about somebody else, or somebody who cannot come in any more. */
  readonly read: (answer: UpstreamAnswer, previous: UpstreamSession) => UpstreamSession | undefined;
  readonly logger: Logger;
  readonly now: () => number;
}

/**
 * Gives the session of a subject, with an access token that is good for a while yet.
 *
 * @param refused the access token the caller knows to be no good; default: none.
 * @throws AuthenticationError 401, 429 or 503.
 */
export type UpstreamRefresh = (subject: string, refused?: string) => Promise<UpstreamSession>;

/** Tokens are replaced this many milliseconds before they end. */
const MARGIN = 60_000;
const QUIET_SECONDS = 5;
const MAX_QUIET = 10_000;

export function signInAgain(cause?: unknown): AuthenticationError {
  return new AuthenticationError('The sign-in at the upstream provider has ended.', { status: 401, cause });
}

function tryLater({ status, retryAfter }: Partial<UpstreamFailure>, cause?: unknown): AuthenticationError {
  return new AuthenticationError('The upstream provider does not answer now.', {
    status: status === 429 ? 429 : 503,
    retryAfter: retryAfter ?? QUIET_SECONDS,
    cause,
  });
}

/** True when an access token is about to end, and something can be done about it. */
export function isDue(session: UpstreamSession, now: number): boolean {
  return session.expiresAt !== undefined && session.expiresAt - MARGIN <= now;
}

/** How long to leave the provider alone about a subject, after it could not answer; bounded. */
function createQuietTimes(now: () => number) {
  const quiet = new Map<string, { readonly until: number; readonly error: AuthenticationError }>();
  return {
    check(subject: string): void {
      const found = quiet.get(subject);
      if (found === undefined) return;
      if (found.until > now()) throw found.error;
      quiet.delete(subject);
    },
    begin(subject: string, error: AuthenticationError): void {
      const [oldest] = quiet.keys();
      if (quiet.size >= MAX_QUIET && oldest !== undefined) quiet.delete(oldest);
      quiet.set(subject, { until: now() + (error.retryAfter ?? QUIET_SECONDS) * 1000, error });
    },
  };
}

async function ask(options: UpstreamRefreshOptions, previous: UpstreamSession): Promise<UpstreamSession> {
  const { client, sessions, tokenParameters, read, logger } = options;
  const { account, refreshToken } = previous;
  if (refreshToken === undefined) throw signInAgain();
  try {
    const { openid, configuration } = await client();
    const answer = await openid.refreshTokenGrant(configuration, refreshToken, { ...tokenParameters });
    const session = read(answer, previous);
    if (session !== undefined) {
      await sessions.save(session);
      return session;
    }
    logger.warn(
      {},
      'The upstream provider answered a refresh for another account, or one that cannot come in; the sign-in has ended',
    );
  } catch (error) {
    const failure = readUpstreamFailure(error);
    const level = failure.error === 'invalid_grant' ? 'info' : 'warn';
    const { kind, error: reason, status, detail } = failure;
    logger[level]({ kind, reason, status, detail }, 'A refresh at the upstream provider failed');
    if (failure.error !== 'invalid_grant') throw tryLater(failure, error);
  }
  await sessions.end(account.subject);
  throw signInAgain();
}

/**
 * Refreshes upstream tokens when they are due. Of many callers one asks the provider and all get its answer; a
 * provider that cannot answer is left alone for as long as it says. `invalid_grant` ends the session; any other
 * failure leaves it as it is.
 */
export function createUpstreamRefresh(options: UpstreamRefreshOptions): UpstreamRefresh {
  const { sessions, lock, now } = options;
  const underWay = new Map<string, Promise<UpstreamSession>>();
  const quiet = createQuietTimes(now);

  const current = async (subject: string, refused: string | undefined) => {
    const session = await sessions.get(subject);
    if (session === undefined) throw signInAgain();
    const good = !isDue(session, now()) && session.accessToken !== refused;
    return { session, good };
  };
  const renew = async (subject: string, refused: string | undefined): Promise<UpstreamSession> => {
    quiet.check(subject);
    const renewed = await lock.alone(subject, async () => {
      // Another process may have been quicker.
      const { session, good } = await current(subject, refused);
      return good ? session : ask(options, session);
    });
    if (renewed === undefined) throw tryLater({});
    return renewed;
  };
  const start = (subject: string, refused: string | undefined): Promise<UpstreamSession> => {
    const renewing = renew(subject, refused)
      .catch((error: unknown) => {
        if (error instanceof AuthenticationError && error.status !== 401) quiet.begin(subject, error);
        throw error;
      })
      .finally(() => underWay.delete(subject));
    underWay.set(subject, renewing);
    return renewing;
  };

  return async (subject, refused) => {
    const { session, good } = await current(subject, refused);
    return good ? session : (underWay.get(subject) ?? start(subject, refused));
  };
}
