import test from 'ava';
import { tenantRules } from '../../src/auth/tenant.js';
import type { Account, Login } from '../../src/oauth/login/login.js';
import { startOAuthProxy } from '../helpers/oauth-proxy.js';

/** Signs everybody in as alice, of the tenant that `account` has at the moment. */
function loginOf(account: { tenant?: string }): Login {
  const alice = (): Account => ({ subject: 'alice', claims: {}, ...account });
  return () => ({
    kind: 'form',
    authenticate: async () => ({ status: 'authenticated', account: alice() }),
    find: async () => alice(),
  });
}

const tenant = { rules: tenantRules({ separator: '_' }) };

for (const [title, account, problem] of [
  ['no tenant', {}, 'There is no tenant.'],
  ['a tenant that could be taken for another', { tenant: 'a_b' }, 'The tenant contains _, which the backend puts'],
] as const) {
  test(`T077: a person with ${title} is told at the sign-in, and the application gets no code`, async (t) => {
    const proxy = await startOAuthProxy(t, { login: loginOf(account), tenant });
    const { searchParams } = await proxy.authorize(await proxy.client());
    t.is(searchParams.get('error'), 'access_denied');
    t.true(searchParams.get('error_description')?.startsWith(`This account cannot be used here. ${problem}`));
    t.is(searchParams.get('code'), null);
    t.is(searchParams.get('state'), 'client-state');
    t.like(proxy.logger.entries.find(({ level }) => level === 'warn')?.fields, { subject: 'alice' });
  });
}

test('a tenant that nobody must have may be missing, but not wrong', async (t) => {
  const proxy = await startOAuthProxy(t, { login: loginOf({}) });
  t.truthy((await proxy.authorize(await proxy.client())).searchParams.get('code'));
  const wrong = await startOAuthProxy(t, { login: loginOf({ tenant: 'a b' }) });
  t.is((await wrong.authorize(await wrong.client())).searchParams.get('error'), 'access_denied');
});

test('T077: a person whose tenant is taken away gets no further tokens', async (t) => {
  const account: { tenant?: string } = { tenant: 'acme' };
  const proxy = await startOAuthProxy(t, { login: loginOf(account), tenant });
  const client = await proxy.client();
  const { refreshToken } = await proxy.tokens(client);
  account.tenant = 'a_b';
  const { status, json } = await proxy.refresh(client, refreshToken);
  t.is(status, 400);
  t.is(json.error, 'invalid_grant');
});
