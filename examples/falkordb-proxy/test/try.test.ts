import test from 'ava';
import { freePort } from './helpers/processes.js';
import { runProgram, runStart } from './helpers/program.js';

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

test.serial('a client without the key fails', async (t) => {
  const { url } = await runStart(t, { PROXY_AUTH: 'api-key', PROXY_API_KEYS: 'k3y-of-a-client-0123456789' });
  const { ended } = runProgram(t, 'try', { PROXY_URL: url });
  t.is(await ended, 1);
});
