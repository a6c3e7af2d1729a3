import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { signingKeys } from '../../src/credentials/signing-keys.js';
import { tokenExchange } from '../../src/credentials/token-exchange.js';
import type { TokenExchangeOptions } from '../../src/credentials/token-exchange-options.js';
import { ConfigurationError } from '../../src/errors.js';
import { caller, nowInSeconds, refusalOf, tokenOf } from '../helpers/credential-call.js';
import { closedPort } from '../helpers/fault-backend.js';
import { type Answer, json, startRestServer } from '../helpers/rest-server.js';
import { exchanging, GOOD, startTokenEndpoint } from '../helpers/token-endpoint.js';

const client = { clientId: 'proxy', clientSecret: 'canary secret:+', audience: 'orders-api' };

const EXCHANGE = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: 'canary-inbound-token',
  subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
};

test('T084: the request names the token, its type and the backend, and the client proves who it is', async (t) => {
  const server = await startTokenEndpoint(t);
  const credential = tokenExchange({ ...client, tokenEndpoint: server.tokenEndpoint, resource: 'https://api.test/v1' });
  t.is(await tokenOf(credential), 'backend-canary-inbound-token-1');
  t.deepEqual(server.forms(), [{ ...EXCHANGE, audience: 'orders-api', resource: 'https://api.test/v1' }]);
  const basic = Buffer.from('proxy:canary+secret%3A%2B').toString('base64');
  t.is(server.requests[0]?.headers.authorization, `Basic ${basic}`);
});

for (const path of ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']) {
  test(`T084: the endpoint is found through the issuer's ${path}, once`, async (t) => {
    const server = await startTokenEndpoint(t, exchanging(), path);
    const credential = tokenExchange({ ...client, issuer: server.baseUrl, clientAuth: 'client_secret_post' });
    await tokenOf(credential);
    await tokenOf(credential, { refresh: true });
    t.is(server.requests.filter(({ target }) => target === path).length, 1);
    const form = server.forms()[0];
    t.deepEqual([form?.client_id, form?.client_secret], ['proxy', 'canary secret:+']);
  });
}

test('T084: the client can prove itself with a key', async (t) => {
  const server = await startTokenEndpoint(t);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const clientKeys = signingKeys({ keys: [privateKey.export({ format: 'jwk' })] });
  const { clientId, audience } = client;
  await tokenOf(tokenExchange({ clientId, audience, clientKeys, tokenEndpoint: server.tokenEndpoint }));
  const assertion = server.forms()[0]?.client_assertion ?? '';
  const keys = createLocalJWKSet({ keys: [...clientKeys.jwks().keys] });
  const { payload } = await jwtVerify(assertion, keys, { audience: server.tokenEndpoint, issuer: 'proxy' });
  t.is(payload.sub, 'proxy');
});

test('T084: scopes are fixed, or follow the endpoint', async (t) => {
  const server = await startTokenEndpoint(t);
  const options = { ...client, tokenEndpoint: server.tokenEndpoint };
  await tokenOf(tokenExchange({ ...options, scope: ['b', 'a', 'b'] }), { scopes: ['x'] });
  await tokenOf(tokenExchange({ ...options, scope: (scopes) => scopes.map((scope) => `api:${scope}`) }), {
    scopes: ['x'],
  });
  t.deepEqual(
    server.forms().map(({ scope }) => scope),
    ['a b', 'api:x'],
  );
});

