import test from 'ava';
import fc from 'fast-check';
import { memoryStore } from '../../src/store/memory-store.js';
import { CALLBACK, fetchFrom, startOAuthProxy } from '../helpers/oauth-proxy.js';

const many = { registration: { perAddress: 100_000 } } as const;

test('T010: a public client gets an unguessable id and no secret; a confidential one a secret of 256 bits or more', async (t) => {
  const { register } = await startOAuthProxy(t);
  const open = await register();
  t.is(open.status, 201);
  t.is(open.headers['cache-control'], 'no-store');
  t.true(String(open.json.client_id).length >= 43);
  t.false('client_secret' in open.json);
  const confidential = await register({ token_endpoint_auth_method: 'client_secret_basic' });
  t.is(confidential.status, 201);
  t.true(String(confidential.json.client_secret).length >= 43);
  t.is(confidential.json.client_secret_expires_at, 0);
});

test('T011: ids, secrets and prototypes that a client brings along are not taken', async (t) => {
  const { issuer } = await startOAuthProxy(t);
  const marker = 'canary-11';
  const body = `{"redirect_uris":["https://app.example.com/cb"],"client_id":"${marker}","client_secret":"${marker}",
    "registration_access_token":"${marker}","__proto__":{"polluted":"${marker}"},"token_endpoint_auth_method":"none"}`;
  const headers = { 'content-type': 'application/json' };
  const answer = await fetchFrom(`${issuer}/register`, { method: 'POST', headers, body });
  t.is(answer.status, 201);
  t.false(answer.body.includes(marker));
  t.is(Object(Object.create({})).polluted, undefined);
});

test('T012: missing, empty, misshapen, too many or too long redirect URIs are refused', async (t) => {
  const { register } = await startOAuthProxy(t, many);
  const uri = 'https://app.example.com/cb';
  for (const redirect_uris of [
    undefined,
    null,
    [],
    uri,
    { 0: uri },
    [1],
    [''],
    Array.from({ length: 11 }, (_, index) => `${uri}/${index}`),
    [`${uri}?${'a'.repeat(2048)}`],
  ]) {
    const { status, json } = await register({ redirect_uris });
    t.is(status, 400, JSON.stringify(redirect_uris)?.slice(0, 60));
    t.is(json.error, 'invalid_redirect_uri');
  }
  t.is((await register({ redirect_uris: Array.from({ length: 10 }, (_, index) => `${uri}/${index}`) })).status, 201);
});

test('T013: schemes that run code, read files or speak other protocols are refused in every disguise', async (t) => {
  const { register } = await startOAuthProxy(t, many);
  for (const scheme of ['javascript', 'data', 'vbscript', 'file', 'blob', 'about', 'ws', 'wss', 'unknown-app']) {
    for (const uri of [
      `${scheme}:alert(1)`,
      `${scheme.toUpperCase()}://x/y`,
      `\u0001${scheme}:x`,
      ` ${scheme}:x`,
      `${scheme.slice(0, 2)}\t${scheme.slice(2)}:x`,
      `${scheme.slice(0, 2)}\n${scheme.slice(2)}:x`,
    ]) {
      const { status, json } = await register({ redirect_uris: [uri] });
      t.is(status, 400, JSON.stringify(uri));
      t.is(json.error, 'invalid_redirect_uri');
    }
  }
});

test('T014: http beyond loopback, fragments, users, wildcards and dot segments are refused', async (t) => {
  const { register } = await startOAuthProxy(t, many);
  for (const uri of [
    'http://app.example.com/cb',
    'http://localhost.evil.example/cb',
    'http://127.0.0.1.evil.example/cb',
    'http://localhost@evil.example/cb',
    'https://app.example.com/cb#fragment',
    'https://app.example.com/cb#',
    'https://user@app.example.com/cb',
    'https://user:secret@app.example.com/cb',
    'http://user@127.0.0.1/cb',
    'https://*.example.com/cb',
    'https://app.example.com/*',
    'https://app.example.com/a/../cb',
    'https://app.example.com/a/%2e%2E/cb',
    'https://app.example.com/./cb',
    'https://app.example.com\\@evil.example/cb',
    'https://localhost/cb',
    'https:user@evil.example/cb',
    'https:/user@evil.example/cb',
    'https:///user@evil.example/cb',
    'HTTPS:app.example.com/cb',
    'http:127.0.0.1/cb',
    '//app.example.com/cb',
    '/cb',
  ]) {
    const { status, json } = await register({ redirect_uris: [uri] });
    t.is(status, 400, uri);
    t.is(json.error, 'invalid_redirect_uri', uri);
  }
});

