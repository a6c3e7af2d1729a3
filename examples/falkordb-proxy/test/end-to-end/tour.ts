import type { ExecutionContext } from 'ava';
import type { ConnectedClient } from '../../../../test/helpers/mcp-clients.js';

const TOOLS = ['falkordb_health', 'falkordb_list_graphs', 'falkordb_query', 'falkordb_server_info'];

/** Text that would break out of a query, a header or a table if anything on the way took it for more than text. */
const HOSTILE = 'O\'Brien "x" $name \\ | ` CYPHER a=1 }) DETACH DELETE n // 🚀';

const CREATE =
  'CREATE (a:Person {name: $name, age: $age})-[k:KNOWS {since: 2020}]->(b:Person {name: "Bob"}) RETURN a, k, b';
const FIND = 'MATCH (p:Person) WHERE p.name = $name RETURN p.name AS name, p.age AS age';

/** What every client must be able to do with the four tools, and see, on a graph of its own. */
export async function tour(t: ExecutionContext, client: ConnectedClient, graphName: string): Promise<void> {
  t.deepEqual(await client.listTools(), TOOLS);
  await createAndFind(t, client, graphName);
  await listGraphs(t, client, graphName);
  await describeServer(t, client);
  await makeMistakes(t, client, graphName);
}

async function createAndFind(t: ExecutionContext, client: ConnectedClient, graphName: string): Promise<void> {
  const parameters = { name: HOSTILE, age: 42 };
  const created = await client.call('falkordb_query', { graphName, query: CREATE, parameters });
  t.false(created.isError, created.text);
  t.like(created.structured, {
    graphName,
    columns: ['a', 'k', 'b'],
    rowCount: 1,
    statistics: { nodesCreated: 2, relationshipsCreated: 1 },
  });
  const [row] = created.structured.rows as [Record<string, Record<string, unknown>>];
  t.like(row.a, { type: 'node', labels: ['Person'], properties: { name: HOSTILE, age: 42 } });
  t.like(row.k, { type: 'relationship', relationshipType: 'KNOWS', properties: { since: 2020 } });

  const found = await client.call('falkordb_query', { graphName, query: FIND, parameters });
  t.false(found.isError, found.text);
  t.deepEqual(found.structured.rows, [{ name: HOSTILE, age: 42 }]);
  t.regex(found.text, /1 row/);
}

async function listGraphs(t: ExecutionContext, client: ConnectedClient, graphName: string): Promise<void> {
  const listed = await client.call('falkordb_list_graphs', { filter: graphName });
  t.false(listed.isError, listed.text);
  t.like(listed.structured, { graphs: [{ name: graphName }], total: 1, pagination: { hasMore: false } });
  t.true(listed.text.includes(graphName));
}

async function describeServer(t: ExecutionContext, client: ConnectedClient): Promise<void> {
  const info = await client.call('falkordb_server_info');
  t.false(info.isError, info.text);
  t.true((info.structured.capabilities as string[]).length > 0);
  const health = await client.call('falkordb_health');
  t.false(health.isError, health.text);
  t.like(health.structured, { healthy: true, database: { connected: true } });
}

async function makeMistakes(t: ExecutionContext, client: ConnectedClient, graphName: string): Promise<void> {
  const syntax = await client.call('falkordb_query', { graphName, query: 'MATCH (n RETURN n', parameters: { a: 1 } });
  t.true(syntax.isError);
  t.regex(syntax.text, /line 1, column 10/);
  const argument = await client.call('falkordb_query', { graphName: 'not a name', query: 'RETURN 1' });
  t.true(argument.isError);
  t.regex(argument.text, /graphName/);
  await t.throwsAsync(client.call('falkordb_drop_everything'), { message: /Unknown tool/ });
}
