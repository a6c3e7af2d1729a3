import type { TestFn } from 'ava';
import { readConfig } from '../../src/config.js';
import { startReferenceBackend } from '../../src/embedded/reference-backend.js';
import { createHttpProxy } from '../../src/proxy.js';
import { startTestFalkorDB, type TestFalkorDB } from './falkordb.js';

const API_KEY = 'key-of-the-backend';

/** Everything between a client and the database, real, on loopback. */
export interface TestStack {
  readonly falkordb: TestFalkorDB;
  readonly backend: { readonly url: string; readonly apiKey: string };
  /** Origin of the proxy. */
  readonly origin: string;
}

interface StackOptions {
  readonly dialect: 'documented' | 'actual';
  readonly env?: Readonly<Record<string, string>>;
}

async function startStack(options: StackOptions): Promise<TestStack & { stop(): Promise<void> }> {
  const falkordb = await startTestFalkorDB();
  const { address } = falkordb;
  const { dialect, env = {} } = options;
  const backend = await startReferenceBackend({ falkordb: address, admission: { apiKey: API_KEY }, dialect });
  const access = { url: backend.url, apiKey: API_KEY };
  const proxy = createHttpProxy(readConfig({ LOG_LEVEL: 'error', PROXY_AUTH: 'none', ...env }), access);
  const { url } = await proxy.listen({ port: 0 });
  return {
    falkordb,
    backend: access,
    origin: new URL(url).origin,
    async stop() {
      await proxy.close();
      await backend.close();
      await falkordb.stop();
    },
  };
}

/** Starts a stack before the tests of a file and ends it after them. */
export function useStack(test: TestFn, options: StackOptions): () => TestStack {
  let started: Awaited<ReturnType<typeof startStack>> | undefined;
  test.before(async () => {
    started = await startStack(options);
  });
  test.after.always(() => started?.stop());
  return () => {
    if (!started) throw new Error('The stack runs only while tests run');
    return started;
  };
}