test('T014: no text at all makes the registration fail in another way than 201 or 400', async (t) => {
  const { register } = await startOAuthProxy(t, {
    ...many,
    registration: { perAddress: 100_000, maxClients: 100_000 },
  });
  await t.notThrowsAsync(
    fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.webUrl({ withFragments: true }), fc.string({ unit: 'binary' })),
        async (uri) => {
          const { status, json } = await register({ redirect_uris: [uri] });
          return status === 201 ? uri.startsWith('http') : status === 400 && typeof json.error === 'string';
        },
      ),
      { numRuns: 100 },
    ),
  );
});

test('T015: web applications have no loopback or private-use redirect; native ones have; what is not said is inferred', async (t) => {
  const { register } = await startOAuthProxy(t, many);
  const loopback = 'http://127.0.0.1:33418/';
  t.is((await register({ application_type: 'web', redirect_uris: [loopback] })).status, 400);
  t.is((await register({ application_type: 'web', redirect_uris: ['cursor://app/cb'] })).status, 400);
  t.is((await register({ application_type: 'native', redirect_uris: [loopback] })).status, 201);
  const inferred = await register({ redirect_uris: [loopback] });
  t.is(inferred.json.application_type, 'native');
  t.is((await register({})).json.application_type, 'web');
  t.is((await register({ application_type: 'other' })).status, 400);
});

test('T015: the redirects of known hosts can be registered as those hosts send them', async (t) => {
  const { register } = await startOAuthProxy(t, many);
  for (const redirect_uris of [
    ['https://claude.ai/api/mcp/auth_callback'],
    ['https://claude.com/api/mcp/auth_callback'],
    ['http://localhost:54545/callback'],
    ['http://localhost/callback', 'http://127.0.0.1/callback'],
    [
      'https://vscode.dev/redirect',
      'https://insiders.vscode.dev/redirect',
      'http://127.0.0.1/',
      'http://127.0.0.1:33418/',
    ],
    [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'https://www.cursor.com/agents/mcp/oauth/callback',
      'http://localhost:8787/callback',
    ],
    ['https://chatgpt.com/connector/oauth/abc123'],
    ['http://[::1]:9000/cb'],
  ]) {
    const { status, json, body } = await register({ redirect_uris });
    t.is(status, 201, body);
    t.deepEqual(json.redirect_uris, redirect_uris);
    t.deepEqual(json.grant_types, ['authorization_code', 'refresh_token']);
  }
});

test('T013: a scheme that is configured is accepted, and those of editors then are not', async (t) => {
  const { register } = await startOAuthProxy(t, { allowedSchemes: ['com.example.app'] });
  t.is((await register({ redirect_uris: ['com.example.app:/callback'] })).status, 201);
  t.is((await register({ redirect_uris: ['cursor://x/callback'] })).status, 400);
});

test('T016: links must be absolute https URLs', async (t) => {
  const { register } = await startOAuthProxy(t, many);
  for (const name of ['logo_uri', 'client_uri', 'tos_uri', 'policy_uri', 'jwks_uri']) {
    for (const url of [
      'http://app.example.com/x',
      'javascript:alert(1)',
      '/x',
      'data:image/png;base64,AA',
      7,
      'https://u:p@app.example.com',
    ]) {
      const { status, json } = await register({ [name]: url });
      t.is(status, 400, `${name} ${url}`);
      t.is(json.error, 'invalid_client_metadata');
    }
  }
  t.is((await register({ logo_uri: 'https://app.example.com/logo.png' })).status, 201);
});

test('T017: unsupported and contradicting grant types, response types and authentication are refused', async (t) => {
  const { register, store } = await startOAuthProxy(t, many);
  for (const metadata of [
    { grant_types: ['password'] },
    { grant_types: ['implicit', 'authorization_code'] },
    { grant_types: ['client_credentials'] },
    { grant_types: ['refresh_token'] },
    { grant_types: [] },
    { grant_types: 'authorization_code' },
    { response_types: ['token'] },
    { response_types: ['code', 'id_token'] },
    { response_types: [] },
    { token_endpoint_auth_method: 'client_secret_jwt' },
    { token_endpoint_auth_method: 'tls_client_auth' },
    { token_endpoint_auth_method: 'private_key_jwt' },
    { token_endpoint_auth_method: 7 },
    { scope: 'mcp unknown' },
    { scope: 7 },
    { client_name: {} },
  ]) {
    const { status, json } = await register(metadata);
    t.is(status, 400, JSON.stringify(metadata));
    t.is(json.error, 'invalid_client_metadata');
  }
  t.deepEqual(await store.members('oidc:Clients'), []);
});

