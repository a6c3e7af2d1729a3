import { FalkorDB } from 'falkordb';
import type { FalkorDBAddress } from '../falkordb-server.js';

/** What one query gave: strings `Name: value`, and the rows when the query returns any. */
export interface QueryResult {
  readonly statistics: readonly string[];
  readonly rows: readonly Record<string, unknown>[] | undefined;
}

/** FalkorDB as the reference backend needs it. */
export interface GraphDatabase {
  /** @throws Error with FalkorDB's own text; QueryTimeout after `timeout` milliseconds. */
  query(graph: string, text: string, options: { timeout: number }): Promise<QueryResult>;
  /** Names of all graphs. */
  list(): Promise<string[]>;
  /** Milliseconds the database took to answer. */
  ping(): Promise<number>;
  close(): Promise<void>;
}

/** A query took too long. The database itself may still be at work on it. */
export class QueryTimeout extends Error {
  override readonly name = 'QueryTimeout';
}

/**
 * Connects to FalkorDB: `connections` sockets for queries, which FalkorDB answers one after the other on each,
 * and one for everything else, so that a slow query does not make the backend look ill.
 */
export async function connectDatabase(address: FalkorDBAddress, connections = 4): Promise<GraphDatabase> {
  const control = await open(address);
  const workers = await Promise.all(Array.from({ length: connections }, () => open(address)));
  const lanes = workers.map((client) => ({ client, busy: 0 }));
  return {
    async query(graph, text, { timeout }) {
      const lane = lanes.reduce((least, next) => (next.busy < least.busy ? next : least));
      lane.busy += 1;
      try {
        return await within(timeout, run(lane.client, graph, text));
      } finally {
        lane.busy -= 1;
      }
    },
    list: () => control.list(),
    async ping() {
      const start = performance.now();
      await (await control.connection).ping();
      return performance.now() - start;
    },
    async close() {
      await Promise.allSettled([control, ...workers].map((client) => client.close()));
    },
  };
}

async function open(address: FalkorDBAddress): Promise<FalkorDB> {
  // While the database is away commands fail at once instead of waiting for it.
  const options = { socket: { ...address }, disableOfflineQueue: true };
  const client = await FalkorDB.connect(options);
  client.on('error', () => {});
  return client;
}

async function run(client: FalkorDB, graph: string, text: string): Promise<QueryResult> {
  // A graph object keeps the names of labels and properties, which go stale when a graph is deleted: one per query.
  const { metadata, data } = await client.selectGraph(graph).query<Record<string, unknown>>(text);
  return { statistics: metadata, rows: data };
}

async function within<T>(timeout: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new QueryTimeout('Query timed out')), timeout);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
