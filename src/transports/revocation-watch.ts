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

/** Questions asked of a strategy at the same time. */
const AT_ONCE = 16;

/** Sessions of one grant share one question. */
function byGrant(sessions: Iterable<RevocableSession>): readonly (readonly RevocableSession[])[] {
  const groups = new Map<unknown, RevocableSession[]>();
  for (const session of sessions) {
    const { grant, issuer } = session.principal;
    const key = grant === undefined ? session : JSON.stringify([issuer, grant]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [session]);
    else group.push(session);
  }
  return [...groups.values()];
}

/** Does `work` on every item, few at a time. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
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
    session.close().catch((error: unknown) => logger.warn({ error }, 'A session could not be ended cleanly'));
  };

  const isOverdue = (session: RevocableSession): boolean => {
    const last = confirmed.get(session);
    return last !== undefined && performance.now() - last >= interval;
  };

  const endOverdue = (late: readonly RevocableSession[]): void => {
    for (const session of late) if (isOverdue(session)) end(session, 'its authorization could not be confirmed');
  };

  /** @param asked when the question was put: what was true then may have changed meanwhile. */
  const settle = (group: readonly RevocableSession[], alive: boolean, asked: number): void => {
    for (const session of group) {
      if (alive) confirmed.set(session, asked);
      else end(session, 'its authorization was revoked');
    }
  };

  const check = async (group: readonly RevocableSession[]): Promise<void> => {
    const [first] = group;
    if (first === undefined) return;
    const asked = performance.now();
    try {
      settle(group, await revocations.isAlive(first.principal), asked);
    } catch (error) {
      logger.warn({ error }, 'Whether a session was revoked cannot be told');
      endOverdue(group);
    }
  };

  const checkAll = async (): Promise<void> => {
    // Answers that do not come are no better than failures: they must not keep a session open.
    if (asking) return endOverdue([...sessions()]);
    asking = true;
    try {
      for (const session of sessions()) if (!confirmed.has(session)) confirmed.set(session, performance.now());
      await each(byGrant(sessions()), check);
    } finally {
      asking = false;
    }
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
