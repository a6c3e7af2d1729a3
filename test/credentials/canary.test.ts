import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import test from 'ava';
import { createSecret } from '../../src/auth/secret.js';
import type { BackendOptions } from '../../src/backend/options.js';
import { allOf } from '../../src/credentials/all-of.js';
import { apiKeyHeader } from '../../src/credentials/api-key.js';
import { apiKeyQuery } from '../../src/credentials/api-key-query.js';
import { bearer } from '../../src/credentials/bearer.js';
import type { Credential } from '../../src/credentials/credential.js';
import { mintedToken } from '../../src/credentials/minted-token.js';
import { noCredential } from '../../src/credentials/none.js';
import { signingKeys } from '../../src/credentials/signing-keys.js';
import { tokenExchange } from '../../src/credentials/token-exchange.js';
import { upstreamToken } from '../../src/credentials/upstream-token.js';
import { assertUnmarked, callEverything, startCanaryProxy } from '../helpers/canary.js';
import { type Behaviour, startFaultBackend } from '../helpers/fault-backend.js';
import { json } from '../helpers/rest-server.js';
import { GOOD, startTokenEndpoint } from '../helpers/token-endpoint.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keys = signingKeys({ keys: [privateKey.export({ format: 'jwk' })] });

type MakeCredential = (tokenEndpoint: string) => Credential;

const strategies: Readonly<Record<string, MakeCredential>> = {
  noCredential: () => noCredential(),
  apiKeyHeader: () => apiKeyHeader({ key: 'service-key' }),
  apiKeyQuery: () => apiKeyQuery({ name: 'key', key: 'service+key in the query' }),
  'bearer, fixed': () => bearer({ token: 'service-token' }),
  'bearer, a function': () => bearer({ token: ({ principal }) => `of-${principal.subject}` }),
  mintedToken: () => mintedToken({ audience: 'things', issuer: 'https://mcp.test', keys }),
  tokenExchange: (tokenEndpoint) =>
    tokenExchange({ tokenEndpoint, clientId: 'proxy', clientSecret: 'secret', audience: 'things' }),
  upstreamToken: () =>
    upstreamToken({ issuer: 'test', tokens: { get: async () => createSecret('upstream-token-of-ann') } }),
  allOf: () =>
    allOf(
      apiKeyHeader({ key: 'service-key' }),
      apiKeyQuery({ name: 'key', key: 'service-query-key' }),
      bearer({ token: 'service-token' }),
    ),
};

const answerWith =
  (status: number): Behaviour =>
  ({ respond, headers, target }) => {
    const echo = JSON.stringify({ error: `no, ${target}`, seen: headers });
    respond(status, { 'content-type': 'application/json' }, status === 200 ? '{"ok":true}' : echo);
  };

