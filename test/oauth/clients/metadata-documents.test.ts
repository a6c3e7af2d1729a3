import test from 'ava';
import { createClientDocuments } from '../../../src/oauth/clients/metadata-documents.js';
import { silentLogger } from '../../../src/telemetry/silent-logger.js';
import { localFetch, startDocuments } from '../../helpers/document-server.js';
import { CALLBACK, type OAuthProxyOptions, startOAuthProxy } from '../../helpers/oauth-proxy.js';

const documents: OAuthProxyOptions = { clientIdMetadata: { fetch: localFetch, fetchesPerMinute: 1000 } };
const good = { redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none', client_name: 'Document' };

test('T021: a client that is identified by its document signs people in', async (t) => {
  const [server, proxy] = [await startDocuments(t), await startOAuthProxy(t, documents)];
  server.publish('/client.json', good);
  const client = { clientId: server.url('/client.json'), redirectUri: CALLBACK };
  const { accessToken, refreshToken } = await proxy.tokens(client);
  t.is((await proxy.call(accessToken)).status, 200);
  t.is((await proxy.refresh(client, refreshToken)).status, 200);
  t.is(server.requests(), 1);
});

test('T024: a document without an application type may have loopback redirects on any port', async (t) => {
  const [server, proxy] = [await startDocuments(t), await startOAuthProxy(t, documents)];
  server.publish('/editor.json', {
    ...good,
    redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
  });
  const client = { clientId: server.url('/editor.json'), redirectUri: 'http://127.0.0.1:45678/callback' };
  t.truthy((await proxy.tokens(client)).accessToken);
});

test('T019: ids that cannot be a document are refused without asking anybody', async (t) => {
  const [server, proxy] = [await startDocuments(t), await startOAuthProxy(t, documents)];
  server.publish('/client.json', good);
  for (const clientId of [
    `http://localhost:${server.port}/client.json`,
    `https://localhost:${server.port}`,
    `https://localhost:${server.port}/`,
    `https://localhost:${server.port}/a/../client.json`,
    `https://localhost:${server.port}/a/%2e%2E/client.json`,
    `https://localhost:${server.port}/./client.json`,
    `${server.url('/client.json')}#fragment`,
    `https://user@localhost:${server.port}/client.json`,
    `https://user:secret@localhost:${server.port}/client.json`,
    ` ${server.url('/client.json')}`,
    `https:\\\\localhost:${server.port}\\client.json`,
    `https://localhost:${server.port}/client\t.json`,
  ]) {
    const url = new URL(proxy.authorizeUrl({ clientId, redirectUri: CALLBACK }));
    const { status, headers, body } = await proxy.request(`${url.pathname}${url.search}`);
    t.is(status, 400, clientId);
    t.is(headers.location, undefined);
    t.regex(body, /invalid_client/);
    const { status: token, json } = await proxy.redeem({ clientId, redirectUri: CALLBACK }, 'x');
    t.is(token, 401, clientId);
    t.is(json.error, 'invalid_client');
  }
  t.is(server.requests(), 0);
});

test('T021: answers that are not the client’s document are refused, and not remembered', async (t) => {
  const [server, proxy] = [await startDocuments(t), await startOAuthProxy(t, documents)];
  const clientId = server.url('/client.json');
  const url = new URL(proxy.authorizeUrl({ clientId, redirectUri: CALLBACK }));
  const ask = () => proxy.request(`${url.pathname}${url.search}`);
  const json = { 'content-type': 'application/json' };
  const own = { client_id: clientId, ...good };
  for (const [status, headers, body] of [
    [302, { location: server.url('/other.json') }, ''],
    [404, json, JSON.stringify(own)],
    [500, json, ''],
    [201, json, JSON.stringify(own)],
    [200, { 'content-type': 'text/html' }, JSON.stringify(own)],
    [200, {}, JSON.stringify(own)],
    [200, json, 'not json'],
    [200, json, '[]'],
    [200, json, JSON.stringify({ ...own, client_id: `${clientId}/` })],
    [200, json, JSON.stringify({ ...own, client_id: clientId.toUpperCase() })],
    [200, json, JSON.stringify({ ...own, client_secret: 'secret' })],
    [200, json, JSON.stringify({ ...own, client_secret_expires_at: 0 })],
    [200, json, JSON.stringify({ ...own, token_endpoint_auth_method: 'client_secret_basic' })],
    [200, json, JSON.stringify({ ...own, token_endpoint_auth_method: undefined })],
    [200, json, JSON.stringify({ ...own, redirect_uris: ['http://evil.example/cb'] })],
    [200, json, JSON.stringify({ ...own, redirect_uris: ['javascript:alert(1)'] })],
    [200, json, JSON.stringify({ ...own, redirect_uris: ['https://user@app.example.com/cb'] })],
    [200, json, JSON.stringify({ ...own, logo_uri: 'http://app.example.com/logo.png' })],
    [200, json, JSON.stringify({ ...own, padding: 'x'.repeat(6000) })],
  ] as const) {
    const before = server.requests();
    server.handle((_request, response) => void response.writeHead(status, headers).end(body));
    const answer = await ask();
    t.is(answer.status, 400, `${status} ${body.slice(0, 80)}`);
    t.is(answer.headers.location, undefined);
    t.regex(answer.body, /invalid_client|invalid_redirect_uri/);
    t.is(server.requests(), before + 1);
  }
  server.publish('/client.json', good);
  t.is((await ask()).status, 303);
});

test('T018: a document that says more than a client may is invalid_client_metadata, and its limit is named', async (t) => {
  const [server, proxy] = [await startDocuments(t), await startOAuthProxy(t, documents)];
  const clientId = server.url('/client.json');
  const url = new URL(proxy.authorizeUrl({ clientId, redirectUri: CALLBACK }));
  const grown = `{"client_id":"${clientId}","redirect_uris":["${CALLBACK}"],"token_endpoint_auth_method":"none",
    "jwks":{"keys":[${Array.from({ length: 400 }, () => '1E20').join()}]}}`;
  t.true(grown.length < 5120);
  for (const body of [JSON.stringify({ client_id: clientId, ...good, client_name: 'x'.repeat(6000) }), grown]) {
    server.handle((_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
    const page = await proxy.request(`${url.pathname}${url.search}`);
    t.is(page.status, 400);
    t.regex(page.body, /invalid_client_metadata/);
    t.regex(page.body, /at most 5120 bytes/);
    const { status, json } = await proxy.redeem({ clientId, redirectUri: CALLBACK }, 'x');
    t.is(status, 400);
    t.is(json.error, 'invalid_client_metadata');
    t.is(json.error_description, 'The client metadata must be of at most 5120 bytes.');
  }
  const padding = 'x'.repeat(5120 - JSON.stringify({ client_id: clientId, ...good, client_name: '' }).length);
  server.publish('/client.json', { ...good, client_name: padding });
  t.is((await proxy.request(`${url.pathname}${url.search}`)).status, 303);
});

test('T021: many requests at once fetch a document once, and it is kept as long as it says', async (t) => {
  const [server, proxy] = [await startDocuments(t), await startOAuthProxy(t, documents)];
  server.publish('/client.json', good, { 'cache-control': 'max-age=3600' });
  const url = new URL(proxy.authorizeUrl({ clientId: server.url('/client.json'), redirectUri: CALLBACK }));
  const answers = await Promise.all(Array.from({ length: 20 }, () => proxy.request(`${url.pathname}${url.search}`)));
  t.deepEqual([...new Set(answers.map(({ status }) => status))], [303]);
  t.is(server.requests(), 1);
});

test('T021: one address can have only so many documents fetched', async (t) => {
  const server = await startDocuments(t);
  const proxy = await startOAuthProxy(t, { clientIdMetadata: { fetch: localFetch, fetchesPerMinute: 3 } });
  for (let index = 0; index < 6; index += 1) {
    const url = new URL(proxy.authorizeUrl({ clientId: server.url(`/${index}.json`), redirectUri: CALLBACK }));
    t.is((await proxy.request(`${url.pathname}${url.search}`)).status, 400);
  }
  t.is(server.requests(), 3);
});

test('T020: by default, documents of this machine are not fetched', async (t) => {
  const [server, proxy] = [await startDocuments(t), await startOAuthProxy(t)];
  server.publish('/client.json', good);
  for (const clientId of [server.url('/client.json'), `https://127.0.0.1:${server.port}/client.json`]) {
    const url = new URL(proxy.authorizeUrl({ clientId, redirectUri: CALLBACK }));
    const { status, body } = await proxy.request(`${url.pathname}${url.search}`);
    t.is(status, 400);
    t.notRegex(body, /127\.0\.0\.1:\d+\/client|special|public internet/);
  }
  t.is(server.requests(), 0);
});

test('T019: an id that is longer than any URL of a client may be is refused without asking anybody', async (t) => {
  const [server, proxy] = [await startDocuments(t), await startOAuthProxy(t, documents)];
  const path = `/${'x'.repeat(2048)}.json`;
  server.publish(path, good);
  const url = new URL(proxy.authorizeUrl({ clientId: server.url(path), redirectUri: CALLBACK }));
  t.is((await proxy.request(`${url.pathname}${url.search}`)).status, 400);
  t.is(server.requests(), 0);
});

test('T021: a key set is passed on as a key set only, and can never become a document', async (t) => {
  const server = await startDocuments(t);
  const rules = { schemes: new Set<string>(), authMethods: ['none'] };
  const found = createClientDocuments({ fetch: localFetch }, { rules, logger: silentLogger });
  server.publish('/keys.json', { keys: [{ kty: 'RSA', kid: 'one' }], redirect_uris: ['javascript:alert(1)'] });
  const keys = await found.fetch(server.url('/keys.json'));
  t.deepEqual(await keys.json(), { keys: [{ kty: 'RSA', kid: 'one' }] });
  await t.throwsAsync(found.fetch(server.url('/keys.json'), { redirect: 'manual' }));
});

test('hosts that are not listed are not asked', async (t) => {
  const server = await startDocuments(t);
  const proxy = await startOAuthProxy(t, { clientIdMetadata: { fetch: localFetch, hosts: ['other.example'] } });
  const url = new URL(proxy.authorizeUrl({ clientId: server.url('/client.json'), redirectUri: CALLBACK }));
  t.is((await proxy.request(`${url.pathname}${url.search}`)).status, 400);
  t.is(server.requests(), 0);
});
