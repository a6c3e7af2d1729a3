import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import test from 'ava';
import { runStory } from '../src/check-story.js';
import { createServer } from '../src/server.js';
import { openService } from '../src/service.js';

const folder = fileURLToPath(new URL('../', import.meta.url));
const generator = fileURLToPath(new URL('../../../codegen/bin/generate-tools.js', import.meta.url));

/** Runs Node.js to its end. */
async function runNode(...args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const { FORCE_COLOR, PARCELS_URL, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...env, NO_COLOR: '1' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

test('the self-checking client calls every tool, generated or not', async (t) => {
  const { code, output } = await runNode('dist/check.js');
  t.is(code, 0, output);
  t.regex(output, /✓ \d+ calls answered/);
});

test('the self-checking client notices an API that does not answer', async (t) => {
  const office = createServer('http://127.0.0.1:9');
  const [near, far] = InMemoryTransport.createLinkedPair();
  await office.server.connect(far);
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(near);
  t.teardown(() => office.close());
  await t.throwsAsync(runStory(client));
});

test('the tools of the server come first, then those attached', async (t) => {
  const service = await openService();
  const office = createServer(service.url);
  t.teardown(async () => {
    await office.close();
    await service.close();
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await office.server.connect(far);
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(near);
  const { tools } = await client.listTools();
  t.deepEqual(
    tools.map(({ name }) => name),
    ['estimate_arrival', 'find_parcels', 'send_parcel', 'track_parcel', 'get_depot', 'list_depots'],
  );
});

test('what is checked in is what the maps say', async (t) => {
  const { code, output } = await runNode(generator, '--check');
  t.is(code, 0, output);
  t.regex(output, /src\/parcels\/generated is up to date \(3 tools/);
  t.regex(output, /src\/depots\/generated is up to date \(2 tools/);
});

test('the commands of the README are scripts', (t) => {
  const readme = readFileSync(`${folder}README.md`, 'utf8');
  const { scripts } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { scripts: Record<string, string> };
  const used = [...readme.matchAll(/npm (?:run )?([\w:]+) -w examples\/custom-server/g)].map(([, name]) =>
    String(name),
  );
  t.deepEqual(used, ['generate', 'check', 'start']);
  for (const name of used) t.true(name in scripts, name);
});
