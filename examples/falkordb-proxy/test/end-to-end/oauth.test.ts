import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { bridgeHome, connectBridge, signingClients } from '../../../../test/helpers/oauth-clients.js';
import { registerClient } from '../helpers/public-client.js';
import { rawCall } from '../helpers/raw-call.js';
import { useTenantStack } from '../helpers/tenant-stack.js';
import { tourBridge, tourSignedIn, useTools } from './signed-in-tour.js';

const stack = useTenantStack(test, { dialect: 'documented', accessTokens: 'opaque' });

tourSignedIn(test, stack, 'opaque, documented', [
  /^SDK 1.x, Streamable/,
  /^SDK 1.x, SSE/,
  /^SDK 2.x, Streamable/,
  /^SDK 2.x, 2026-07-28/,
  /^SDK 2.x, SSE/,
]);

tourBridge(test, stack, 'opaque, documented', 'mcp');

test.serial('mcp-remote whose access token is not taken any more gets another without asking its person', async (t) => {
  const { name: username, password, tenant } = stack().user('alice');
  const home = bridgeHome();
  t.teardown(home.remove);
  const first = await connectBridge(stack().origin, { username, password }, 'mcp', home.path);
  await first.close();
  const { file, tokens } = await tokensIn(home.path);
  await writeFile(file, JSON.stringify({ ...tokens, access_token: 'A'.repeat(43) }));
  const second = await connectBridge(stack().origin, { username, password }, 'mcp', home.path);
  t.teardown(second.close);
  await useTools(t, stack(), second, tenant, 'refreshed');
  t.is(second.signIns, 0);
  const { tokens: fresh } = await tokensIn(home.path);
  t.not(fresh.refresh_token, tokens.refresh_token);
  t.not(fresh.access_token, tokens.access_token);
});

/** What a bridge has kept of its tokens. */
async function tokensIn(home: string): Promise<{ readonly file: string; readonly tokens: Record<string, unknown> }> {
  const names = await readdir(home, { recursive: true });
  const name = names.find((path) => path.endsWith('tokens.json'));
  if (name === undefined) throw new Error(`The bridge has kept no tokens: ${names.join()}`);
  const file = join(home, name);
  return { file, tokens: JSON.parse(await readFile(file, 'utf8')) };
}

test.serial('a person who says no sends the client away', async (t) => {
  const { name: username, password } = stack().user('alice');
  const client = await registerClient(stack().origin);
  const callback = await client.authorize({ username, password, answer: 'deny' });
  t.is(callback.searchParams.get('error'), 'access_denied');
  t.is(callback.searchParams.get('code'), null);
});

test.serial('a wrong password lets nobody in', async (t) => {
  const [kind] = signingClients;
  const { password } = stack().user('alice');
  await t.throwsAsync(async () => kind?.connect(stack().origin, { username: 'bob', password }));
});

test.serial('without a token every endpoint answers 401 and says where to sign in', async (t) => {
  for (const path of ['/mcp', '/sse/']) {
    const answer = await fetch(`${stack().origin}${path}`, path === '/mcp' ? { method: 'POST', body: '{}' } : {});
    t.is(answer.status, 401);
    const [, metadata = ''] = /resource_metadata="([^"]+)"/.exec(answer.headers.get('www-authenticate') ?? '') ?? [];
    t.like(await (await fetch(metadata)).json(), { authorization_servers: [stack().origin] });
  }
  const call = { name: 'falkordb_health', arguments: {} };
  t.is((await rawCall(`${stack().origin}/mcp`, 'A'.repeat(43), call)).status, 401);
});
