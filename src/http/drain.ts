import type { Listener } from './listener.js';

/** Something that finishes what it has begun, and can be cut short. */
export interface Drainable {
  /** Settles when nothing runs any more. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const FLUSH_TIME = 1000;
const FLUSH_STEP = 20;

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

/** Lets the last bytes out before connections are cut: `server.close()` alone waits for streams for ever. */
async function closeListener(listener: Listener): Promise<void> {
  const step = setInterval(() => listener.stop(), FLUSH_STEP);
  await within(FLUSH_TIME, listener.closed);
  clearInterval(step);
  await listener.close();
}

/**
 * Shuts down in the order that loses nothing: no new connections; running calls finish, for at most `timeout`
 * milliseconds; streams get a last event and end; then every connection is closed.
 */
export async function drainAndClose(
  listener: Listener | undefined,
  parts: readonly Drainable[],
  timeout: number,
): Promise<void> {
  listener?.stop();
  await within(timeout, Promise.all(parts.map((part) => part.drain())));
  await Promise.all(parts.map((part) => part.close()));
  if (listener !== undefined) await closeListener(listener);
}
