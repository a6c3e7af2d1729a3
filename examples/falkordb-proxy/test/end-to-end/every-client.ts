import { fileURLToPath } from 'node:url';
import type { TestFn } from 'ava';
import { bridgeClients, httpClients, stdioClients } from '../../../../test/helpers/mcp-clients.js';
import { useStack } from '../helpers/stack.js';
import { tour } from './tour.js';

/** One test for every client: the tour of all four tools, on real FalkorDB behind a backend of this dialect. */
export function tourWithEveryClient(test: TestFn, dialect: 'documented' | 'actual'): void {
  const stack = useStack(test, { dialect });
  const program = () => {
    const { url, apiKey } = stack().backend;
    const args = [fileURLToPath(new URL('../../dist/stdio.js', import.meta.url))];
    const env = { FALKORDB_MCPSERVER_URL: url, BACKEND_API_KEY: apiKey, LOG_LEVEL: 'error' };
    return { command: process.execPath, args, env };
  };
  const clients = [...httpClients(stack), ...bridgeClients(stack), ...stdioClients(program)];
  for (const [index, { name, connect }] of clients.entries()) {
    test.serial(`${name}: all four tools, ${dialect} backend, real FalkorDB`, async (t) => {
      const client = await connect();
      t.teardown(client.close);
      await tour(t, client, `graph_${index}`);
    });
  }
}
