import type { ExecutionContext, TestFn } from 'ava';
import {
  bridgeHome,
  connectBridge,
  type SignedInClient,
  signingClients,
} from '../../../../test/helpers/oauth-clients.js';
import type { TenantStack } from '../helpers/tenant-stack.js';

/** The tools of the flagship. */
export const TOOLS = ['falkordb_health', 'falkordb_list_graphs', 'falkordb_query', 'falkordb_server_info'];

/** The client is the tenant's: what it writes is in the tenant's graph, and nowhere else. */
export async function useTools(
  t: ExecutionContext,
  { falkordb }: TenantStack,
  client: SignedInClient,
  tenant: string,
  graphName: string,
): Promise<void> {
  t.deepEqual(await client.listTools(), TOOLS);
  const query = 'CREATE (n:Note {text: $text}) RETURN n.text AS text';
  const created = await client.call('falkordb_query', { graphName, query, parameters: { text: graphName } });
  t.like(created, { isError: false, structured: { graphName, tenant, rows: [{ text: graphName }] } });
  const listed = await client.call('falkordb_list_graphs', { filter: graphName });
  t.like(listed, { isError: false, structured: { graphs: [{ name: graphName }], total: 1, tenant } });
  t.true((await falkordb.graphs()).includes(`${tenant}_${graphName}`));
}

/** One test for each of these clients, `mcp-remote` apart: registers, signs in, uses the tools. */
export function tourSignedIn(test: TestFn, stack: () => TenantStack, what: string, names: readonly RegExp[]): void {
  const kinds = names.map((name) => {
    const kind = signingClients.find((client) => name.test(client.name));
    if (kind === undefined) throw new Error(`There is no client ${name}`);
    return kind;
  });
  for (const [index, { name, connect }] of kinds.entries()) {
    test.serial(`${name}: registers, signs in, is allowed and uses the tools of its tenant (${what})`, async (t) => {
      const { name: username, password, tenant } = stack().user(index % 2 === 0 ? 'alice' : 'bob');
      const client = await connect(stack().origin, { username, password });
      t.teardown(client.close);
      await useTools(t, stack(), client, tenant, `sdk${index}`);
    });
  }
}

/** One test: `mcp-remote` signs in, and does not have to again. */
export function tourBridge(test: TestFn, stack: () => TenantStack, what: string, way: 'mcp' | 'sse'): void {
  test.serial(`mcp-remote over /${way}: signs in once, and comes back with what it has kept (${what})`, async (t) => {
    const { name: username, password, tenant } = stack().user('bob');
    const home = bridgeHome();
    t.teardown(home.remove);
    const first = await connectBridge(stack().origin, { username, password }, way, home.path);
    await useTools(t, stack(), first, tenant, `bridge-${way}`);
    t.is(first.signIns, 1);
    await first.close();
    const second = await connectBridge(stack().origin, { username, password }, way, home.path);
    t.teardown(second.close);
    t.deepEqual(await second.listTools(), TOOLS);
    t.is(second.signIns, 0);
  });
}