const wrongAnswers: readonly (readonly [string, object])[] = [
  ['no access_token', { ...GOOD }],
  ['an empty access_token', { ...GOOD, access_token: '' }],
  ['an access_token that no header can carry', { ...GOOD, access_token: 'canary\r\nx: y' }],
  ['no issued_token_type', { ...GOOD, access_token: 'canary', issued_token_type: undefined }],
  [
    'a refresh token',
    { ...GOOD, access_token: 'canary', issued_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
  ],
  ['no token_type', { ...GOOD, access_token: 'canary', token_type: undefined }],
  ['token_type N_A', { ...GOOD, access_token: 'canary', token_type: 'N_A' }],
  ['token_type DPoP', { ...GOOD, access_token: 'canary', token_type: 'DPoP' }],
  ['expires_in 0', { ...GOOD, access_token: 'canary', expires_in: 0 }],
  ['expires_in below 0', { ...GOOD, access_token: 'canary', expires_in: -5 }],
  ['expires_in without a number', { ...GOOD, access_token: 'canary', expires_in: 'soon' }],
  ['the inbound token', { ...GOOD, access_token: 'canary-inbound-token' }],
];

for (const [name, body] of wrongAnswers) {
  test(`T084: an answer with ${name} is refused, and nothing is forwarded`, async (t) => {
    const server = await startTokenEndpoint(t, json(body));
    const credential = tokenExchange({ ...client, tokenEndpoint: server.tokenEndpoint });
    const { failure } = await refusalOf(t, credential);
    t.is(failure, undefined);
    await refusalOf(t, credential);
    t.is(server.forms().length, 2);
  });
}

test('T084: a token is kept for its caller and scope, and never past the end of the inbound one', async (t) => {
  const server = await startTokenEndpoint(t, exchanging({ expires_in: 100_000 }));
  let clock = Date.now();
  const credential = tokenExchange({ ...client, tokenEndpoint: server.tokenEndpoint, now: () => clock });
  const principal = caller({ expiresAt: nowInSeconds() + 600 });
  await tokenOf(credential, { principal });
  clock += 500_000;
  await tokenOf(credential, { principal });
  t.is(server.forms().length, 1);
  clock += 80_000;
  await tokenOf(credential, { principal });
  t.is(server.forms().length, 2);
  clock += 30_000;
  const { failure } = await refusalOf(t, credential, { principal });
  t.is(failure?.code, 'backend_auth');
  t.is(server.forms().length, 2);
});

test('T084: a token without expires_in serves the calls that wait for it, and no later one', async (t) => {
  const server = await startTokenEndpoint(t, exchanging({ expires_in: undefined }));
  const credential = tokenExchange({ ...client, tokenEndpoint: server.tokenEndpoint });
  await Promise.all([tokenOf(credential), tokenOf(credential)]);
  await tokenOf(credential);
  t.is(server.forms().length, 2);
});

test('T084: another token of the same caller is exchanged anew: it may be good for less', async (t) => {
  const server = await startTokenEndpoint(t);
  const credential = tokenExchange({ ...client, tokenEndpoint: server.tokenEndpoint });
  await tokenOf(credential);
  t.is(await tokenOf(credential, { principal: caller({ inbound: 'other' }) }), 'backend-other-2');
});

test('F18: a refused token is exchanged anew', async (t) => {
  const server = await startTokenEndpoint(t);
  const credential = tokenExchange({ ...client, tokenEndpoint: server.tokenEndpoint });
  t.true(credential.refreshable);
  const principal = caller();
  t.is(await tokenOf(credential, { principal }), 'backend-canary-inbound-token-1');
  t.is(await tokenOf(credential, { principal, refresh: true }), 'backend-canary-inbound-token-2');
  t.is(await tokenOf(credential, { principal }), 'backend-canary-inbound-token-2');
});

test('T084: 1,000 calls of 40 callers at once: nobody gets the token of another, and each is exchanged once', async (t) => {
  const exchange = exchanging();
  const server = await startTokenEndpoint(t, async (request, response) => {
    await sleep(Math.random() * 20);
    exchange(request, response);
  });
  const credential = tokenExchange({ ...client, tokenEndpoint: server.tokenEndpoint });
  const expiresAt = nowInSeconds() + 600;
  const users = fc.sample(fc.integer({ min: 0, max: 39 }), { numRuns: 1000, seed: 84 });
  const tokens = await Promise.all(
    users.map((user) =>
      tokenOf(credential, { principal: caller({ subject: `u${user % 7}`, inbound: `of-${user}-`, expiresAt }) }),
    ),
  );
  t.true(tokens.every((token, at) => token.startsWith(`backend-of-${users[at]}-`)));
  t.is(server.forms().length, new Set(users).size);
});

const refused = (error: unknown, status = 400, headers: Record<string, string> = {}): Answer => {
  const body = { error, error_description: 'canary: canary-inbound-token is not good' };
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
};
const hang: Answer = () => {};
const drip: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"access_token":');
};
const bomb: Answer = (_, response) => {
  const body = gzipSync(`{"access_token":"${'canary'.repeat(100_000)}"}`);
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
};
const html: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<p>canary-inbound-token</p>');
};

const failures: readonly (readonly [string, Answer, object | undefined, string])[] = [
  ['invalid_grant', refused('invalid_grant'), { code: 'backend_auth', retryable: false }, 'answered invalid_grant'],
  ['invalid_target', refused('invalid_target'), { code: 'backend_auth', retryable: false }, 'answered invalid_target'],
  ['invalid_client', refused('invalid_client', 401), undefined, 'answered invalid_client'],
  ['invalid_scope', refused('invalid_scope'), undefined, 'answered invalid_scope'],
  ['a strange error code', refused('canary-inbound-token'), undefined, 'an error code of unusual form'],
  ['a challenge', refused('x', 401, { 'www-authenticate': 'Basic realm="canary"' }), undefined, 'failed'],
  ['500', refused('server_error', 500), { code: 'credential_unavailable', retryable: true }, 'It answered 500'],
  [
    '503 and when to come back',
    refused('x', 503, { 'retry-after': '7' }),
    { code: 'credential_unavailable', retryable: true, retryAfter: 7 },
    'It answered 503',
  ],
  ['429', refused('slow_down', 429), { code: 'credential_unavailable', retryable: true }, 'It answered 429'],
  ['no answer', hang, { code: 'credential_unavailable', retryable: true }, 'It did not answer in time'],
  ['half an answer', drip, { code: 'credential_unavailable', retryable: true }, 'It did not answer in time'],
  ['a reset', (_, response) => void response.destroy(), { code: 'credential_unavailable', retryable: true }, 'reached'],
  ['an answer that swells', bomb, undefined, 'larger than 65536 bytes'],
  ['HTML', html, undefined, 'failed'],
];

