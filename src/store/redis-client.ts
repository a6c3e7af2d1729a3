import { type LoadPackage, loadPeer } from './peer.js';

/** What the store needs of a client of the package `redis`, version 5: every client of it fits. */
export interface RedisClient {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  sendCommand(args: readonly string[]): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  unsubscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  duplicate(): RedisClient;
  on(event: string, listener: (error: unknown) => void): unknown;
  destroy(): void;
}

export interface RedisAddress {
  /** For example `redis://user:password@host:6379`, or `rediss://` for TLS. */
  readonly url: string;
  readonly database: number | undefined;
}

const CONNECT_TIMEOUT = 2000;
const MAX_RECONNECT_DELAY = 1000;

/** Soon at first, then once a second: a server that is back is found within 5 seconds (faults.md, F31). */
function reconnectDelay(retries: number): number {
  return Math.min(50 * 2 ** Math.min(retries, 10), MAX_RECONNECT_DELAY);
}

/** True for what can be used as a client. */
export function isRedisClient(value: unknown): value is RedisClient {
  return typeof value === 'object' && value !== null && 'sendCommand' in value && 'duplicate' in value;
}

/** @throws MissingPeerError without the package `redis`. */
export function redisClients(address: RedisAddress, load?: LoadPackage): () => RedisClient {
  const createClient: unknown = Reflect.get(Object(loadPeer('redis', 'redisStore', load)), 'createClient');
  if (typeof createClient !== 'function') throw new TypeError('The package "redis" has no function "createClient".');
  const { url, database } = address;
  return () => {
    const client: unknown = Reflect.apply(createClient, undefined, [
      {
        url,
        ...(database === undefined ? {} : { database }),
        // A command for a server that is away must fail, not wait for it.
        disableOfflineQueue: true,
        socket: { connectTimeout: CONNECT_TIMEOUT, reconnectStrategy: reconnectDelay },
      },
    ]);
    if (!isRedisClient(client)) throw new TypeError('The package "redis" made a client of an unknown kind.');
    return client;
  };
}
