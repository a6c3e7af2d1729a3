import { randomBytes } from 'node:crypto';
import type { Store } from 'mcp-rest-proxy';
import { redisStore } from 'mcp-rest-proxy/redis';
import { createClient } from 'redis';
import type { FalkorDBAddress } from './falkordb-server.js';

/** What the proxy keeps beside the graphs: whom clients have been let in for, and the keys that vouch for it. */
export interface KeptState {
  readonly store: Store;
  /** Encrypts what is kept, and is kept with it: whoever can read the one can read the graphs too. */
  readonly secret: string;
  close(): Promise<void>;
}

/** Graphs are in database 0. */
const DATABASE = 1;

/** Opens the state in the FalkorDB of this machine, which is a Redis and writes it to the data folder. */
export async function openKeptState(address: FalkorDBAddress): Promise<KeptState> {
  const socket = 'path' in address ? { ...address, tls: false as const } : address;
  const client = createClient({ socket, database: DATABASE, disableOfflineQueue: true });
  // The store tells whoever asks that it is away.
  client.on('error', () => {});
  await client.connect();
  // It is on this machine: when an answer takes long, the machine is busy.
  const store = redisStore(client, { prefix: 'falkordb-proxy:', timeout: 10_000 });
  return {
    store,
    secret: await secretIn(store),
    async close() {
      await store.close();
      client.destroy();
    },
  };
}

async function secretIn(store: Store): Promise<string> {
  await store.set('secret', randomBytes(48).toString('base64url'), { onlyIfAbsent: true });
  const secret = await store.get('secret');
  if (secret === undefined) throw new Error('FalkorDB does not keep what it is given.');
  return secret;
}
