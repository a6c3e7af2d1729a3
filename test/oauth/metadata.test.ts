import test from 'ava';
import * as oauth from 'oauth4webapi';
import { CALLBACK, startOAuthProxy, VERIFIER } from '../helpers/oauth-proxy.js';

const insecure = { [oauth.allowInsecureRequests]: true } as const;

test('T003: the metadata name the issuer letter by letter, at every place where clients look', async (t) => {
  const { issuer, request } = await startOAuthProxy(t);
  for (const document of ['oauth-authorization-server', 'openid-configuration']) {
    for (const suffix of ['', '/mcp', '/mcp/', '/sse', '/sse/']) {
      const { status, json, headers } = await request(`/.well-known/${document}${suffix}`);
      t.is(status, 200, `${document}${suffix}`);
      t.is(json.issuer, issuer);
      t.regex(String(headers['content-type']), /^application\/json/);
    }
  }
  t.is((await request('/.well-known/oauth-authorization-server/other')).status, 404);
});

test('T003: an issuer with a path has its metadata at the root of the host and below the path', async (t) => {
  const { issuer, request } = await startOAuthProxy(t, { path: '/tools' });
  t.regex(issuer, /\/tools$/);
  for (const at of [
    '/.well-known/oauth-authorization-server/tools',
    '/.well-known/openid-configuration/tools',
    '/tools/.well-known/openid-configuration',
    '/tools/.well-known/oauth-authorization-server',
  ]) {
    const { status, json } = await request(at);
    t.is(status, 200, at);
    t.is(json.issuer, issuer);
    t.is(json.authorization_endpoint, `${issuer}/authorize`);
    t.is(json.token_endpoint, `${issuer}/token`);
  }
});

test('T003: an independent relying party accepts the metadata of both kinds', async (t) => {
  const proxy = await startOAuthProxy(t);
  const issuer = new URL(proxy.issuer);
  for (const algorithm of ['oauth2', 'oidc'] as const) {
    const response = await oauth.discoveryRequest(issuer, { algorithm, ...insecure });
    const metadata = await oauth.processDiscoveryResponse(issuer, response);
    t.is(metadata.issuer, proxy.issuer);
  }
});

test('T004: what the metadata offer is there, and nothing else is', async (t) => {
  const { issuer, request, post } = await startOAuthProxy(t);
  const { json } = await request('/.well-known/oauth-authorization-server');
  t.deepEqual(json.code_challenge_methods_supported, ['S256']);
  t.deepEqual(json.response_types_supported, ['code']);
  t.deepEqual(json.response_modes_supported, ['query']);
  t.deepEqual(json.grant_types_supported, ['authorization_code', 'refresh_token']);
  t.deepEqual(json.token_endpoint_auth_methods_supported, [
    'none',
    'client_secret_basic',
    'client_secret_post',
    'private_key_jwt',
  ]);
  t.deepEqual(json.scopes_supported, ['openid', 'offline_access', 'mcp']);
  const endpoints = Object.entries(json).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
  t.deepEqual(endpoints.sort(), [
    ['authorization_endpoint', `${issuer}/authorize`],
    ['jwks_uri', `${issuer}/jwks`],
    ['registration_endpoint', `${issuer}/register`],
    ['revocation_endpoint', `${issuer}/revoke`],
    ['token_endpoint', `${issuer}/token`],
  ]);
  for (const path of ['/auth', '/reg', '/me', '/request', '/session/end', '/token/introspection', '/device/auth']) {
    t.is((await request(path)).status, 404, path);
    t.is((await post(path, {})).status, 404, path);
  }
});

test('T004: every method of client authentication that is offered works', async (t) => {
  const proxy = await startOAuthProxy(t);
  for (const method of ['none', 'client_secret_basic', 'client_secret_post']) {
    const client = await proxy.client({ token_endpoint_auth_method: method });
    const code = (await proxy.authorize(client)).searchParams.get('code') ?? '';
    const basic = Buffer.from(`${client.clientId}:${client.secret}`).toString('base64');
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
    };
    const { status } =
      method === 'client_secret_basic'
        ? await proxy.post('/token', form, { authorization: `Basic ${basic}` })
        : await proxy.redeem(client, code);
    t.is(status, 200, method);
  }
});

