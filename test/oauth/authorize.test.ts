import test, { type ExecutionContext } from 'ava';
import { createSealer } from '../../src/oauth/login/seal.js';
import { recordName } from '../../src/oauth/storage/record-names.js';
import { CALLBACK, type OAuthProxy, type Registered, startOAuthProxy, walkThrough } from '../helpers/oauth-proxy.js';
import { openTestBrowser } from '../helpers/test-browser.js';

type More = Readonly<Record<string, string | undefined>>;

/** The first answer to an authorization request. */
async function ask(proxy: OAuthProxy, client: Registered, more: More = {}) {
  const url = new URL(proxy.authorizeUrl(client, more));
  return proxy.request(`${url.pathname}${url.search}`);
}

/** The error that is brought to the client, which must know it by state and issuer. */
async function errorOf(t: ExecutionContext, proxy: OAuthProxy, client: Registered, more: More): Promise<string> {
  const { status, headers, body } = await ask(proxy, client, more);
  t.is(status, 303, body);
  const location = new URL(String(headers.location));
  t.true(location.href.startsWith(client.redirectUri), location.href);
  t.is(location.searchParams.get('state'), 'client-state');
  t.deepEqual(location.searchParams.getAll('iss'), [proxy.issuer]);
  t.is(location.searchParams.get('code'), null);
  return String(location.searchParams.get('error'));
}

/** A page that sends nobody anywhere. */
async function refused(t: ExecutionContext, proxy: OAuthProxy, client: Registered, more: More = {}): Promise<void> {
  const { status, headers, body } = await ask(proxy, client, more);
  t.is(status, 400, JSON.stringify(more));
  t.is(headers.location, undefined);
  t.regex(String(headers['content-type']), /^text\/html/);
  t.regex(String(headers['content-security-policy']), /default-src 'none'/);
  t.notRegex(body, /href="https:\/\/evil/);
}

test('T022: an unknown client, or an unregistered or unclear redirect, gets a page and never a redirect', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  await refused(t, proxy, { ...client, clientId: 'nobody' });
  await refused(t, proxy, client, { client_id: undefined });
  await refused(t, proxy, client, { redirect_uri: 'https://evil.example/cb' });
  const two = await proxy.client({ redirect_uris: [CALLBACK, `${CALLBACK}/two`] });
  await refused(t, proxy, two, { redirect_uri: undefined });
});

test('T023: a redirect matches letter by letter or not at all', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client({ redirect_uris: ['https://app.example.com/cb?a=1'] });
  for (const redirect_uri of [
    'https://app.example.com/CB?a=1',
    'https://app.example.com/cb/?a=1',
    'https://app.example.com/cb?a=1&b=2',
    'https://app.example.com/cb',
    'https://app.example.com/cb%2F?a=1',
    'https://app.example.com:443/cb?a=1',
    'https://app.example.com/cb/more?a=1',
    'https://sub.app.example.com/cb?a=1',
    'HTTPS://app.example.com/cb?a=1',
    'http://app.example.com/cb?a=1',
  ]) {
    await refused(t, proxy, client, { redirect_uri });
  }
});

test('T024: on loopback any port will do, and nothing else may differ', async (t) => {
  const proxy = await startOAuthProxy(t);
  for (const [registered, good, bad] of [
    [
      'http://127.0.0.1/cb',
      ['http://127.0.0.1/cb', 'http://127.0.0.1:1/cb', 'http://127.0.0.1:65535/cb'],
      ['http://localhost:1/cb', 'http://127.0.0.1.evil.com/cb', 'http://user@127.0.0.1/cb', 'https://127.0.0.1/cb'],
    ],
    ['http://[::1]:7000/cb', ['http://[::1]:1/cb'], ['http://127.0.0.1:7000/cb', 'http://[::1]:1/CB']],
    [
      'http://localhost:3000/cb?x=1',
      ['http://localhost:4000/cb?x=1'],
      ['http://localhost.evil.com:3000/cb?x=1', 'http://localhost:3000/cb', 'http://localhost:3000/cb?x=2'],
    ],
  ] as const) {
    const client = await proxy.client({ redirect_uris: [registered] });
    for (const redirect_uri of good) t.is((await ask(proxy, client, { redirect_uri })).status, 303, redirect_uri);
    for (const redirect_uri of bad) await refused(t, proxy, client, { redirect_uri });
  }
});

