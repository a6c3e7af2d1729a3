import type { ExecutionContext } from 'ava';
import { rawCall } from '../helpers/raw-call.js';
import type { TenantStack } from '../helpers/tenant-stack.js';

async function ask(stack: TenantStack, user: 'alice' | 'bob', name: string, args: object): Promise<string> {
  const { status, text } = await rawCall(`${stack.origin}/mcp`, await stack.token(user), { name, arguments: args });
  if (status !== 200) throw new Error(`${status} ${text}`);
  return text;
}

/** Both tenants write to `diary`, and read back what is theirs. */
export async function checkOwnGraphs(t: ExecutionContext, stack: TenantStack): Promise<void> {
  await stack.falkordb.flush();
  const write = (words: string) => ({
    graphName: 'diary',
    query: 'CREATE (:Page {words: $words})',
    parameters: { words },
  });
  await ask(stack, 'alice', 'falkordb_query', write('of alice'));
  await ask(stack, 'bob', 'falkordb_query', write('of bob'));
  const read = { graphName: 'diary', query: 'MATCH (p:Page) RETURN p.words AS words' };
  t.regex(await ask(stack, 'alice', 'falkordb_query', read), /"rows":\[\{"words":"of alice"\}\]/);
  t.regex(await ask(stack, 'bob', 'falkordb_query', read), /"rows":\[\{"words":"of bob"\}\]/);
  t.deepEqual((await stack.falkordb.graphs()).toSorted(), ['acme_diary', 'globex_diary']);
}

/** The list and the mistakes of a tenant say `diary`, never `acme_diary` in its place. */
export async function checkNames(t: ExecutionContext, stack: TenantStack): Promise<void> {
  await stack.falkordb.flush();
  await stack.falkordb.query('acme_diary', 'CREATE (:Page)');
  await stack.falkordb.query('globex_ledger', 'CREATE (:Page)');
  const list = await ask(stack, 'alice', 'falkordb_list_graphs', {});
  t.regex(list, /"graphs":\[\{"name":"diary"/);
  t.regex(list, /"total":1/);
  t.notRegex(list, /ledger|globex|acme_/);
  const mistake = await ask(stack, 'alice', 'falkordb_query', { graphName: 'diary', query: 'MATCH (n RETURN n' });
  t.regex(mistake, /The query on graph `diary` failed/);
  t.notRegex(mistake, /acme_/);
  const read = await ask(stack, 'alice', 'falkordb_query', { graphName: 'diary', query: 'MATCH (p) RETURN 1 AS one' });
  t.regex(read, /"rows":\[\{"one":1\}\]/);
  t.notRegex(read, /acme_/);
  const shared = await ask(stack, 'alice', 'falkordb_query', { graphName: 'shared_diary', query: 'RETURN 1' });
  t.regex(shared, /belong to no tenant/);
  t.deepEqual((await stack.falkordb.graphs()).toSorted(), ['acme_diary', 'globex_ledger']);
}

/** Neither side takes what is meant for the other. */
export async function checkAudiences(t: ExecutionContext, stack: TenantStack): Promise<void> {
  const token = await stack.token('alice');
  await ask(stack, 'alice', 'falkordb_list_graphs', {});
  const minted = stack.backend.authorizations.at(-1)?.replace('Bearer ', '') ?? '';
  const graphs = (authorization: string) =>
    fetch(`${stack.backend.url}/api/mcp/graphs`, { headers: { authorization } });
  t.is((await graphs(`Bearer ${minted}`)).status, 200);
  t.is((await graphs(`Bearer ${token}`)).status, 401);
  const call = { name: 'falkordb_health', arguments: {} };
  t.is((await rawCall(`${stack.origin}/mcp`, minted, call)).status, 401);
  t.is((await rawCall(`${stack.origin}/mcp`, token, call)).status, 200);
}
