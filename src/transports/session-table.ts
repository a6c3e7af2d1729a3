import { randomBytes } from 'node:crypto';
import type { Principal } from '../auth/principal.js';
import type { Revocations } from '../auth/strategy.js';
import { tryLater } from '../http/http-error.js';
import type { Logger } from '../telemetry/logger.js';
import { watchRevocations } from './revocation-watch.js';

/** What the table needs to know of a session. */
export interface TableSession {
  /** `principalKey` of the caller it belongs to. */
  readonly owner: string;
  /** The caller as last verified. */
  readonly principal: Principal;
  /** `performance.now()` of the last use; `undefined` while calls run or a stream is open. */
  readonly idleSince: number | undefined;
  /** Ends the session from every path. Repeating it does nothing. */
  close(): Promise<void>;
}

export interface SessionTableOptions {
  /** Beyond it 503. */
  readonly maxSessions: number;
  /** Beyond it 429. */
  readonly maxSessionsPerPrincipal: number;
  /** Milliseconds after which an unused session is closed. */
  readonly idleTimeout: number;
  readonly logger: Logger;
  /** Sessions end when the identity of their caller does. */
  readonly revocations?: Revocations | undefined;
}

/** The sessions of one transport, by their unguessable ids. */
export interface SessionTable<S extends TableSession> {
  readonly size: number;
  /**
   * Opens a session under a new id. `create` gets the function that takes it off the table.
   * @throws HttpError 503 when the table is full or draining, 429 when the caller has too many.
   */
  open(owner: string, create: (id: string, remove: () => void) => Promise<S>): Promise<S>;
  /** The session, if it is the caller's own: somebody else's looks like one that does not exist. */
  find(id: string, owner: string): S | undefined;
  /** Opens no more, and closes those for which nothing runs. */
  drain(): void;
  close(): Promise<void>;
}

/** 192 bits of a CSPRNG, in visible ASCII (MCP, Session Management). */
function newSessionId(): string {
  return randomBytes(24).toString('base64url');
}

const RETRY_SECONDS = 30;

/** Sessions are address and state, never a proof of identity: every use is checked against the owner. */
export function createSessionTable<S extends TableSession>(options: SessionTableOptions): SessionTable<S> {
  const { maxSessions, maxSessionsPerPrincipal, idleTimeout, logger } = options;
  const sessions = new Map<string, S>();
  const held = new Map<string, number>();
  let total = 0;
  let draining = false;

  const hold = (owner: string): (() => void) => {
    total += 1;
    held.set(owner, (held.get(owner) ?? 0) + 1);
    return () => {
      total -= 1;
      const left = (held.get(owner) ?? 1) - 1;
      if (left > 0) held.set(owner, left);
      else held.delete(owner);
    };
  };

  const checkRoom = (owner: string): void => {
    if (draining) throw tryLater(503, 'The server is shutting down.', 5);
    if (total >= maxSessions) {
      logger.warn({ maxSessions }, 'The session limit is reached');
      throw tryLater(503, 'The server has no room for another session.', RETRY_SECONDS);
    }
    if ((held.get(owner) ?? 0) < maxSessionsPerPrincipal) return;
    throw tryLater(429, 'You have too many open sessions. End one with DELETE, or wait.', RETRY_SECONDS);
  };

  const closeIdle = (limit: number): void => {
    const before = performance.now() - limit;
    for (const session of [...sessions.values()]) {
      if (session.idleSince !== undefined && session.idleSince <= before) void session.close();
    }
  };

  const reaper = setInterval(closeIdle, Math.max(20, Math.min(idleTimeout / 4, 60_000)), idleTimeout);
  reaper.unref();
  const stopWatching = watchRevocations(options.revocations, { sessions: () => sessions.values(), logger });

  return {
    get size() {
      return sessions.size;
    },
    async open(owner, create) {
      checkRoom(owner);
      const release = hold(owner);
      const id = newSessionId();
      let removed = false;
      const remove = (): void => {
        if (removed) return;
        removed = true;
        sessions.delete(id);
        release();
      };
      try {
        const session = await create(id, remove);
        if (!removed) sessions.set(id, session);
        return session;
      } catch (error) {
        remove();
        throw error;
      }
    },
    find(id, owner) {
      const session = sessions.get(id);
      return session?.owner === owner ? session : undefined;
    },
    drain() {
      draining = true;
      closeIdle(0);
    },
    async close() {
      draining = true;
      clearInterval(reaper);
      stopWatching();
      await Promise.all([...sessions.values()].map((session) => session.close()));
    },
  };
}
