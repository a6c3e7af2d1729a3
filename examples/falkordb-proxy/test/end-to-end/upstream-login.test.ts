import test, { type ExecutionContext } from 'ava';
import { decodeJwt } from 'jose';
import { signingClients } from '../../../../test/helpers/oauth-clients.js';
import {
  startUpstreamProvider,
  UPSTREAM_CLIENT,
  UPSTREAM_SECRET,
  type UpstreamProvider,
} from '../../../../test/helpers/upstream-provider.js';
import { freePort } from '../helpers/processes.js';
import { startTenantStack, type TenantStack } from '../helpers/tenant-stack.js';

/** The proxy in front of a second, real provider, where people of three tenants have accounts. */
async function startUpstream(
  t: ExecutionContext,
  accessTokens: 'opaque' | 'jwt' = 'opaque',
): Promise<{ readonly idp: UpstreamProvider; readonly stack: TenantStack }> {
  const port = await freePort();
  const idp = await startUpstreamProvider(t, { redirectUri: `http://127.0.0.1:${port}/login/callback` });
  idp.people.set('alice-7', { name: 'Alice', email: 'alice@example.com', tenant_id: 'wonderland' });
  idp.people.set('bob-8', { name: 'Bob', tenant_id: 'works' });
  idp.people.set('carol-9', { name: 'Carol' });
  idp.people.set('dave-10', { name: 'Dave', tenant_id: 'works_x' });
  const env = {
    PROXY_PORT: String(port),
    OAUTH_UPSTREAM_ISSUER: idp.issuer,
    OAUTH_UPSTREAM_CLIENT_ID: UPSTREAM_CLIENT,
    OAUTH_UPSTREAM_CLIENT_SECRET: UPSTREAM_SECRET,
  };
  const stack = await startTenantStack({ dialect: 'documented', accessTokens, env });
  t.teardown(stack.stop);
  return { idp, stack };
}

const person = (account: string) => ({ username: 'nobody', password: 'none here', account });

function clientKind(name: string) {
  const kind = signingClients.find((client) => client.name === name);
  if (kind === undefined) throw new Error(`There is no client ${name}`);
  return kind;
}

for (const accessTokens of ['opaque', 'jwt'] as const) {
  test.serial(`people sign in at the other provider, and are of the tenant it says (${accessTokens})`, async (t) => {
    const { idp, stack } = await startUpstream(t, accessTokens);
    for (const [account, tenant] of [
      ['alice-7', 'wonderland'],
      ['bob-8', 'works'],
    ] as const) {
      const client = await clientKind('SDK 2.x, 2026-07-28 /mcp').connect(stack.origin, person(account));
      t.teardown(client.close);
      const query = `CREATE (n:Note {of: '${tenant}'})`;
      const written = await client.call('falkordb_query', { graphName: 'notes', query });
      t.like(written, { isError: false, structured: { graphName: 'notes', tenant } });
      const read = await client.call('falkordb_query', { graphName: 'notes', query: 'MATCH (n) RETURN n.of AS of' });
      t.like(read, { isError: false, structured: { rows: [{ of: tenant }] } });
    }
    t.deepEqual((await stack.falkordb.graphs()).toSorted(), ['wonderland_notes', 'works_notes']);
    t.is(idp.calls.get('/token'), 2);
    const shown = stack.backend.authorizations.map((text) => decodeJwt(text.replace('Bearer ', '')));
    t.deepEqual(new Set(shown.map(({ iss }) => iss)), new Set([stack.origin]));
    t.deepEqual(new Set(shown.map(({ tenant_id }) => tenant_id)), new Set(['wonderland', 'works']));
  });
}

test.serial('the other provider hears of nobody who does not allow the client first', async (t) => {
  const { idp, stack } = await startUpstream(t);
  const refuses = { ...person('alice-7'), answer: 'deny' } as const;
  const { connect } = clientKind('SDK 2.x, Streamable HTTP /mcp');
  await t.throwsAsync(connect(stack.origin, refuses), { message: /request was refused/ });
  t.is(idp.calls.get('/auth'), undefined);
});

for (const [account, why, message] of [
  ['carol-9', 'without a tenant', /does not belong to a tenant/],
  ['dave-10', 'of a tenant that could be taken for another', /This account cannot be used here. The tenant has/],
  ['refuse', 'after saying no there', /sign-in was refused/],
] as const) {
  test.serial(`nobody comes in from the other provider ${why}`, async (t) => {
    const { idp, stack } = await startUpstream(t);
    const { connect } = clientKind('SDK 2.x, Streamable HTTP /mcp');
    await t.throwsAsync(connect(stack.origin, person(account)), { message });
    t.is(idp.calls.get('/auth'), 1);
    t.deepEqual(stack.backend.authorizations, []);
  });
}
