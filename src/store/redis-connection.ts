import type { RedisClient } from './redis-client.js';
import { StoreUnavailableError, type Unsubscribe } from './store.js';

/** One connection for commands, and one for messages once somebody listens. */
export interface RedisConnection {
  /** @throws StoreUnavailableError when there is no answer in time, or an error that is not about the key's type. */
  run(args: readonly string[]): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<Unsubscribe>;
  close(): Promise<void>;
}

/** A client that connects by itself and is used only while it is connected. */
interface Line {
  readonly client: RedisClient;
  /** @throws StoreUnavailableError as soon as it is known that there is no connection. */
  ready(): Promise<void>;
}

/** A key that holds something else than a record of ours: junk, and as good as absent (faults.md, F32). */
export function isWrongType(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('WRONGTYPE');
}

function unavailable(reason: string, cause?: unknown): StoreUnavailableError {
  return new StoreUnavailableError('redis', reason, cause === undefined ? undefined : { cause });
}

function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(unavailable(`no answer within ${milliseconds} ms.`)), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function openLine(client: RedisClient, timeout: number): Line {
  const waiting = new Set<{ resolve: () => void; reject: (error: Error) => void }>();
  let failure: unknown;
  const settle = (act: (waiter: { resolve: () => void; reject: (error: Error) => void }) => void): void => {
    for (const waiter of waiting) act(waiter);
    waiting.clear();
  };
  client.on('error', (error: unknown) => {
    failure = error;
    settle(({ reject }) => reject(unavailable('it cannot be reached.', error)));
  });
  client.on('ready', () => {
    failure = undefined;
    settle(({ resolve }) => resolve());
  });
  if (!client.isOpen) client.connect().catch(() => undefined);
  return {
    client,
    async ready() {
      if (client.isReady) return;
      if (failure !== undefined) throw unavailable('it cannot be reached.', failure);
      await within(new Promise<void>((resolve, reject) => waiting.add({ resolve, reject })), timeout);
    },
  };
}

/** True for answers of a server that is not, or no longer, the one to ask: after a failover a new connection finds it. */
function needsNewConnection(error: unknown): boolean {
  return error instanceof Error && /^(?:READONLY|MASTERDOWN|NOAUTH|UNKILLABLE)/.test(error.message);
}

function destroy(client: RedisClient): void {
  if (!client.isOpen) return;
  client.destroy();
}

/**
 * @param create makes a client; a client of the user's is asked for every time and never destroyed.
 * @param options `timeout` in milliseconds for one command, waiting included.
 */
export function connectRedis(
  create: () => RedisClient,
  options: { readonly timeout: number; readonly owned: boolean },
): RedisConnection {
  const { timeout, owned } = options;
  let commands: Line | undefined;
  let messages: Line | undefined;
  let closed = false;

  const open = (): Line => {
    if (closed) throw unavailable('it has been closed.');
    commands ??= openLine(create(), timeout);
    return commands;
  };

  const drop = (line: Line): void => {
    if (!owned || commands !== line) return;
    commands = undefined;
    destroy(line.client);
  };

  return {
    async run(args) {
      const line = open();
      try {
        await line.ready();
        return await within(line.client.sendCommand(args), timeout);
      } catch (error) {
        if (isWrongType(error) || error instanceof StoreUnavailableError) throw error;
        if (needsNewConnection(error)) drop(line);
        throw unavailable('a command failed.', error);
      }
    },
    async subscribe(channel, listener) {
      const base = open();
      messages ??= openLine(owned ? create() : base.client.duplicate(), timeout);
      const line = messages;
      try {
        await line.ready();
        await within(line.client.subscribe(channel, listener), timeout);
      } catch (error) {
        throw error instanceof StoreUnavailableError ? error : unavailable('listening failed.', error);
      }
      return async () => {
        if (line.client.isReady) await line.client.unsubscribe(channel, listener).catch(() => undefined);
      };
    },
    async close() {
      closed = true;
      if (owned && commands) destroy(commands.client);
      if (messages) destroy(messages.client);
      commands = undefined;
      messages = undefined;
    },
  };
}
