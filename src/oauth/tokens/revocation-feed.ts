import type { Store, Unsubscribe } from '../../store/store.js';
import type { Logger } from '../../telemetry/logger.js';

/** Tells every process that a grant has ended. What is missed here is found when grants are looked at again. */
export interface RevocationFeed {
  announce(grant: string): Promise<void>;
  /** True when this process has heard that the grant has ended. */
  hasEnded(grant: string): boolean;
  /** Answers the end of the subscription. */
  subscribe(listener: (grant: string) => void): () => void;
  close(): Promise<void>;
}

const CHANNEL = 'oauth:revocations';
const RETRY = 5000;
const MAX_REMEMBERED = 10_000;

export function createRevocationFeed(store: Store, logger: Logger): RevocationFeed {
  const ended = new Set<string>();
  const listeners = new Set<(grant: string) => void>();
  let stop: Unsubscribe | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const hear = (grant: string): void => {
    if (!/^[\w-]{43}$/.test(grant) || ended.has(grant)) return;
    const [oldest] = ended;
    if (ended.size >= MAX_REMEMBERED && oldest !== undefined) ended.delete(oldest);
    ended.add(grant);
    for (const listener of listeners) listener(grant);
  };

  const listen = async (): Promise<void> => {
    try {
      stop = await store.subscribe(CHANNEL, hear);
      if (closed) await stop();
    } catch (error) {
      if (closed) return;
      logger.warn({ error }, 'Revocations of other processes cannot be heard; grants are still looked at regularly');
      retry = setTimeout(() => void listen(), RETRY);
      retry.unref();
    }
  };
  void listen();

  return {
    async announce(grant) {
      hear(grant);
      try {
        await store.publish(CHANNEL, grant);
      } catch (error) {
        logger.warn({ error }, 'A revocation could not be told to other processes; they will find out by themselves');
      }
    },
    hasEnded: (grant) => ended.has(grant),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      await stop?.();
    },
  };
}
