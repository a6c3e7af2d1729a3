import type { TestFn } from 'ava';
import { FalkorDB } from 'falkordb';
import { REDIS_FLUSH_MODES } from 'redis';
import { type FalkorDBAddress, startFalkorDB } from '../../src/embedded/falkordb-server.js';
import { type FalkorDBPrograms, provisionFalkorDB } from '../../src/embedded/provision.js';

/** A real FalkorDB for the tests of one file. */
export interface TestFalkorDB {
  readonly address: FalkorDBAddress;
  /** Rows of a query, past every proxy and backend. */
  query(graph: string, text: string): Promise<readonly Record<string, unknown>[] | undefined>;
  graphs(): Promise<string[]>;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Server and module, prepared as `npm start` does it. */
export function findPrograms(): Promise<FalkorDBPrograms> {
  return provisionFalkorDB({
    verify: async (programs) => (await startFalkorDB(programs)).stop(),
  });
}

/** An empty FalkorDB, on a socket of its own unless a port is given. */
export async function startTestFalkorDB(port?: number): Promise<TestFalkorDB> {
  const server = await startFalkorDB(await findPrograms(), port === undefined ? {} : { port });
  const options = { socket: { ...server.address } };
  const client = await FalkorDB.connect(options);
  client.on('error', () => {});
  return {
    address: server.address,
    query: async (graph, text) => (await client.selectGraph(graph).query<Record<string, unknown>>(text)).data,
    graphs: () => client.list(),
    flush: async () => {
      // Freed in the background, an old graph takes a new one of the same name out of GRAPH.LIST.
      await (await client.connection).flushAll(REDIS_FLUSH_MODES.SYNC);
    },
    async stop() {
      await client.close().catch(() => {});
      await server.stop();
    },
  };
}

/** Starts FalkorDB before the tests of a file, empties it before each, ends it after them. For `test.serial`. */
export function useFalkorDB(test: TestFn): () => TestFalkorDB {
  let started: TestFalkorDB | undefined;
  const get = () => {
    if (!started) throw new Error('FalkorDB runs only while tests run');
    return started;
  };
  test.before(async () => {
    started = await startTestFalkorDB();
  });
  test.beforeEach(() => get().flush());
  test.after.always(() => started?.stop());
  return get;
}
