import { readdir } from 'node:fs/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import test from 'ava';
import { eventually } from './helpers/processes.js';
import { databaseOf, environment, isGone, programPath, tempFolder } from './helpers/program.js';

test('the tools over stdio, with a database of their own, which ends with the client', async (t) => {
  const dataDir = await tempFolder(t);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [programPath('stdio')],
    env: environment({ FALKORDB_DATA_DIR: dataDir }),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1.0.0' });
  const strayLines: Error[] = [];
  client.onerror = (error) => strayLines.push(error);
  // Also when an assertion fails: the child would keep this process alive.
  t.teardown(() => client.close());
  await client.connect(transport);
  const { tools } = await client.listTools();
  t.deepEqual(
    tools.map(({ name }) => name),
    ['falkordb_health', 'falkordb_list_graphs', 'falkordb_query', 'falkordb_server_info'],
  );
  const asked = { graphName: 'g', query: 'RETURN $n AS n', parameters: { n: 'it is "me"' } };
  const result = await client.callTool({ name: 'falkordb_query', arguments: asked });
  t.like(result.structuredContent, { rows: [{ n: 'it is "me"' }] });
  const database = await databaseOf(dataDir);
  await client.close();
  t.true(await isGone(database));
  t.true(await eventually(async () => (await readdir(dataDir)).join() === 'appendonlydir'));
  t.deepEqual(strayLines, []);
});
