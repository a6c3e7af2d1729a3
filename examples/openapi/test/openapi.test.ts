import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import test from 'ava';
import { openBookshop } from '../src/bookshop/serve.js';
import { runStory } from '../src/check-story.js';
import { endpoints } from '../src/endpoints.js';
import { createServer } from '../src/server.js';
import { runNode, startNode } from './helpers/run-node.js';

const folder = fileURLToPath(new URL('../', import.meta.url));
const generator = fileURLToPath(new URL('../../../codegen/bin/generate-tools.js', import.meta.url));

test('the self-checking client calls every tool over every transport', async (t) => {
  const { code, output } = await runNode(['dist/check.js'], folder);
  t.is(code, 0, output);
  for (const name of ['Streamable HTTP', 'SSE', 'stdio']) t.regex(output, new RegExp(`✓ ${name}: \\d+ calls`));
});

test('the self-checking client notices an API that answers otherwise', async (t) => {
  const bookshop = await openBookshop({ token: 'one' });
  const server = createServer({ baseUrl: bookshop.url, environment: { BOOKSHOP_STAFF_TOKEN: 'another' } });
  t.teardown(() => server.close());
  t.teardown(() => bookshop.close());
  const { url } = await server.listen({ port: 0 });
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', url)));
  t.teardown(() => client.close());
  await t.throwsAsync(runStory(client), { message: /recommend_books: [\s\S]*401/ });
});

test('what is checked in is what the document says', async (t) => {
  const { code, output } = await runNode([generator, '--check'], folder);
  t.is(code, 0, output);
  t.regex(output, /src\/endpoints\.ts is up to date \(14 endpoints/);
  t.regex(output, /src\/generated is up to date \(14 tools/);
});

test('what a person wrote into the map is still there', (t) => {
  t.regex(endpoints.list_books?.description ?? '', /^Find books by words, genre and price/);
  t.is(typeof endpoints.get_stock?.format, 'function');
  t.false('reindex' in endpoints);
});

test('the server starts with the tools, in front of a bookshop elsewhere', async (t) => {
  const program = startNode(t, ['dist/start.js'], folder, { PORT: '0', BOOKSHOP_URL: 'http://127.0.0.1:9/v2' });
  const [, url = ''] = await program.waitFor(/Streamable HTTP: +(\S+)/);
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  t.is((await client.listTools()).tools.length, 14);
  await client.close();
  t.is(await program.end(), 0);
});

test('without a token the server says which variable is missing', (t) => {
  t.throws(() => createServer({ baseUrl: 'http://127.0.0.1:9', environment: {} }), { message: /BOOKSHOP_STAFF_TOKEN/ });
});

test('the README starts with two commands, and all in it are scripts', (t) => {
  const readme = readFileSync(`${folder}README.md`, 'utf8');
  const { scripts } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { scripts: Record<string, string> };
  const [, first = ''] = /^```sh\n([\s\S]*?)^```/m.exec(readme) ?? [];
  const names = (text: string) =>
    [...text.matchAll(/npm (?:run )?([\w:]+) -w examples\/openapi/g)].map(([, name]) => String(name));
  t.deepEqual(names(first), ['generate', 'start']);
  t.is(first.trim().split('\n').length, 2);
  for (const name of names(readme)) t.true(name in scripts, name);
});
