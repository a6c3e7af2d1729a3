import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { openTokenDesk } from '../src/access/token-desk.js';
import { freePort } from './helpers/processes.js';
import { runProgram, runStart, tempFolder } from './helpers/program.js';

test.serial('the scripted client succeeds over both transports and cleans up', async (t) => {
  const key = 'k3y-of-a-client-0123456789';
  const { url } = await runStart(t, { PROXY_AUTH: 'api-key', PROXY_API_KEYS: key });
  const { ended, output } = runProgram(t, 'try', { PROXY_URL: url, PROXY_API_KEY: key });
  t.is(await ended, 0, output());
  t.regex(output(), /SSE, \/sse\//);
  t.regex(output(), /Streamable HTTP, \/mcp/);
  t.regex(output(), /\| Bob "the builder" \| 37 \|/);
  t.regex(output(), /line 1, column 20/);
  t.is(output().match(/odes deleted: 3/g)?.length, 2);
});

test.serial('without a proxy the scripted client says how to start one', async (t) => {
  const port = await freePort();
  const { ended, output } = runProgram(t, 'try', { PROXY_URL: `http://127.0.0.1:${port}` });
  t.is(await ended, 1);
  t.regex(output(), new RegExp(`No proxy answers at http://127\\.0\\.0\\.1:${port}\\. Start one with \`npm start\``));
});

test.serial('by default it comes in as one tenant, and another finds nothing of what it has written', async (t) => {
  const { url, dataDir } = await runStart(t, { PROXY_AUTH: '' });
  const { ended, output } = runProgram(t, 'try', { PROXY_URL: url, FALKORDB_DATA_DIR: dataDir });
  t.is(await ended, 0, output());
  t.is(output().match(/Signed in as alice of tenant acme\.\n/g)?.length, 2);
  t.is(output().match(/for bob of tenant globex, who must find nothing:\n.*\n +│ Found no rows/g)?.length, 2);
  t.regex(output(), /1 graph of tenant `acme`/);
});

test.serial('without tenants it comes in as one person', async (t) => {
  const { url, dataDir } = await runStart(t, { PROXY_AUTH: '', TENANTS: 'false' });
  const { ended, output } = runProgram(t, 'try', { PROXY_URL: url, FALKORDB_DATA_DIR: dataDir });
  t.is(await ended, 0, output());
  t.regex(output(), /Signed in as alice\.\n/);
  t.notRegex(output(), /tenant|bob/);
});

test.serial('where nobody signs in it needs nothing', async (t) => {
  const { url, dataDir } = await runStart(t);
  const { ended, output } = runProgram(t, 'try', { PROXY_URL: url, FALKORDB_DATA_DIR: dataDir });
  t.is(await ended, 0, output());
  t.regex(output(), /Nobody is asked to sign in\./);
});

test.serial('a client without a key, or with a wrong one, is told how to get one', async (t) => {
  const { url, dataDir } = await runStart(t, { PROXY_AUTH: 'api-key', PROXY_API_KEYS: 'k3y-of-a-client-0123456789' });
  const without = runProgram(t, 'try', { PROXY_URL: url, FALKORDB_DATA_DIR: dataDir });
  t.is(await without.ended, 1);
  t.regex(without.output(), /asks for a token, and none was to be had\. Set PROXY_API_KEY .*`npm run token`/);
  const wrong = runProgram(t, 'try', { PROXY_URL: url, PROXY_API_KEY: 'another-key-0123456789' });
  t.is(await wrong.ended, 1);
  t.regex(wrong.output(), /does not take PROXY_API_KEY\..*`npm run token`/);
  t.notRegex(wrong.output(), /another-key/);
});

test.serial('tokens of the proxy on this machine are sent to no other machine', async (t) => {
  const asked: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    asked.push(headers.authorization);
    response.writeHead(401).end();
  }).listen(0, '0.0.0.0');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const dataDir = await tempFolder(t);
  const desk = await openTokenDesk(dataDir, async () => ({ accessToken: 'a-token', expiresIn: 60 }));
  t.teardown(desk.close);
  const { ended, output } = runProgram(t, 'try', { PROXY_URL: `http://0.0.0.0:${port}`, FALKORDB_DATA_DIR: dataDir });
  t.is(await ended, 1);
  t.regex(output(), /none was to be had/);
  t.deepEqual(asked, [undefined]);
});