test('T025: a stored request that was tampered with sends nobody anywhere', async (t) => {
  const secret = 'the secret of this test is long enough';
  const proxy = await startOAuthProxy(t, { secret });
  const client = await proxy.client();
  const browser = openTestBrowser();
  const page = await browser.follow(await browser.open(proxy.authorizeUrl(client)), client.redirectUri);
  const uid = /\/interaction\/([\w-]+)/.exec(page.url.pathname)?.[1] ?? '';
  const at = recordName('Interaction', uid);
  const sealer = createSealer([secret]);
  const record = JSON.parse(sealer.open(String(await proxy.store.get(at)), at) ?? '{}');
  t.is(record.params.redirect_uri, client.redirectUri);

  // Somebody who has the secret, too: the redirect is checked again when it is used.
  record.params.redirect_uri = 'https://evil.example/cb';
  await proxy.store.set(at, sealer.seal(JSON.stringify(record), at), { ttl: 60_000 });
  const signIn = await browser.submit(page, 'sign-in', { username: 'alice', password: 'correct horse battery staple' });
  t.is(signIn.status, 400);
  t.is(signIn.headers.location, undefined);

  // Somebody who has only the store: the record counts as absent.
  const other = openTestBrowser();
  const second = await other.follow(await other.open(proxy.authorizeUrl(client)), client.redirectUri);
  const place = recordName('Interaction', /\/interaction\/([\w-]+)/.exec(second.url.pathname)?.[1] ?? '');
  const sealed = String(await proxy.store.get(place));
  await proxy.store.set(place, `${sealed.slice(0, -4)}AAAA`, { ttl: 60_000 });
  const broken = await other.submit(second, 'sign-in', { username: 'alice', password: 'correct horse battery staple' });
  t.is(broken.status, 400);
  t.is(broken.headers.location, undefined);
});

test('T026: other response types are refused, and other response modes not honoured', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  for (const type of ['none', 'code code2']) {
    t.is(await errorOf(t, proxy, client, { response_type: type }), 'unsupported_response_type', type);
  }
  for (const type of ['token', 'id_token', 'code id_token']) {
    const { headers } = await ask(proxy, client, { response_type: type });
    const fragment = new URLSearchParams(new URL(String(headers.location)).hash.slice(1));
    t.is(fragment.get('error'), 'unsupported_response_type', type);
  }
  for (const mode of ['fragment', 'form_post', 'web_message', 'jwt', 'nonsense']) {
    t.is(await errorOf(t, proxy, client, { response_mode: mode }), 'unsupported_response_mode', mode);
  }
  t.is((await ask(proxy, client, { response_mode: 'query' })).status, 303);
});

test('T027: without a good S256 challenge there is no authorization', async (t) => {
  const proxy = await startOAuthProxy(t);
  for (const client of [
    await proxy.client(),
    await proxy.client({ token_endpoint_auth_method: 'client_secret_basic' }),
  ]) {
    for (const more of [
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_challenge: undefined },
      { code_challenge_method: undefined },
      { code_challenge_method: 'plain' },
      { code_challenge_method: 's256' },
      { code_challenge: 'short' },
      { code_challenge: 'a'.repeat(42) },
      { code_challenge: 'a'.repeat(129) },
      { code_challenge: `${'a'.repeat(42)}+` },
    ]) {
      t.is(await errorOf(t, proxy, client, more), 'invalid_request', JSON.stringify(more));
    }
  }
});

test('T028: a resource that is not this server is invalid_target; without one it is the main resource', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  for (const resource of [
    'https://other.example/mcp',
    `${proxy.resource}#fragment`,
    '/mcp',
    'mcp',
    `${proxy.resource}/other`,
    proxy.issuer,
    `${proxy.resource}?x=1`,
  ]) {
    t.is(await errorOf(t, proxy, client, { resource }), 'invalid_target', resource);
  }
  for (const resource of [proxy.resource, `${proxy.resource}/`, `${proxy.issuer}/sse`]) {
    t.is((await ask(proxy, client, { resource })).status, 303, resource);
  }
  const { searchParams } = await proxy.authorize(client);
  const { json } = await proxy.redeem(client, searchParams.get('code') ?? '');
  t.is((await proxy.call(String(json.access_token))).status, 200);
  const twice = `${proxy.authorizeUrl(client)}&${new URLSearchParams([
    ['resource', proxy.resource],
    ['resource', `${proxy.issuer}/sse`],
  ])}`;
  const both = await walkThrough(openTestBrowser(), twice, CALLBACK);
  t.is((await proxy.redeem(client, both.searchParams.get('code') ?? '')).status, 200);
});

test('T029: a parameter that is sent twice is refused, not chosen from', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client({ redirect_uris: [CALLBACK, `${CALLBACK}/two`] });
  const url = new URL(proxy.authorizeUrl(client));
  for (const [name, value] of [
    ['client_id', 'other'],
    ['redirect_uri', 'https://evil.example/cb'],
  ] as const) {
    const { status, headers } = await proxy.request(
      `${url.pathname}${url.search}&${new URLSearchParams({ [name]: value })}`,
    );
    t.is(status, 400, name);
    t.is(headers.location, undefined);
  }
  for (const name of ['state', 'code_challenge', 'scope', 'response_type', 'response_mode', 'code_challenge_method']) {
    const { status, headers } = await proxy.request(`${url.pathname}${url.search}&${name}=a&${name}=b`);
    if (status === 303) t.regex(String(headers.location), /error=invalid_request/, name);
    else t.is(status, 400, name);
  }
  const array = await proxy.request(`${url.pathname}${url.search}&redirect_uri[]=https://evil.example/cb`);
  t.false(String(array.headers.location).includes('evil'));
});

