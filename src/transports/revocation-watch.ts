import type { Principal } from '../auth/principal.js';
import type { Revocations } from '../auth/strategy.js';
import type { Logger } from '../telemetry/logger.js';

/** What can be ended when its caller has lost the right to it. */
export interface RevocableSession {
  /** As it was last verified. */
  readonly principal: Principal;
  close(): Promise<void>;
}

export interface RevocationWatchOptions {
  readonly sessions: () => Iterable<RevocableSession>;
  readonly logger: Logger;
}

/** Sessions of one grant share one question. */
function createAsking({ isAlive }: Revocations) {
  const answers = new Map<string, Promise<boolean>>();
  return (principal: Principal): Promise<boolean> => {
    const { grant } = principal;
    if (grant === undefined) return isAlive(principal);
    const answer = answers.get(grant) ?? isAlive(principal);
    answers.set(grant, answer);
    return answer;
  };
}

/**
 * Ends sessions whose identity was revoked: as soon as the strategy tells, and by asking regularly, since it may not
 * have been told itself. When nobody can answer for a whole interval, sessions end too (security.md, T060).
 *
 * @returns the end of it.
 */
export function watchRevocations(revocations: Revocations | undefined, options: RevocationWatchOptions): () => void {
  if (revocations === undefined) return () => undefined;
  const { sessions, logger } = options;
  const interval = revocations.recheckInterval;
  const confirmed = new WeakMap<RevocableSession, number>();
  let asking = false;

  const end = (session: RevocableSession, reason: string): void => {
    const { subject, clientId } = session.principal;
    logger.info({ subject, clientId, reason }, 'A session was ended');
    void session.close();
  };

  const isOverdue = (session: RevocableSession): boolean => {
    const last = confirmed.get(session) ?? performance.now();
    confirmed.set(session, last);
    return performance.now() - last >= interval;
  };

  const check = async (session: RevocableSession, ask: (principal: Principal) => Promise<boolean>): Promise<void> => {
    try {
      if (!(await ask(session.principal))) return end(session, 'its authorization was revoked');
      confirmed.set(session, performance.now());
    } catch (error) {
      logger.warn({ error }, 'Whether a session was revoked cannot be told');
      if (isOverdue(session)) end(session, 'its authorization could not be confirmed');
    }
  };

  const checkAll = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const ask = createAsking(revocations);
    for (const session of [...sessions()]) await check(session, ask);
    asking = false;
  };

  const stop = revocations.subscribe((affects) => {
    for (const session of [...sessions()])
      if (affects(session.principal)) end(session, 'its authorization was revoked');
  });
  const timer = setInterval(() => void checkAll(), interval / 2);
  timer.unref();
  return () => {
    clearInterval(timer);
    stop();
  };
}