test('T017: a body that is no JSON object is refused', async (t) => {
  const { issuer } = await startOAuthProxy(t, many);
  const json = { 'content-type': 'application/json' };
  for (const [headers, body] of [
    [json, '[]'],
    [json, 'null'],
    [json, '"text"'],
    [json, '{'],
    [json, ''],
    [json, `{"redirect_uris":["https://a.example/${'x'.repeat(60_000)}"]}`],
    [{ 'content-type': 'text/plain' }, '{}'],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 'redirect_uris=https://a.example'],
  ] as const) {
    t.is((await fetchFrom(`${issuer}/register`, { method: 'POST', headers, body })).status, 400, body.slice(0, 20));
  }
});

test('T018: one address can register so often and no oftener', async (t) => {
  const { register } = await startOAuthProxy(t, { registration: { perAddress: 3 } });
  for (let index = 0; index < 3; index += 1) t.is((await register()).status, 201);
  const refused = await register();
  t.is(refused.status, 429);
  t.true(Number(refused.headers['retry-after']) > 0);
});

test('T018: the number of clients is bounded, however many register at once', async (t) => {
  const { register, store } = await startOAuthProxy(t, { registration: { perAddress: 1000, maxClients: 5 } });
  const answers = await Promise.all(Array.from({ length: 20 }, () => register()));
  t.is(answers.filter(({ status }) => status === 201).length, 5);
  for (const { status, json, headers } of answers.filter((answer) => answer.status !== 201)) {
    t.is(status, 503);
    t.is(json.error, 'temporarily_unavailable');
    t.true(Number(headers['retry-after']) > 0);
  }
  t.is((await store.members('oidc:Clients')).length, 5);
});

test('T018: a client that nobody uses is forgotten', async (t) => {
  const clock = { now: Date.now() };
  const store = memoryStore({ now: () => clock.now });
  const proxy = await startOAuthProxy(t, { store, registration: { unusedTtl: 60, maxClients: 1 } });
  const client = await proxy.client();
  t.is((await proxy.register()).status, 503);
  clock.now += 61_000;
  const { status, json } = await proxy.redeem(client, 'anything');
  t.is(status, 401);
  t.is(json.error, 'invalid_client');
  t.is((await proxy.register()).status, 201);
});

/** Metadata of exactly so many bytes. */
function sized(bytes: number): object {
  const rest = { redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none', client_name: '' };
  return { ...rest, client_name: 'x'.repeat(bytes - JSON.stringify(rest).length) };
}

test('T018: what a client may say of itself is bounded in bytes, and so is what is kept of it', async (t) => {
  const { register, store } = await startOAuthProxy(t, many);
  for (const metadata of [
    sized(5121),
    { client_name: 'ü'.repeat(2560) },
    { jwks: { keys: [{ kty: 'RSA', n: 'x'.repeat(5000) }] } },
    { contacts: Array.from({ length: 2000 }, () => 'a@b.example') },
  ]) {
    const { status, json } = await register(metadata);
    t.is(status, 400);
    t.is(json.error, 'invalid_client_metadata');
    t.is(json.error_description, 'The client metadata must be of at most 5120 bytes.');
  }
  t.deepEqual(await store.members('oidc:Clients'), []);
  const largest = await register(sized(5120));
  t.is(largest.status, 201, largest.body);
  const [at = ''] = await store.members('oidc:Clients');
  t.true(String(await store.get(at)).length < 9 * 1024);
});

test('T018: members that are dropped do not count, and nesting is bounded', async (t) => {
  const { register, issuer } = await startOAuthProxy(t, many);
  t.is((await register({ software_statement: 'x'.repeat(20_000) })).status, 201);
  const body = `{"redirect_uris":["${CALLBACK}"],"contacts":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  const headers = { 'content-type': 'application/json' };
  const deep = await fetchFrom(`${issuer}/register`, { method: 'POST', headers, body });
  t.is(deep.status, 400);
  t.is(deep.json.error, 'invalid_client_metadata');
});
