import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import type { Principal } from '../../src/auth/principal.js';
import { allOf } from '../../src/credentials/all-of.js';
import { apiKeyHeader } from '../../src/credentials/api-key.js';
import { bearer } from '../../src/credentials/bearer.js';
import type { Credential } from '../../src/credentials/credential.js';
import { noCredential } from '../../src/credentials/none.js';
import { ConfigurationError } from '../../src/errors.js';

const ann: Principal = { subject: 'ann', issuer: 'test', tenant: 'red', scopes: 'all', claims: {} };

async function apply(credential: Credential, principal = ann, refresh = false): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  const context = { principal, tool: 'get_order', scopes: [], signal: new AbortController().signal, refresh };
  await credential({ method: 'GET', path: '/', headers, setQuery: () => {} }, context);
  return headers;
}

function refused(t: ExecutionContext, make: () => unknown): string {
  const error = t.throws(make, { instanceOf: ConfigurationError });
  t.notRegex(inspect(error, { depth: 9 }).replace(/\n {4}at .*/g, ''), /canary/);
  return error?.message ?? '';
}

const badSecrets = [
  '',
  '  ',
  'canary\r\nx: y',
  'canary\n',
  'canary\u0000',
  'canarÿ snow ☃ canary',
  ' canary',
  'canary ',
];

test('noCredential adds nothing', async (t) => {
  t.deepEqual(await apply(noCredential()), {});
});

test('apiKeyHeader sends the key in x-api-key, or in the header named', async (t) => {
  t.deepEqual(await apply(apiKeyHeader({ key: 'k' })), { 'x-api-key': 'k' });
  t.deepEqual(await apply(apiKeyHeader({ key: 'k', header: 'X-Token' })), { 'x-token': 'k' });
});

test('T115: apiKeyHeader sends each tenant its own key, and nothing without one', async (t) => {
  const credential = apiKeyHeader({ keys: { red: 'r', blue: 'b' } });
  t.deepEqual(await apply(credential), { 'x-api-key': 'r' });
  t.deepEqual(await apply(credential, { ...ann, tenant: 'blue' }), { 'x-api-key': 'b' });
  const { tenant: _, ...without } = ann;
  for (const principal of [without, { ...ann, tenant: 'green' }, { ...ann, tenant: 'constructor' }]) {
    const error = await t.throwsAsync(async () => apply(credential, principal));
    t.is(error?.message, 'apiKeyHeader has no key for the tenant of this caller.');
  }
});

test('apiKeyHeader refuses keys and headers that cannot be sent, without showing the key', (t) => {
  for (const key of badSecrets) refused(t, () => apiKeyHeader({ key }));
  const message = refused(t, () => apiKeyHeader({ keys: { red: 'canary\n', blue: '' }, header: 'host' }));
  for (const place of ['apiKeyHeader.header', 'keys["red"]', 'keys["blue"]']) t.true(message.includes(place), place);
  refused(t, () => apiKeyHeader({ key: undefined as unknown as string }));
  refused(t, () => apiKeyHeader({ key: 'canary', keys: {} } as unknown as { key: string }));
});

test('bearer sends a fixed token', async (t) => {
  const credential = bearer({ token: 'abc' });
  t.deepEqual(await apply(credential), { authorization: 'Bearer abc' });
  t.falsy(credential.refreshable);
});

test('bearer refuses a token that cannot be sent, without showing it', (t) => {
  for (const token of badSecrets) refused(t, () => bearer({ token }));
});

test('F18: bearer asks a function for every attempt and tells it when to renew', async (t) => {
  const asked: boolean[] = [];
  const credential = bearer({
    token: async ({ principal, refresh }) => {
      asked.push(refresh);
      return `${principal.subject}-${asked.length}`;
    },
  });
  t.true(credential.refreshable);
  t.deepEqual(await apply(credential), { authorization: 'Bearer ann-1' });
  t.deepEqual(await apply(credential, ann, true), { authorization: 'Bearer ann-2' });
  t.deepEqual(asked, [false, true]);
});

test('bearer fails closed on a function that gives no usable token', async (t) => {
  for (const value of [...badSecrets, undefined, 7]) {
    const error = await t.throwsAsync(apply(bearer({ token: () => value as string })));
    t.is(error?.name, 'CredentialError');
    t.notRegex(error?.message ?? '', /canary/);
  }
});

test('allOf applies every credential, and can be renewed when one of them can', async (t) => {
  const both = allOf(apiKeyHeader({ key: 'k' }), bearer({ token: 'k' }));
  t.deepEqual(await apply(both), { 'x-api-key': 'k', authorization: 'Bearer k' });
  t.false(both.refreshable);
  t.true(allOf(apiKeyHeader({ key: 'k' }), bearer({ token: () => 't' })).refreshable);
  t.deepEqual(await apply(allOf()), {});
});
