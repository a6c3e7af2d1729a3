import { ConfigurationError, type Problem } from '../errors.js';
import { isRedisClient, type RedisClient, redisClients } from './redis-client.js';
import { connectRedis, isWrongType } from './redis-connection.js';
import { addMemberScript, membersScript } from './redis-scripts.js';
import type { Store } from './store.js';

export type { RedisClient } from './redis-client.js';

export interface RedisStoreOptions {
  /** In front of every key and channel, so that one server can serve several programs. Default `mcp-rest-proxy:`. */
  readonly prefix?: string;
  /**
   * The logical database, 0 or above; the one that FalkorDB keeps its graphs in will do, another one is tidier.
   * Only with a URL. Default: the one in the URL, else 0.
   */
  readonly database?: number;
  /** Milliseconds an operation may take before `StoreUnavailableError`. Default 2000. */
  readonly timeout?: number;
}

function check(target: string | RedisClient, { database, timeout = 1, prefix = '' }: RedisStoreOptions): Problem[] {
  const url = typeof target === 'string' ? target : undefined;
  const isUrl =
    url === undefined ? isRedisClient(target) : URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol);
  const whole = (value: number, least: number) => Number.isInteger(value) && value >= least;
  return [
    ...(isUrl ? [] : [{ place: 'redisStore.url', message: 'is not a redis: or rediss: URL, nor a client.' }]),
    ...(whole(database ?? 0, 0)
      ? []
      : [{ place: 'redisStore.database', message: 'must be a whole number, 0 or above.' }]),
    ...(database === undefined || url !== undefined
      ? []
      : [{ place: 'redisStore.database', message: 'cannot be chosen for a client that exists.' }]),
    ...(whole(timeout, 1) ? [] : [{ place: 'redisStore.timeout', message: 'must be a whole number above 0.' }]),
    ...(typeof prefix === 'string' ? [] : [{ place: 'redisStore.prefix', message: 'must be a text.' }]),
  ];
}

const milliseconds = (ttl: number): string => String(Math.max(1, Math.ceil(ttl)));

/** A value of another type under one of our keys is junk, and junk is as good as absent. */
async function unlessJunk<T>(reply: Promise<T>, absent: T): Promise<T> {
  try {
    return await reply;
  } catch (error) {
    if (isWrongType(error)) return absent;
    throw error;
  }
}

const text = (reply: unknown): string | undefined => (typeof reply === 'string' ? reply : undefined);

/**
 * Keeps state in Redis, Valkey or anything that speaks their protocol, FalkorDB included. While the server is away
 * every operation fails at once; the connection comes back by itself.
 *
 * @param target a URL, or a client of the package `redis` (version 5), which you open, watch and close yourself.
 * @throws MissingPeerError without the package `redis`, when a URL is given.
 * @throws ConfigurationError with every mistake in the options.
 */
export function redisStore(target: string | RedisClient, options: RedisStoreOptions = {}): Store {
  const problems = check(target, options);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const { prefix = 'mcp-rest-proxy:', timeout = 2000 } = options;
  const owned = typeof target === 'string';
  const create = owned ? redisClients({ url: target, database: options.database }) : () => target;
  const connection = connectRedis(create, { timeout, owned });
  const at = (name: string): string => `${prefix}${name}`;
  const { run } = connection;

  return {
    name: 'redis',
    durable: true,
    get: async (key) => text(await unlessJunk(run(['GET', at(key)]), undefined)),
    async set(key, value, { ttl, onlyIfAbsent = false } = {}) {
      const life = ttl === undefined ? [] : ['PX', milliseconds(ttl)];
      return (await run(['SET', at(key), value, ...life, ...(onlyIfAbsent ? ['NX'] : [])])) === 'OK';
    },
    take: async (key) => text(await unlessJunk(run(['GETDEL', at(key)]), undefined)),
    delete: async (key) => (await run(['DEL', at(key)])) === 1,
    touch: async (key, ttl) => (await run(['PEXPIRE', at(key), milliseconds(ttl)])) === 1,
    async addMember(set, member, { ttl, limit = -1 }) {
      const args = ['EVAL', addMemberScript, '1', at(set), member, milliseconds(ttl), String(limit)];
      return (await run(args)) === 1;
    },
    async removeMember(set, member) {
      await unlessJunk(run(['ZREM', at(set), member]), 0);
    },
    async members(set) {
      const reply = await unlessJunk(run(['EVAL', membersScript, '1', at(set)]), []);
      return Array.isArray(reply) ? reply.filter((member) => typeof member === 'string') : [];
    },
    async publish(channel, message) {
      await run(['PUBLISH', at(channel), message]);
    },
    subscribe: (channel, listener) => connection.subscribe(at(channel), listener),
    close: () => connection.close(),
  };
}
