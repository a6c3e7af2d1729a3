import test from 'ava';
import { createSealer } from '../../../src/oauth/login/seal.js';
import { recordName } from '../../../src/oauth/storage/record-names.js';
import { memoryStore } from '../../../src/store/memory-store.js';
import type { Store } from '../../../src/store/store.js';
import { type OAuthProxy, startOAuthProxy } from '../../helpers/oauth-proxy.js';
import { openTestBrowser } from '../../helpers/test-browser.js';

/** A store that remembers everything it was ever told. */
function recordingStore(): Store & { readonly dump: () => string; readonly keys: () => readonly string[] } {
  const inner = memoryStore();
  const seen: string[] = [];
  const keys = new Set<string>();
  return {
    ...inner,
    dump: () => seen.join('\n'),
    keys: () => [...keys],
    async set(key, value, options) {
      seen.push(key, value);
      keys.add(key);
      return inner.set(key, value, options);
    },
    async addMember(set, member, options) {
      seen.push(set, member);
      return inner.addMember(set, member, options);
    },
    async publish(channel, message) {
      seen.push(channel, message);
      return inner.publish(channel, message);
    },
  };
}

for (const accessTokenFormat of ['opaque', 'jwt'] as const) {
  test(`T087: whoever reads the store finds no code, token, secret, cookie, name or verifier (${accessTokenFormat})`, async (t) => {
    const store = recordingStore();
    const proxy = await startOAuthProxy(t, { store, accessTokenFormat, rememberConsent: 60_000 });
    const client = await proxy.client({
      token_endpoint_auth_method: 'client_secret_post',
      client_name: 'Canary Name 87',
      redirect_uris: ['https://canary-host.example/cb'],
    });
    const browser = openTestBrowser();
    const callback = await proxy.authorize(client, { state: 'canary-state-87' }, browser);
    const code = callback.searchParams.get('code') ?? '';
    const { json } = await proxy.redeem(client, code);
    const next = await proxy.refresh(client, String(json.refresh_token));
    await proxy.refresh(client, String(json.refresh_token));
    await proxy.post('/revoke', {
      token: String(next.json.refresh_token),
      client_id: client.clientId,
      client_secret: client.secret,
    });
    const canaries = [
      code,
      client.secret,
      client.clientId,
      json.access_token,
      json.refresh_token,
      next.json.access_token,
      next.json.refresh_token,
      'canary-state-87',
      'Canary Name 87',
      'canary-host',
      'alice',
      'Liddell',
      'wonderland',
      ...browser.cookies.map(({ value }) => value),
    ].map(String);
    const dump = store.dump();
    t.true(dump.length > 1000);
    for (const canary of canaries) t.false(dump.includes(canary), canary.slice(0, 12));
    const decoded = Buffer.from(dump.replaceAll('\n', ''), 'base64url').toString('latin1');
    t.false(decoded.includes('wonderland'));
  });
}

/** Writes something over every record of a model. */
async function spoil(proxy: OAuthProxy, keys: readonly string[], model: string, junk: (old: string) => string) {
  const of = keys.filter((key) => key.startsWith(`oidc:${model}:`) && !key.endsWith(':used'));
  for (const key of of) await proxy.store.set(key, junk((await proxy.store.get(key)) ?? ''), { ttl: 60_000 });
  return of.length;
}

const junk: Readonly<Record<string, (old: string) => string>> = {
  'no base64': () => '\u0000{"not":"ours"}',
  nothing: () => '',
  'another length': (old) => old.slice(0, 20),
  // Of the last two letters some bits may stand for nothing.
  'a flipped bit': (old) => `${old.slice(0, -4)}${old.at(-4) === 'A' ? 'B' : 'A'}${old.slice(-3)}`,
  'an older schema': () => '{"v":0,"payload":{"accountId":"alice"}}',
};

for (const [name, make] of Object.entries(junk)) {
  test(`F32: a record that is junk counts as absent and is logged (${name})`, async (t) => {
    const store = recordingStore();
    const proxy = await startOAuthProxy(t, { store });
    const client = await proxy.client();
    const { accessToken, refreshToken } = await proxy.tokens(client);
    t.true((await spoil(proxy, store.keys(), 'AccessToken', make)) > 0);
    t.is((await proxy.call(accessToken)).status, 401);
    await spoil(proxy, store.keys(), 'RefreshToken', make);
    t.is((await proxy.refresh(client, refreshToken)).json.error, 'invalid_grant');
    const callback = await proxy.authorize(client);
    await spoil(proxy, store.keys(), 'AuthorizationCode', make);
    t.is((await proxy.redeem(client, callback.searchParams.get('code') ?? '')).json.error, 'invalid_grant');
    await spoil(proxy, store.keys(), 'Client', make);
    const { status, json } = await proxy.redeem(client, 'x');
    t.is(status, 401);
    t.is(json.error, 'invalid_client');
    const warnings = proxy.logger.entries.filter(({ message }) => message.includes('cannot be read'));
    t.true(
      ['AccessToken', 'RefreshToken', 'AuthorizationCode', 'Client'].every((model) =>
        warnings.some(({ fields }) => fields.model === model),
      ),
    );
    t.false(JSON.stringify(warnings).includes(accessToken));
  });
}

test('F32: a refresh token whose record is junk is no stolen one, and its grant lives on', async (t) => {
  const store = recordingStore();
  const proxy = await startOAuthProxy(t, { store });
  const client = await proxy.client();
  const { accessToken, refreshToken } = await proxy.tokens(client);
  await spoil(proxy, store.keys(), 'RefreshToken', () => 'junk');
  t.is((await proxy.refresh(client, refreshToken)).json.error, 'invalid_grant');
  t.is((await proxy.call(accessToken)).status, 200);
});

test('F32: a record that belongs elsewhere opens nowhere else', async (t) => {
  const secret = 'the secret of this test is long enough';
  const store = recordingStore();
  const proxy = await startOAuthProxy(t, { store, secret });
  const client = await proxy.client();
  const [first, second] = [await proxy.tokens(client), await proxy.tokens(client)];
  const [from, to] = [first, second].map(({ accessToken }) => recordName('AccessToken', accessToken));
  await store.set(String(to), String(await store.get(String(from))));
  t.is((await proxy.call(first.accessToken)).status, 200);
  t.is((await proxy.call(second.accessToken)).status, 401);
});

test('a secret that is changed opens what the one before has sealed, as long as it is listed', async (t) => {
  const [old, next] = ['the old secret 0123456789012345678', 'the next secret 012345678901234567'];
  const store = memoryStore();
  const before = await startOAuthProxy(t, { store, secret: old });
  const client = await before.client();
  const at = recordName('Client', client.clientId);
  const sealed = String(await store.get(at));
  t.is(createSealer([next]).open(sealed, at), undefined);
  t.truthy(createSealer([next, old]).open(sealed, at));
});