for (const [name, answer, failure, reason] of failures) {
  test(`T085: ${name} becomes a failure without the token in it`, async (t) => {
    const server = await startTokenEndpoint(t, answer);
    const timeout = answer === hang || answer === drip ? 300 : 5000;
    const credential = tokenExchange({ ...client, tokenEndpoint: server.tokenEndpoint, timeout });
    const refusal = await refusalOf(t, credential);
    t.true(refusal.reason.includes(reason), refusal.reason);
    const { code, retryable, retryAfter } = refusal.failure ?? {};
    t.deepEqual(refusal.failure && { code, retryable, ...(retryAfter && { retryAfter }) }, failure);
    t.is(server.forms().length, 1);
  });
}

test('T085: a server that is down is tried again on the next call, metadata included', async (t) => {
  const down = tokenExchange({ ...client, issuer: `http://127.0.0.1:${await closedPort()}` });
  t.is((await refusalOf(t, down)).failure?.code, 'credential_unavailable');
  let up = false;
  const server = await startRestServer(t, (request, response) => {
    const origin = `http://${request.headers.host}`;
    if (!up) return json({}, 503)(request, response);
    if (request.target === '/token') return exchanging()(request, response);
    json({ issuer: origin, token_endpoint: `${origin}/token` })(request, response);
  });
  const credential = tokenExchange({ ...client, issuer: server.baseUrl });
  t.is((await refusalOf(t, credential)).failure?.code, 'credential_unavailable');
  up = true;
  t.is(await tokenOf(credential), 'backend-canary-inbound-token-1');
});

test('T085: a redirect is not followed, and the secret goes nowhere else', async (t) => {
  const elsewhere = await startRestServer(t);
  for (const status of [301, 302, 307, 308]) {
    const server = await startTokenEndpoint(t, (_, response) => {
      response.writeHead(status, { location: elsewhere.baseUrl }).end();
    });
    const { reason } = await refusalOf(t, tokenExchange({ ...client, tokenEndpoint: server.tokenEndpoint }));
    t.true(reason.includes('redirect'), reason);
  }
  t.deepEqual(elsewhere.requests, []);
});

test('T084: metadata that names another issuer, or an endpoint without TLS elsewhere, is refused', async (t) => {
  for (const metadata of [
    { issuer: 'https://canary.test', token_endpoint: 'https://canary.test/token' },
    { token_endpoint: 'http://canary.test/token' },
  ]) {
    const server = await startRestServer(t, (request, response) =>
      json({ issuer: `http://${request.headers.host}`, ...metadata })(request, response),
    );
    const { failure } = await refusalOf(t, tokenExchange({ ...client, issuer: server.baseUrl }));
    t.is(failure, undefined);
  }
});

test('T084: a caller without a token, or with one that has expired, is told to sign in again', async (t) => {
  const server = await startTokenEndpoint(t);
  const credential = tokenExchange({ ...client, tokenEndpoint: server.tokenEndpoint });
  const { token: _, ...withoutToken } = caller();
  for (const principal of [withoutToken, caller({ expiresAt: nowInSeconds() - 1 })]) {
    t.is((await refusalOf(t, credential, { principal })).failure?.code, 'backend_auth');
  }
  t.deepEqual(server.requests, []);
});

function problemsOf(t: ExecutionContext, options: object): string[] {
  const error = t.throws(() => tokenExchange(options as TokenExchangeOptions), { instanceOf: ConfigurationError });
  t.notRegex(error?.message ?? '', /canary/);
  return error?.problems.map(({ place }) => place.replace('tokenExchange.', '')) ?? [];
}

test('mistakes in the options are refused together, without showing secrets', (t) => {
  t.deepEqual(problemsOf(t, { clientId: '', clientSecret: '', clientAuth: 'none', timeout: 0, cacheSize: 0.5 }), [
    'issuer',
    'clientId',
    'clientSecret',
    'clientAuth',
    'audience',
    'timeout',
    'cacheSize',
  ]);
  t.deepEqual(problemsOf(t, { ...client, issuer: 'http://issuer.test', resource: 'orders#x' }), ['issuer', 'resource']);
  t.deepEqual(problemsOf(t, { ...client, tokenEndpoint: 'https://u:canary@issuer.test/token' }), ['tokenEndpoint']);
  t.deepEqual(problemsOf(t, { ...client, issuer: 'https://a.test', tokenEndpoint: 'https://a.test/token' }), [
    'issuer',
  ]);
});