test('T030: state and one iss come back on success and failure, also to a redirect that has an iss already', async (t) => {
  const proxy = await startOAuthProxy(t);
  const redirect = 'https://app.example.com/cb?iss=https%3A%2F%2Fevil.example&keep=a%20b';
  const client = await proxy.client({ redirect_uris: [redirect] });
  const state = 'st&te=+%20\u00e9';
  const browser = openTestBrowser();
  const callback = await walkThrough(browser, proxy.authorizeUrl(client, { state }), 'https://app.example.com/cb');
  t.deepEqual(callback.searchParams.getAll('iss'), [proxy.issuer]);
  t.is(callback.searchParams.get('state'), state);
  t.is(callback.searchParams.get('keep'), 'a b');
  const { headers } = await ask(proxy, client, { state, scope: 'unknown' });
  const failure = new URL(String(headers.location));
  t.deepEqual(failure.searchParams.getAll('iss'), [proxy.issuer]);
  t.is(failure.searchParams.get('state'), state);
});

test('T031: redirects are 303, leave no referrer and are not kept', async (t) => {
  const proxy = await startOAuthProxy(t);
  const client = await proxy.client();
  for (const more of [{}, { scope: 'unknown' }]) {
    const { status, headers } = await ask(proxy, client, more);
    t.is(status, 303);
    t.is(headers['referrer-policy'], 'no-referrer');
    t.is(headers['cache-control'], 'no-store');
  }
});

test('T032: a scope that is unknown or not registered is invalid_scope; none is the default', async (t) => {
  const proxy = await startOAuthProxy(t, { scopes: { 'notes:read': 'read notes', 'notes:write': 'change notes' } });
  const open = await proxy.client();
  const narrow = await proxy.client({ scope: 'notes:read' });
  t.is(await errorOf(t, proxy, open, { scope: 'notes:read admin' }), 'invalid_scope');
  t.is(await errorOf(t, proxy, narrow, { scope: 'notes:read notes:write' }), 'invalid_scope');
  const all = await proxy.tokens(open);
  t.is(all.all.scope, 'notes:read notes:write');
  t.is((await proxy.tokens(narrow)).all.scope, 'notes:read');
  t.is((await proxy.tokens(open, { scope: 'notes:write' })).all.scope, 'notes:write');
  const withOwn = await proxy.tokens(open, { scope: 'openid notes:read offline_access', prompt: 'consent' });
  t.true(String(withOwn.all.scope).split(' ').includes('notes:read'));
});

test('T032: an account gives no more than it may', async (t) => {
  const proxy = await startOAuthProxy(t, { scopes: ['notes:read', 'notes:write'] });
  const client = await proxy.client();
  const callback = await walkThrough(openTestBrowser(), proxy.authorizeUrl(client), CALLBACK, 'reader');
  const { json } = await proxy.redeem(client, callback.searchParams.get('code') ?? '');
  t.is(json.scope, 'notes:read');
});

test('T039: cookies of the authorization server are signed, HttpOnly, SameSite=Lax, and over https prefixed and Secure', async (t) => {
  const proxy = await startOAuthProxy(t, { secure: true });
  const { body } = await openTestBrowser().open(`${proxy.issuer}/.well-known/oauth-authorization-server`);
  t.is(JSON.parse(body).issuer, proxy.issuer);
  const clients = { clientId: 'web', redirectUri: CALLBACK };
  const configured = await startOAuthProxy(t, {
    secure: true,
    clients: [{ clientId: 'web', redirectUris: [CALLBACK] }],
  });
  const browser = openTestBrowser();
  const first = await browser.open(configured.authorizeUrl(clients));
  const lines = first.headers['set-cookie'] ?? [];
  t.true(lines.length >= 4);
  for (const line of lines) {
    t.regex(line, /^__(Host|Secure)-oauth_/);
    t.regex(line, /; secure/i);
    t.regex(line, /; httponly/i);
    t.regex(line, /; samesite=lax/i);
  }
  for (const name of ['__Secure-oauth_step', '__Secure-oauth_resume']) {
    t.true(
      lines.some((line) => line.startsWith(`${name}.sig=`)),
      name,
    );
  }
  const callback = await walkThrough(browser, configured.authorizeUrl(clients), CALLBACK);
  t.truthy(callback.searchParams.get('code'));
});

test('only GET is served where people are sent', async (t) => {
  const { post } = await startOAuthProxy(t);
  const { status, headers } = await post('/authorize', { client_id: 'x' });
  t.is(status, 405);
  t.is(headers.allow, 'GET, HEAD');
});
