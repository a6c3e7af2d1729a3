import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import {
  bridgeHome,
  connectBridge,
  type SignedInClient,
  signingClients,
} from '../../../../test/helpers/oauth-clients.js';
import { authorize, oauthProvider } from '../../../../test/helpers/oauth-driver.js';
import { rawCall } from '../helpers/raw-call.js';
import { useTenantStack } from '../helpers/tenant-stack.js';

const stack = useTenantStack(test, { dialect: 'documented', accessTokens: 'opaque' });

const TOOLS = ['falkordb_query', 'falkordb_list_graphs', 'falkordb_server_info', 'falkordb_health'];

/** The client is the tenant's: what it writes is in the tenant's graph, and nowhere else. */
async function useTools(t: ExecutionContext, client: SignedInClient, tenant: string, graphName: string): Promise<void> {
  t.deepEqual(await client.listTools(), TOOLS);
  const query = 'CREATE (n:Note {text: $text}) RETURN n.text AS text';
  const created = await client.call('falkordb_query', { graphName, query, parameters: { text: graphName } });
  t.like(created, { isError: false, structured: { graphName, tenant, rows: [{ text: graphName }] } });
  const listed = await client.call('falkordb_list_graphs', { filter: graphName });
  t.like(listed, { isError: false, structured: { graphs: [{ name: graphName }], total: 1, tenant } });
  t.true((await stack().falkordb.graphs()).includes(`${tenant}_${graphName}`));
}

for (const [index, { name, connect }] of signingClients.entries()) {
  test.serial(`${name}: registers, signs in, is allowed and uses the tools of its tenant`, async (t) => {
    const [user, graph] = [index % 2 === 0 ? 'alice' : 'bob', `sdk${index}`] as const;
    const { name: username, password, tenant } = stack().user(user);
    const client = await connect(stack().origin, { username, password });
    t.teardown(client.close);
    await useTools(t, client, tenant, graph);
  });
}

for (const way of ['mcp', 'sse'] as const) {
  test.serial(`mcp-remote over /${way}: signs in once, and comes back with what it has kept`, async (t) => {
    const { name: username, password, tenant } = stack().user('bob');
    const home = bridgeHome();
    t.teardown(home.remove);
    const first = await connectBridge(stack().origin, { username, password }, way, home.path);
    await useTools(t, first, tenant, `bridge-${way}`);
    t.is(first.signIns, 1);
    await first.close();
    const second = await connectBridge(stack().origin, { username, password }, way, home.path);
    t.teardown(second.close);
    t.deepEqual(await second.listTools(), TOOLS);
    t.is(second.signIns, 0);
  });
}

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
  await useTools(t, second, tenant, 'refreshed');
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
  const { clientId, redirect, challenge } = await register();
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirect,
    response_type: 'code',
    state: 's',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const url = `${stack().origin}/authorize?${query}`;
  const callback = await authorize(url, redirect, { username, password, answer: 'deny' });
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

async function register() {
  const { clientMetadata, redirectUrl } = oauthProvider({ username: '', password: '' });
  const answer = await fetch(`${stack().origin}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(clientMetadata),
  });
  const { client_id: clientId } = (await answer.json()) as { client_id: string };
  // RFC 7636, appendix B.
  return { clientId, redirect: redirectUrl, challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' };
}
