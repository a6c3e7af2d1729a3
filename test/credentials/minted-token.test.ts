import { generateKeyPairSync } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { createLocalJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import { tenantRules } from '../../src/auth/tenant.js';
import { mintedToken } from '../../src/credentials/minted-token.js';
import type { MintedTokenOptions } from '../../src/credentials/minted-token-options.js';
import { signingKeys } from '../../src/credentials/signing-keys.js';
import { ConfigurationError } from '../../src/errors.js';
import {
  type Applying,
  applyCredential,
  caller,
  nowInSeconds,
  refusalOf,
  tokenOf,
} from '../helpers/credential-call.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = signingKeys({ keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'main' }] });
const base = { audience: 'orders-api', issuer: 'https://mcp.test', keys };

async function claimsOf(token: string): Promise<JWTPayload> {
  const verified = await jwtVerify(token, createLocalJWKSet({ keys: [...keys.jwks().keys] }), {
    issuer: 'https://mcp.test',
    audience: 'orders-api',
    algorithms: ['RS256'],
    requiredClaims: ['exp', 'iat', 'jti', 'sub'],
  });
  return verified.payload;
}

const mint = async (options: Partial<MintedTokenOptions> = {}, applying: Applying = {}): Promise<JWTPayload> =>
  claimsOf(await tokenOf(mintedToken({ ...base, ...options }), applying));

test('T129: the backend gets a token of our own key and its own audience, with nothing of the inbound one', async (t) => {
  const credential = mintedToken(base);
  const token = await tokenOf(credential);
  t.deepEqual(decodeProtectedHeader(token), { alg: 'RS256', kid: 'main', typ: 'JWT' });
  const { iat = 0, exp = 0, jti, ...rest } = await claimsOf(token);
  t.deepEqual(rest, { iss: 'https://mcp.test', aud: 'orders-api', sub: 'ann', tenant_id: 'red' });
  t.is(exp - iat, 300);
  t.regex(String(jti), /^[\da-f-]{36}$/);
  t.deepEqual(Object.keys(await applyCredential(credential)), ['authorization']);
});

test('T129: the public keys come along as a route', (t) => {
  const { routes = [], development, refreshable } = mintedToken(base);
  t.deepEqual(
    routes.map(({ path }) => path),
    ['/.well-known/backend-jwks.json'],
  );
  t.deepEqual([development, refreshable], [false, true]);
});

test('T130: subject and tenant come from the verified caller, whatever else it claims', async (t) => {
  const principal = caller({ claims: { sub: 'eve', tenant_id: 'blue', aud: 'canary', role: 'admin' } });
  const { sub, tenant_id, role } = await mint({}, { principal });
  t.deepEqual([sub, tenant_id, role], ['ann', 'red', undefined]);
});

test('T130: with subject "tenant" the tenant is the subject, as FalkorDB MCPServer reads it', async (t) => {
  const { sub, tenant_id, org } = await mint({ subject: 'tenant', tenantClaim: 'org' });
  t.deepEqual([sub, tenant_id, org], ['red', undefined, 'red']);
});

test('T077: a tenant that would collide in the backend gets no token, and a caller without one neither', async (t) => {
  const { tenant: _, ...nobody } = caller();
  for (const tenant of ['a_b', 'canary b', '', 'x'.repeat(129)]) {
    const { failure } = await refusalOf(t, mintedToken({ ...base, subject: 'tenant' }), {
      principal: caller({ tenant }),
    });
    t.is(failure?.code, 'identity_incomplete', tenant);
  }
  for (const options of [{ subject: 'tenant' as const }, { tenants: tenantRules() }]) {
    const { failure, reason } = await refusalOf(t, mintedToken({ ...base, ...options }), { principal: nobody });
    t.is(failure?.code, 'identity_incomplete');
    t.is(reason, 'mintedToken refused the tenant of a caller: There is no tenant.');
  }
  const { sub, tenant_id } = await mint({}, { principal: nobody });
  t.deepEqual([sub, tenant_id], ['ann', undefined]);
  const strange = caller({ tenant: 'canary/..' });
  await refusalOf(t, mintedToken(base), { principal: strange });
});

test('T130: a token never outlives the identity it is made from', async (t) => {
  const expiresAt = nowInSeconds() + 40;
  t.is((await mint({}, { principal: caller({ expiresAt }) })).exp, expiresAt);
  for (const past of [nowInSeconds() - 1, nowInSeconds()]) {
    const { failure } = await refusalOf(t, mintedToken(base), { principal: caller({ expiresAt: past }) });
    t.is(failure?.code, 'backend_auth');
  }
});

test('T130: a longer session does not lend its token to a shorter one of the same caller', async (t) => {
  const credential = mintedToken(base);
  await tokenOf(credential);
  const expiresAt = nowInSeconds() + 60;
  t.is((await claimsOf(await tokenOf(credential, { principal: caller({ expiresAt }) }))).exp, expiresAt);
});

test('T130: the scope is that of the endpoint, and no more than the caller holds', async (t) => {
  t.is((await mint({}, { scopes: [] })).scope, undefined);
  t.is((await mint({}, { scopes: ['write', 'read', 'read'] })).scope, 'read write');
  const principal = caller({ scopes: ['read', 'other'] });
  t.is((await mint({}, { principal, scopes: ['write', 'read'] })).scope, 'read');
});

test('T130: a token is kept for its subject, tenant and scope until shortly before its end', async (t) => {
  let clock = Date.now();
  const credential = mintedToken({ ...base, now: () => clock });
  const principal = caller({ expiresAt: nowInSeconds() + 36_000 });
  const first = await tokenOf(credential, { principal });
  t.is(await tokenOf(credential, { principal }), first);
  for (const other of [{ tenant: 'blue' }, { subject: 'bob' }]) {
    t.not(await tokenOf(credential, { principal: { ...principal, ...other } }), first);
  }
  t.not(await tokenOf(credential, { principal, scopes: ['read'] }), first);
  clock += 268_000;
  t.is(await tokenOf(credential, { principal }), first);
  clock += 4_000;
  t.not(await tokenOf(credential, { principal }), first);
});

test('F18: a refused token is replaced by a fresh one', async (t) => {
  const credential = mintedToken(base);
  const principal = caller();
  const first = await tokenOf(credential, { principal });
  const second = await tokenOf(credential, { principal, refresh: true });
  t.not(second, first);
  t.is(await tokenOf(credential, { principal }), second);
});

test('T130: 1,000 callers at once, in any order: everybody gets a token about themselves', async (t) => {
  const credential = mintedToken({ ...base, cacheSize: 50 });
  const who = fc.record({
    subject: fc.constantFrom('ann', 'bob', '__proto__', 'a","b'),
    tenant: fc.constantFrom('red', 'blue', 'constructor'),
    scope: fc.constantFrom('read', 'write'),
  });
  const callers = fc.sample(who, { numRuns: 1000, seed: 130 });
  const claims = await Promise.all(
    callers.map(async ({ scope, ...rest }) =>
      claimsOf(await tokenOf(credential, { principal: caller(rest), scopes: [scope] })),
    ),
  );
  t.deepEqual(
    claims.map(({ sub, tenant_id, scope }) => [sub, tenant_id, scope]),
    callers.map(({ subject, tenant, scope }) => [subject, tenant, scope]),
  );
});

test('further claims are added, and kept apart, but may not replace what the token says anyway', async (t) => {
  const credential = mintedToken({ ...base, claims: ({ clientId }) => ({ client: clientId ?? 'none' }) });
  t.is((await claimsOf(await tokenOf(credential))).client, 'none');
  t.is((await claimsOf(await tokenOf(credential, { principal: caller({ clientId: 'c1' }) }))).client, 'c1');
  for (const name of ['sub', 'aud', 'iss', 'exp', 'scope', 'tenant_id']) {
    const { reason } = await refusalOf(t, mintedToken({ ...base, claims: () => ({ [name]: 'canary' }) }));
    t.is(reason, `The claims function of mintedToken must not set ${name}.`);
  }
});

function problemsOf(t: ExecutionContext, options: object): string[] {
  const make = () => mintedToken(options as MintedTokenOptions);
  return t.throws(make, { instanceOf: ConfigurationError })?.problems.map(({ place }) => place) ?? [];
}

test('mistakes in the options are refused together', (t) => {
  t.deepEqual(
    problemsOf(t, { audience: '', issuer: '', tenantClaim: 'sub', lifetime: 5, cacheSize: 0, subject: 'x' }),
    ['audience', 'issuer', 'tenantClaim', 'lifetime', 'cacheSize', 'subject', 'keys'].map((at) => `mintedToken.${at}`),
  );
  t.deepEqual(problemsOf(t, { ...base, issuer: base.audience }), ['mintedToken.audience']);
});
