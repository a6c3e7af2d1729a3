import test from 'ava';
import { decodeJwt } from 'jose';
import {
  CALLBACK,
  fetchFrom,
  type OAuthProxy,
  type Registered,
  startOAuthProxy,
  VERIFIER,
} from '../helpers/oauth-proxy.js';
import { openTestBrowser } from '../helpers/test-browser.js';

async function codeFor(
  proxy: OAuthProxy,
  client: Registered,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  return (await proxy.authorize(client, more)).searchParams.get('code') ?? '';
}

test('T044: a code is used once; used again, it ends what it has brought', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  const code = await codeFor(proxy, client);
  t.true(code.length >= 43);
  const first = await proxy.redeem(client, code);
  t.is(first.status, 200);
  t.is((await proxy.call(String(first.json.access_token))).status, 200);
  const again = await proxy.redeem(client, code);
  t.is(again.status, 400);
  t.is(again.json.error, 'invalid_grant');
  t.is((await proxy.call(String(first.json.access_token))).status, 401);
  t.is((await proxy.refresh(client, String(first.json.refresh_token))).json.error, 'invalid_grant');
});

test('T044: a code lives as long as configured, and is nowhere in the store', async (t) => {
  const proxy = await startOAuthProxy(t, { ttl: { authorizationCode: 1 } });
  const client = await proxy.client();
  const code = await codeFor(proxy, client);
  await new Promise((resolve) => setTimeout(resolve, 2100));
  const { json } = await proxy.redeem(client, code);
  t.is(json.error, 'invalid_grant');
  await t.throwsAsync(startOAuthProxy(t, { ttl: { authorizationCode: 601 } }), { message: /ttl\.authorizationCode/ });
});

test('T045: a foreign or made-up code does nothing to the real grant', async (t) => {
  const proxy = await startOAuthProxy(t);
  const [owner, thief] = [await proxy.client(), await proxy.client()];
  const code = await codeFor(proxy, owner);
  t.is((await proxy.redeem(thief, code)).json.error, 'invalid_grant');
  const madeUp = `${code.slice(0, -1)}${code.endsWith('_') ? '-' : '_'}`;
  t.is((await proxy.redeem(owner, madeUp)).json.error, 'invalid_grant');
  t.is((await proxy.redeem(owner, `${code}x`)).json.error, 'invalid_grant');
  const { status, json } = await proxy.redeem(owner, code);
  t.is(status, 200);
  t.is((await proxy.redeem(thief, code)).json.error, 'invalid_grant');
  t.is((await proxy.call(String(json.access_token))).status, 200);
});

test('T046: without the right verifier there are no tokens, and the code stays good', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  const code = await codeFor(proxy, client);
  for (const verifier of [
    undefined,
    'wrong'.repeat(10),
    VERIFIER.slice(0, 42),
    VERIFIER.repeat(4),
    `${VERIFIER.slice(0, -1)}+`,
    VERIFIER.toUpperCase(),
  ]) {
    const { status, json } = await proxy.redeem(client, code, { code_verifier: verifier });
    t.is(status, 400);
    t.true(['invalid_grant', 'invalid_request'].includes(String(json.error)), String(verifier));
  }
  t.is((await proxy.redeem(client, code)).status, 200);
});

test('T047: the redirect URI must be the same, or may be left out with PKCE', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client({ redirect_uris: [CALLBACK, `${CALLBACK}/two`] });
  const code = await codeFor(proxy, client);
  t.is((await proxy.redeem(client, code, { redirect_uri: `${CALLBACK}/two` })).json.error, 'invalid_grant');
  t.is((await proxy.redeem(client, code, { redirect_uri: undefined })).status, 200);
  const native = await proxy.client({ redirect_uris: ['http://127.0.0.1:4000/cb'] });
  const other = await codeFor(proxy, native, { redirect_uri: 'http://127.0.0.1:5999/cb' });
  t.is((await proxy.redeem(native, other)).json.error, 'invalid_grant');
  t.is((await proxy.redeem(native, other, { redirect_uri: undefined })).status, 200);
  const third = await codeFor(proxy, client);
  const foreign = await proxy.redeem(native, third, { redirect_uri: undefined });
  t.is(foreign.json.error, 'invalid_grant');
});

test('T048: a wrong resource costs neither the code nor the refresh token', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  const code = await codeFor(proxy, client, { resource: proxy.resource });
  for (const resource of ['https://other.example/mcp', `${proxy.issuer}/sse`, '', 'not a uri']) {
    const { status, json } = await proxy.redeem(client, code, { resource });
    t.is(status, 400);
    t.is(json.error, 'invalid_target', resource);
  }
  const { status, json } = await proxy.redeem(client, code, { resource: proxy.resource });
  t.is(status, 200);
  const token = String(json.refresh_token);
  for (const resource of ['https://other.example/mcp', `${proxy.issuer}/sse`]) {
    t.is((await proxy.refresh(client, token, { resource })).json.error, 'invalid_target');
  }
  t.is((await proxy.refresh(client, token, { resource: proxy.resource })).status, 200);
});