test('T004: with registration switched off there is neither the promise nor the endpoint', async (t) => {
  const { request, register } = await startOAuthProxy(t, { registration: false });
  const { json } = await request('/.well-known/oauth-authorization-server');
  t.false('registration_endpoint' in json);
  t.is((await register()).status, 404);
});

test('T005: iss in answers is promised and kept', async (t) => {
  const proxy = await startOAuthProxy(t);
  const { json } = await proxy.request('/.well-known/oauth-authorization-server');
  t.true(json.authorization_response_iss_parameter_supported);
  const callback = await proxy.authorize(await proxy.client());
  t.deepEqual(callback.searchParams.getAll('iss'), [proxy.issuer]);
});

test('T006: client id metadata documents are promised when they are on, and only then', async (t) => {
  const on = await startOAuthProxy(t);
  const off = await startOAuthProxy(t, { clientIdMetadata: false });
  t.true((await on.request('/.well-known/oauth-authorization-server')).json.client_id_metadata_document_supported);
  t.not(
    (await off.request('/.well-known/oauth-authorization-server')).json.client_id_metadata_document_supported,
    true,
  );
});

test('T008: URLs come from the configuration, whatever a request says its host is', async (t) => {
  const { issuer, request, authorizeUrl, client } = await startOAuthProxy(t, {
    serving: { allowedHosts: ['evil.example'] },
  });
  const headers = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'ftp',
    forwarded: 'host=evil.example;proto=https',
  };
  const { body } = await request('/.well-known/oauth-authorization-server', { headers });
  t.false(body.includes('evil'));
  t.true(body.includes(`"${issuer}/token"`));
  const url = new URL(authorizeUrl(await client()));
  const started = await request(`${url.pathname}${url.search}`, { headers });
  t.is(started.status, 303);
  t.false(JSON.stringify(started.headers).includes('evil'));
});

test('JWKS holds one public RSA key and no private part', async (t) => {
  const { request } = await startOAuthProxy(t);
  const { json } = await request('/jwks');
  const [key, ...others] = json.keys as Record<string, string>[];
  t.is(others.length, 0);
  t.like(key, { kty: 'RSA', alg: 'RS256', use: 'sig', e: 'AQAB' });
  for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi']) t.false(name in Object(key), name);
});

test('T100: metadata, keys, token, registration and revocation answer every origin, without credentials; authorize none', async (t) => {
  const { request, post } = await startOAuthProxy(t);
  const origin = 'https://inspector.example';
  for (const [path, method] of [
    ['/.well-known/oauth-authorization-server', 'GET'],
    ['/jwks', 'GET'],
    ['/token', 'POST'],
    ['/register', 'POST'],
    ['/revoke', 'POST'],
  ] as const) {
    const headers = { origin, 'access-control-request-method': method };
    const preflight = await request(path, { method: 'OPTIONS', headers });
    t.is(preflight.status, 204, path);
    t.is(preflight.headers['access-control-allow-origin'], '*', path);
    t.regex(String(preflight.headers['access-control-allow-methods']), new RegExp(method));
    const actual = method === 'GET' ? await request(path, { headers: { origin } }) : await post(path, {}, { origin });
    t.is(actual.headers['access-control-allow-origin'], '*', path);
    t.is(actual.headers['access-control-allow-credentials'], undefined);
    t.regex(String(actual.headers['access-control-expose-headers']), /WWW-Authenticate/);
  }
  const authorize = await request('/authorize', { headers: { origin } });
  t.is(authorize.headers['access-control-allow-origin'], undefined);
  t.is((await request('/authorize', { method: 'OPTIONS', headers: { origin } })).status, 405);
});

test('an issuer at another name than publicUrl works, when both lead to the proxy', async (t) => {
  const publicUrl = 'https://mcp.example.com';
  const proxy = await startOAuthProxy(t, { serving: { publicUrl } });
  const metadata = await proxy.request('/.well-known/oauth-protected-resource/mcp');
  t.deepEqual(metadata.json.authorization_servers, [proxy.issuer]);
  const resource = String(metadata.json.resource);
  t.is(resource, `${publicUrl}/mcp`);
  const found = await proxy.request('/.well-known/oauth-authorization-server');
  t.is(found.json.issuer, proxy.issuer);
  const { accessToken } = await proxy.tokens(await proxy.client(), { resource });
  t.is((await proxy.call(accessToken)).status, 200);
});