const faults: Readonly<Record<string, Behaviour>> = {
  'no fault': answerWith(200),
  'F05, a stall': () => {},
  'F06, a stall in the answer': ({ write }) => {
    write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\ncontent-type: application/json\r\n\r\n{');
  },
  'F08, a reset': ({ reset }) => reset(),
  'F14, 429': answerWith(429),
  'F16, 500': answerWith(500),
  'F16, 502': answerWith(502),
  'F18, 401': answerWith(401),
  'F18, 403': answerWith(403),
  'F22, a redirect': ({ respond, target }) => respond(307, { location: `http://127.0.0.1:1${target}` }),
};

const quick = { timeouts: { firstByte: 100, idle: 100, total: 10_000 } };

for (const [name, make] of Object.entries(strategies)) {
  test(`T127: under ${name} and every fault, nothing of the inbound request reaches backend, log or answer`, async (t) => {
    const issuer = await startTokenEndpoint(t, json({ access_token: 'exchanged-token', ...GOOD }));
    await Promise.all(
      Object.entries(faults).map(async ([fault, behaviour]) => {
        const backend = await startFaultBackend(t, behaviour);
        const credential = make(issuer.tokenEndpoint);
        const proxy = await startCanaryProxy(t, { baseUrl: backend.origin, credential, ...quick });
        const answers = await callEverything(proxy);
        t.true(backend.requests.length >= 4, `${fault}: ${backend.requests.length}`);
        t.true(answers.includes('jsonrpc'), fault);
        const sent = backend.requests.map((request) => ({ ...request, body: request.body.toString() }));
        for (const seen of [sent, proxy.log, answers]) assertUnmarked(t, seen, `${name}, ${fault}`);
      }),
    );
  });

  test(`T127: under ${name}, a backend that is not there (F01) changes nothing about that`, async (t) => {
    const issuer = await startTokenEndpoint(t, json({ access_token: 'exchanged-token', ...GOOD }));
    // No free port: another test of this file could be given it meanwhile.
    const baseUrl = 'http://127.0.0.1:1';
    const proxy = await startCanaryProxy(t, { baseUrl, credential: make(issuer.tokenEndpoint), ...quick });
    const answers = await callEverything(proxy);
    t.true(answers.includes('backend_unavailable'), answers);
    for (const seen of [proxy.log, answers]) assertUnmarked(t, seen, name);
  });
}

test('T086: headers of the inbound request do not reach the backend, whatever their name', async (t) => {
  const backend = await startFaultBackend(t, answerWith(200));
  await callEverything(await startCanaryProxy(t, { baseUrl: backend.origin }));
  const names = new Set(backend.requests.flatMap(({ headers }) => Object.keys(headers)));
  const { host } = backend.requests[0]?.headers ?? {};
  t.is(host, `127.0.0.1:${backend.port}`);
  t.deepEqual([...names].sort(), [
    'accept',
    'accept-encoding',
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
  ]);
});

test('T085: a failing exchange reaches neither backend nor log nor answer with the token', async (t) => {
  for (const status of [400, 401, 500]) {
    const echo = { error: 'invalid_grant', error_description: 'canary-inbound-access-token is not good' };
    const issuer = await startTokenEndpoint(t, json(echo, status));
    const backend = await startFaultBackend(t, answerWith(200));
    const credential = strategies.tokenExchange?.(issuer.tokenEndpoint) ?? noCredential();
    const proxy = await startCanaryProxy(t, { baseUrl: backend.origin, credential });
    const answers = await callEverything(proxy);
    t.is(backend.requests.length, 0);
    t.regex(answers, status === 500 ? /credential_unavailable/ : /backend_auth/);
    for (const seen of [proxy.log, answers]) assertUnmarked(t, seen, String(status));
  }
});

const smuggling: Readonly<Record<string, Partial<BackendOptions>>> = {
  'a bearer function': { credential: bearer({ token: ({ principal }) => principal.token?.reveal() ?? '' }) },
  'a header of its own': {
    credential: ({ headers }, { principal }) => {
      headers['x-forwarded-access-token'] = `Token ${principal.token?.reveal()}`;
    },
  },
};

for (const [name, backendOptions] of Object.entries(smuggling)) {
  test(`T127: ${name} that reveals the inbound token is stopped before anything is sent`, async (t) => {
    const backend = await startFaultBackend(t, answerWith(200));
    const proxy = await startCanaryProxy(t, { baseUrl: backend.origin, ...backendOptions });
    const answers = await callEverything(proxy);
    t.is(backend.requests.length, 0);
    t.regex(answers, /credential_failed/);
    t.true(proxy.log.some(({ message }) => message.includes('is refused')));
    for (const seen of [proxy.log, answers]) assertUnmarked(t, seen, name);
  });
}

test('F18: a refused token is replaced once, and the answer stays a tool error', async (t) => {
  const tokens: (string | undefined)[] = [];
  const backend = await startFaultBackend(t, ({ headers, respond }) => {
    tokens.push(headers.authorization);
    const first = tokens.indexOf(headers.authorization) === 0 && tokens.length === 1;
    respond(first ? 401 : 200, { 'content-type': 'application/json' }, '{}');
  });
  const credential = strategies.mintedToken?.('') ?? noCredential();
  const proxy = await startCanaryProxy(t, { baseUrl: backend.origin, credential });
  const answers = await callEverything(proxy);
  t.notRegex(answers, /isError/);
  t.is(tokens.length, 5);
  t.not(tokens[0], tokens[1]);
  t.deepEqual(new Set(tokens.slice(1)).size, 1);
});

const queryOf = (target: string) => new URL(target, 'http://backend.test').searchParams;

/** What a backend gives that mirrors the request: as JSON, and as text. */
const mirrors: Readonly<Record<string, Behaviour>> = {
  JSON: ({ respond, headers, target }) => {
    const seen = { ...headers, target, query: Object.fromEntries(queryOf(target)) };
    respond(200, { 'content-type': 'application/json' }, JSON.stringify({ seen, ok: 'as ever' }));
  },
  text: ({ respond, headers, target }) => {
    const seen = `${inspect(headers)} ${target} ${queryOf(target).get('key')}`;
    respond(200, { 'content-type': 'text/plain' }, `as ever ${seen}`);
  },
};

for (const [name, make] of Object.entries(strategies)) {
  test(`T123: under ${name}, a backend that repeats what it was sent in a good answer does not give it away`, async (t) => {
    const issuer = await startTokenEndpoint(t, json({ access_token: 'exchanged-token', ...GOOD }));
    for (const [kind, behaviour] of Object.entries(mirrors)) {
      const backend = await startFaultBackend(t, behaviour);
      const proxy = await startCanaryProxy(t, { baseUrl: backend.origin, credential: make(issuer.tokenEndpoint) });
      const answers = await callEverything(proxy);
      const sent = backend.requests.flatMap(({ headers, target }) => {
        const key = queryOf(target).get('key') ?? undefined;
        const encoded = /[?&]key=([^&]+)/.exec(target)?.[1];
        return [headers.authorization?.slice(7), headers['x-api-key'], key, encoded];
      });
      const secrets = sent.filter((text): text is string => text !== undefined && text.length >= 8);
      t.is(secrets.length > 0, name !== 'noCredential' && name !== 'bearer, a function');
      for (const secret of secrets) t.false(answers.includes(secret), `${kind}: ${secret}`);
      t.true(answers.includes('as ever'));
      t.true(kind === 'text' || answers.includes('structuredContent'));
      t.is(answers.includes('[redacted]'), secrets.length > 0);
      t.is(JSON.stringify(proxy.log).includes('it was taken out'), secrets.length > 0);
      for (const secret of secrets) t.false(JSON.stringify(proxy.log).includes(secret));
    }
  });
}