test('T049: a token is for the resource that was asked for', async (t) => {
  const proxy = await startOAuthProxy(t, { accessTokenFormat: 'jwt' });
  const client = await proxy.client();
  for (const resource of [proxy.resource, `${proxy.resource}/`, `${proxy.issuer}/sse`]) {
    const { accessToken } = await proxy.tokens(client, { resource });
    t.is(decodeJwt(accessToken).aud, resource);
    t.is(decodeJwt(accessToken).iss, proxy.issuer);
  }
});

test('T050: who cannot prove to be the client gets 401 invalid_client', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client({ token_endpoint_auth_method: 'client_secret_basic' });
  const open = await proxy.client();
  const form = { grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK, code_verifier: VERIFIER };
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });
  for (const [body, headers] of [
    [{ ...form, client_id: 'nobody' }, {}],
    [form, basic('nobody', 'secret')],
    [form, basic(client.clientId, 'wrong')],
    [form, basic(client.clientId, `${client.secret}x`)],
    [{ ...form, client_id: client.clientId, client_secret: 'wrong' }, {}],
    [{ ...form, client_id: client.clientId }, {}],
    [form, basic(open.clientId, 'secret')],
  ] as const) {
    const { status, json, headers: answer } = await proxy.post('/token', body, headers);
    t.is(status, 401, JSON.stringify(body));
    t.is(json.error, 'invalid_client');
    if ('authorization' in headers) t.regex(String(answer['www-authenticate']), /^Basic /);
  }
  const both = await proxy.post(
    '/token',
    { ...form, client_secret: client.secret },
    basic(client.clientId, String(client.secret)),
  );
  t.is(both.status, 400);
  t.is(both.json.error, 'invalid_request');
});

test('T051: other methods are 405; other bodies are 400', async (t) => {
  const proxy = await startOAuthProxy(t);
  for (const path of ['/token', '/revoke', '/register']) {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const { status, headers } = await fetchFrom(`${proxy.issuer}${path}`, { method });
      t.is(status, 405, `${method} ${path}`);
      t.is(headers.allow, 'POST, OPTIONS');
    }
  }
  for (const [type, body] of [
    ['application/json', '{"grant_type":"authorization_code"}'],
    ['application/x-www-form-urlencoded, application/json', 'grant_type=authorization_code'],
    ['nonsense', 'grant_type=authorization_code'],
    ['application/x-www-form-urlencoded', 'grant_type=%E0%A4%A&client_id=%ZZ'],
    ['application/x-www-form-urlencoded', ''],
    ['application/x-www-form-urlencoded', 'a='.repeat(40_000)],
    ['application/x-www-form-urlencoded', '__proto__=x&constructor=y&client_id=toString'],
  ] as const) {
    const { status, json } = await proxy.post('/token', body, { 'content-type': type });
    t.true(status === 400 || status === 401, `${type} ${status}`);
    t.is(typeof json.error, 'string');
  }
});

test('T052: answers of the token endpoint are JSON, are not kept and tell no more than they must', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  const good = await proxy.redeem(client, await codeFor(proxy, client));
  const html = { accept: 'text/html' };
  for (const { headers, body } of [
    good,
    await proxy.redeem(client, 'wrong'),
    await proxy.post('/token', { grant_type: 'x' }, html),
    await proxy.post('/token', { grant_type: 'refresh_token', client_id: 'nobody' }, html),
    await proxy.post('/token', 'x', { 'content-type': 'text/plain', ...html }),
    await proxy.request('/token'),
    await proxy.post('/revoke', { token: 'x', client_id: client.clientId }, html),
    await proxy.post('/revoke', { token: 'x' }, html),
    await proxy.register({ redirect_uris: [] }),
  ]) {
    t.is(headers['cache-control'], 'no-store', body);
    t.is(headers.pragma, 'no-cache', body);
    t.notRegex(body, /<html|node_modules|at .*\.js|file:/);
    if (body !== '') t.regex(String(headers['content-type']), /^application\/json/);
  }
  const { json } = await proxy.redeem(client, 'wrong');
  t.deepEqual(Object.keys(json), ['error', 'error_description']);
});

test('T053: there are no other grant types', async (t) => {
  const proxy = await startOAuthProxy(t);
  const { clientId } = await proxy.client();
  for (const grant_type of [
    'password',
    'implicit',
    'client_credentials',
    'urn:ietf:params:oauth:grant-type:device_code',
    'x',
  ]) {
    const { status, json } = await proxy.post('/token', { grant_type, client_id: clientId });
    t.is(status, 400);
    t.is(json.error, 'unsupported_grant_type', grant_type);
  }
});

test('T054: a client that fails too often has to wait, and no other with it', async (t) => {
  const proxy = await startOAuthProxy(t, { throttle: { maxFailures: 3 } });
  const [clumsy, careful] = [await proxy.client(), await proxy.client()];
  for (let index = 0; index < 3; index += 1) t.is((await proxy.redeem(clumsy, 'wrong')).status, 400);
  const refused = await proxy.redeem(clumsy, 'wrong');
  t.is(refused.status, 429);
  t.true(Number(refused.headers['retry-after']) > 0);
  t.is((await proxy.redeem(careful, await codeFor(proxy, careful))).status, 200);
});

test('a person who is signed in and asked again allows without signing in again', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  const browser = openTestBrowser();
  for (let index = 0; index < 2; index += 1) {
    const callback = await proxy.authorize(client, {}, browser);
    t.is((await proxy.redeem(client, callback.searchParams.get('code') ?? '')).status, 200);
  }
});
