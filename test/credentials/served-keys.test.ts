import { generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { createRemoteJWKSet, exportJWK, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { jwt } from '../../src/auth/jwt/jwt.js';
import { developmentKeys } from '../../src/credentials/development-keys.js';
import { mintedToken } from '../../src/credentials/minted-token.js';
import { type SigningKeys, signingKeys } from '../../src/credentials/signing-keys.js';
import { ConfigurationError } from '../../src/errors.js';
import { createProxy } from '../../src/proxy.js';
import { silentLogger } from '../../src/telemetry/silent-logger.js';
import { startCanaryProxy } from '../helpers/canary.js';
import { modernCall, post, send } from '../helpers/proxy.js';
import { startRestServer } from '../helpers/rest-server.js';

const makeKeys = (): SigningKeys => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return signingKeys({ keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'backend' }] });
};
const PATH = '/.well-known/backend-jwks.json';
const things = { method: 'GET', path: '/things', description: 'Read.' } as const;
const plain = { name: 'p', version: '1', logger: silentLogger };

test('T129: backend and MCP server each refuse the token of the other', async (t) => {
  const inbound = await generateKeyPair('RS256');
  const published = { ...(await exportJWK(inbound.publicKey)), kid: 'mcp', alg: 'RS256' };
  const issuer = 'https://issuer.test';
  const resource = 'https://mcp.test/mcp';
  const auth = jwt({ issuer, audience: resource, keys: { keys: [published] }, tenant: { claim: 'tenant_id' } });
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({
    iss: issuer,
    aud: resource,
    sub: 'ann',
    tenant_id: 'red',
    iat: now,
    exp: now + 300,
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'mcp' })
    .sign(inbound.privateKey);

  const accepted: JWTPayload[] = [];
  const seen: string[] = [];
  let jwks: ReturnType<typeof createRemoteJWKSet> | undefined;
  const verify = async (authorization = '') => {
    if (jwks === undefined) throw new Error('The proxy does not run yet.');
    const expected = { issuer: 'https://proxy.test', audience: 'things-api', algorithms: ['RS256'] };
    return (await jwtVerify(authorization.slice('Bearer '.length), jwks, expected)).payload;
  };
  const backend = await startRestServer(t, async ({ headers }, response) => {
    seen.push(headers.authorization ?? '');
    const payload = await verify(headers.authorization).catch(() => undefined);
    if (payload) accepted.push(payload);
    response.writeHead(payload ? 200 : 401, { 'content-type': 'application/json' }).end('{}');
  });
  const credential = mintedToken({ issuer: 'https://proxy.test', audience: 'things-api', keys: makeKeys() });
  const proxy = await startCanaryProxy(t, { baseUrl: backend.baseUrl, credential }, auth);
  jwks = createRemoteJWKSet(new URL(`http://127.0.0.1:${proxy.port}${PATH}`));

  const { body, headers } = modernCall(1, 'get_things');
  const answer = await post(proxy, body, { ...headers, authorization: `Bearer ${token}` });
  t.is(answer.status, 200);
  t.notRegex(answer.body, /isError/);
  t.like(accepted[0], { sub: 'ann', tenant_id: 'red', aud: 'things-api' });
  const [minted = ''] = seen;
  t.false(answer.body.includes(minted.slice('Bearer '.length)));
  t.is((await post(proxy, body, { ...headers, authorization: minted })).status, 401);
  t.is((await fetch(`${backend.baseUrl}/things`, { headers: { authorization: `Bearer ${token}` } })).status, 401);
});

test('the keys of credentials are served to everybody, below the public path as well', async (t) => {
  const keys = makeKeys();
  const credential = mintedToken({ issuer: 'proxy', audience: 'things', keys });
  const proxy = await startCanaryProxy(t, { baseUrl: 'http://127.0.0.1:1', credential });
  const { status, json } = await send(proxy, { path: PATH });
  t.is(status, 200);
  t.deepEqual(json, keys.jwks());
});

test('the keys of an endpoint are served too, and shared keys once', (t) => {
  const keys = makeKeys();
  const token = (audience: string) => mintedToken({ issuer: 'proxy', audience, keys });
  const backend = { baseUrl: 'http://127.0.0.1:1', credential: token('one') };
  const shared = { get_things: { ...things, credential: token('two') } };
  t.notThrows(() => createProxy({ ...plain, endpoints: shared, backend }));
  const other = mintedToken({ issuer: 'proxy', audience: 'two', keys: makeKeys() });
  const clash = () => createProxy({ ...plain, endpoints: { get_things: { ...things, credential: other } }, backend });
  t.regex(t.throws(clash, { instanceOf: ConfigurationError })?.message ?? '', /backend-jwks\.json/);
});

test('a proxy with a development key listens on loopback only', async (t) => {
  const keys = developmentKeys({ logger: silentLogger });
  const credential = mintedToken({ issuer: 'proxy', audience: 'things', keys });
  const auth = jwt({ issuer: 'https://issuer.test', audience: 'a', jwksUri: 'https://issuer.test/jwks' });
  const backend = { baseUrl: 'http://127.0.0.1:1', credential };
  const proxy = createProxy({ ...plain, auth, endpoints: { get_things: things }, backend });
  t.teardown(() => proxy.close());
  const error = await t.throwsAsync(proxy.listen({ port: 0, host: '0.0.0.0' }), { instanceOf: ConfigurationError });
  t.regex(error?.message ?? '', /development/);
  await t.notThrowsAsync(proxy.listen({ port: 0 }));
});
