import { inspect } from 'node:util';
import { McpServer } from '@modelcontextprotocol/server';
import test, { type ExecutionContext } from 'ava';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { apiKey } from '../../src/auth/api-key.js';
import { jwt } from '../../src/auth/jwt/jwt.js';
import { noAuth } from '../../src/auth/no-auth.js';
import type { AuthStrategy } from '../../src/auth/strategy.js';
import { createBackend } from '../../src/backend/backend.js';
import { allOf } from '../../src/credentials/all-of.js';
import { forwardToken } from '../../src/credentials/forward-token.js';
import { ConfigurationError } from '../../src/errors.js';
import { attachTools } from '../../src/mcp/attach.js';
import { createProxy, type ProxyOptions } from '../../src/proxy.js';
import { silentLogger } from '../../src/telemetry/silent-logger.js';
import { compileTools } from '../../src/tools/compile-tools.js';
import { believing, startCanaryProxy } from '../helpers/canary.js';
import { modernCall, post } from '../helpers/proxy.js';
import { startRestServer } from '../helpers/rest-server.js';

const relay = forwardToken({ dangerouslyRelayInboundToken: true });
const issuer = 'https://issuer.test';
const audience = 'https://shared.test';
const { privateKey, publicKey } = await generateKeyPair('RS256');
const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }] };

function sign(more: JWTPayload = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: audience, sub: 'ann', scope: 'use', iat: now, exp: now + 300, ...more };
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(privateKey);
}

const checking = (): AuthStrategy => jwt({ issuer, audience, keys, requiredScopes: ['use'] });

async function callAs(at: { readonly port: number }, token: string): Promise<number> {
  const { body, headers } = modernCall(1, 'get_things');
  const { status } = await post(at, body, { ...headers, authorization: `Bearer ${token}` });
  return status;
}

function refused(t: ExecutionContext, options: Partial<ProxyOptions>): string {
  const all = { name: 'p', version: '1', logger: silentLogger, ...options } as ProxyOptions;
  return t.throws(() => createProxy(all), { instanceOf: ConfigurationError })?.message ?? '';
}

test('T128: a relay does not start without a strategy that checks issuer and audience, wherever it hides', (t) => {
  const baseUrl = 'http://127.0.0.1:1';
  const plain = { method: 'GET', path: '/', description: 'Read.' } as const;
  const backend = { baseUrl, credential: relay };
  const sources: readonly Partial<ProxyOptions>[] = [
    { endpoints: { read: plain }, backend },
    { endpoints: { read: plain }, backend: createBackend(backend) },
    { endpoints: { read: plain }, backend: { baseUrl, credential: allOf(relay) } },
    { endpoints: { open: plain, read: { ...plain, credential: relay } }, backend: { baseUrl } },
    { tools: compileTools({ read: plain }, { backend }) },
  ];
  const strategies = [noAuth(), apiKey({ keys: ['0123456789abcdef'] }), believing()];
  for (const source of sources) {
    for (const auth of strategies)
      t.regex(refused(t, { ...source, auth }), /forwardToken sends the token of the caller/);
    t.notThrows(() =>
      createProxy({ name: 'p', version: '1', logger: silentLogger, ...source, auth: checking() } as ProxyOptions),
    );
  }
  t.regex(refused(t, { endpoints: { read: plain }, backend }), /forwardToken/);
});

test('T128: a relay is not attached to a server of the user, where nobody checks for whom a token is', (t) => {
  const tools = compileTools(
    { read: { method: 'GET', path: '/', description: 'Read.' } },
    { backend: { baseUrl: 'http://127.0.0.1:1', credential: allOf(relay) } },
  );
  const attach = () => attachTools(new McpServer({ name: 'mine', version: '1' }), tools);
  t.regex(t.throws(attach, { instanceOf: ConfigurationError })?.message ?? '', /forwardToken sends the token/);
});

test('T128: with one, it warns once at start, by name and without a token', async (t) => {
  const server = await startRestServer(t);
  const proxy = await startCanaryProxy(t, { baseUrl: server.baseUrl, credential: relay }, checking());
  const token = await sign();
  await callAs(proxy, token);
  const warnings = proxy.log.filter(({ level }) => level === 'warn');
  t.deepEqual(
    warnings.map(({ fields }) => fields),
    [{ strategy: 'forwardToken', proxy: 'probe', tools: ['get_things', 'add_thing'] }],
  );
  t.regex(warnings[0]?.message ?? '', /MUST NOT pass through the token/);
  t.false(inspect(proxy.log, { depth: 9 }).includes(token));
});

test('T128: every caller is relayed by their own token of the moment', async (t) => {
  const server = await startRestServer(t);
  const proxy = await startCanaryProxy(t, { baseUrl: server.baseUrl, credential: relay }, checking());
  const tokens = await Promise.all(['ann', 'bob', 'ann'].map((sub) => sign({ sub, jti: sub })));
  for (const token of tokens) t.is(await callAs(proxy, token), 200);
  t.deepEqual(
    server.requests.map(({ headers }) => headers.authorization),
    tokens.map((token) => `Bearer ${token}`),
  );
});

test('T128: a token with a wrong issuer, audience, end or scope reaches no backend', async (t) => {
  const server = await startRestServer(t);
  const proxy = await startCanaryProxy(t, { baseUrl: server.baseUrl, credential: relay }, checking());
  const past = Math.floor(Date.now() / 1000) - 60;
  const wrong: readonly (readonly [JWTPayload, number])[] = [
    [{ iss: `${issuer}/` }, 401],
    [{ aud: `${audience}.evil` }, 401],
    [{ aud: [] }, 401],
    [{ exp: past }, 401],
    [{ scope: 'other' }, 403],
  ];
  for (const [claims, status] of wrong) t.is(await callAs(proxy, await sign(claims)), status, JSON.stringify(claims));
  t.is(await callAs(proxy, 'x'.repeat(40)), 401);
  t.deepEqual(server.requests, []);
});

test('T128: the token goes to the origin of the backend and follows no redirect', async (t) => {
  const elsewhere = await startRestServer(t);
  const server = await startRestServer(t, (_, response) => {
    response.writeHead(307, { location: `${elsewhere.baseUrl}/things` }).end();
  });
  const proxy = await startCanaryProxy(t, { baseUrl: server.baseUrl, credential: relay }, checking());
  await callAs(proxy, await sign());
  t.is(server.requests.length, 1);
  t.deepEqual(elsewhere.requests, []);
});
