import test, { type ExecutionContext } from 'ava';
import { base64url, CompactEncrypt, CompactSign, exportSPKI, type JWTPayload, SignJWT } from 'jose';
import { jwt } from '../../../src/auth/jwt/jwt.js';
import type { JwtOptions } from '../../../src/auth/jwt/options.js';
import type { AuthStrategy } from '../../../src/auth/strategy.js';
import { admit, refuseToken } from '../../helpers/ask-strategy.js';
import { AUDIENCE, type IssuerKey, makeKey, seconds, signToken, startIssuer } from '../../helpers/issuer.js';

const ISSUER = 'https://auth.test';
const rsa = await makeKey('RS256', 'rsa');
const ec = await makeKey('ES256', 'ec');

function strategyOf(options: Partial<JwtOptions> = {}, keys: readonly IssuerKey[] = [rsa, ec]): AuthStrategy {
  return jwt({ issuer: ISSUER, audience: AUDIENCE, keys: { keys: keys.map(({ jwk }) => jwk) }, ...options });
}

const strategy = strategyOf();

const sign = (claims?: JWTPayload, key = ec, options = {}) => signToken(ISSUER, key, claims, options);

function unsigned(header: object, claims: object): string {
  const part = (value: object): string => base64url.encode(JSON.stringify(value));
  return `${part(header)}.${part(claims)}.`;
}

function goodClaims(): JWTPayload {
  return { iss: ISSUER, aud: AUDIENCE, sub: 'user-1', exp: seconds() + 60 };
}

async function hmacToken(secret: Uint8Array, kid = 'rsa'): Promise<string> {
  return new SignJWT(goodClaims()).setProtectedHeader({ alg: 'HS256', kid }).sign(secret);
}

async function is401(t: ExecutionContext, token: string, by = strategy, note?: string): Promise<void> {
  const refusal = await refuseToken(by, token);
  t.is(refusal?.status, 401, note);
  t.regex(refusal?.challenge ?? '', /^Bearer error="invalid_token", /, note);
}

test('a token of the issuer makes a principal of its claims', async (t) => {
  const exp = seconds() + 60;
  const claims = { exp, client_id: 'desktop', scope: 'read write', tenant_id: 'acme', email: 'a@b.test' };
  const token = await sign(claims);
  const principal = await admit(strategyOf({ tenant: {} }), token);
  const { token: held, claims: given, ...rest } = principal;
  t.deepEqual(rest, {
    subject: 'user-1',
    issuer: ISSUER,
    clientId: 'desktop',
    tenant: 'acme',
    scopes: ['read', 'write'],
    expiresAt: exp,
  });
  t.is(given.email, 'a@b.test');
  t.is(held?.reveal(), token);
  t.false(JSON.stringify(principal).includes(token));
});

test('scopes are read from a text or a list, the client from client_id or azp', async (t) => {
  t.deepEqual((await admit(strategy, await sign({ scp: ['a', 'b', 'a', 7, 'c d'] }))).scopes, ['a', 'b']);
  t.deepEqual((await admit(strategy, await sign({ scp: 'a b' }))).scopes, ['a', 'b']);
  t.deepEqual((await admit(strategy, await sign({ scope: '', scp: 'a' }))).scopes, []);
  t.deepEqual((await admit(strategy, await sign({ scope: { a: 1 } }))).scopes, []);
  t.deepEqual((await admit(strategyOf({ scopeClaim: 'roles' }), await sign({ roles: ['r'], scope: 's' }))).scopes, [
    'r',
  ]);
  t.is((await admit(strategy, await sign({ azp: 'web' }))).clientId, 'web');
  t.is((await admit(strategy, await sign({ client_id: ['x'] }))).clientId, undefined);
});

for (const alg of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']) {
  test(`T069: ${alg} is accepted by default`, async (t) => {
    const key = await makeKey(alg);
    t.is((await admit(strategyOf({}, [key]), await sign({}, key))).subject, 'user-1');
  });
}

test('T069: alg none is 401, in any spelling and with any signature', async (t) => {
  for (const alg of ['none', 'None', 'NONE', '']) {
    await is401(t, unsigned({ alg, kid: 'rsa' }, goodClaims()), strategy, alg);
    await is401(t, `${unsigned({ alg, kid: 'rsa' }, goodClaims())}AAAA`, strategy, alg);
  }
  await is401(t, unsigned({ kid: 'rsa' }, goodClaims()));
});

test('T069: HS256 signed with the public key, as PEM or DER, is 401', async (t) => {
  const pem = await exportSPKI(rsa.publicKey);
  const der = Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
  for (const secret of [pem, pem.trim(), JSON.stringify(rsa.jwk), String(rsa.jwk.n)]) {
    await is401(t, await hmacToken(new TextEncoder().encode(secret)));
  }
  await is401(t, await hmacToken(der));
});

test('T069: an algorithm outside the allow-list is 401, though the key would fit', async (t) => {
  const only = strategyOf({ algorithms: ['ES256'] });
  await is401(t, await sign({}, rsa), only);
  t.is((await admit(only, await sign({}, ec))).subject, 'user-1');
});

test('T070: for a key without alg the allow-list and the key type decide, never the token alone', async (t) => {
  const { alg: _alg, ...jwk } = rsa.jwk;
  const { alg: _ecAlg, ...ecJwk } = ec.jwk;
  const anyOfThem = jwt({ issuer: ISSUER, audience: AUDIENCE, keys: { keys: [jwk, ecJwk] } });
  t.is((await admit(anyOfThem, await sign({}, rsa))).subject, 'user-1');
  await is401(t, await sign({}, ec, { header: { kid: 'rsa' } }), anyOfThem, 'an EC signature under an RSA key');
  await is401(t, await hmacToken(new TextEncoder().encode(String(jwk.n))), anyOfThem);
  const narrow = jwt({ issuer: ISSUER, audience: AUDIENCE, keys: { keys: [jwk] }, algorithms: ['PS256'] });
  await is401(t, await sign({}, rsa), narrow, 'RS256 with a key that would fit');
});

test('T071: keys in the header of a token are ignored, and nothing is fetched for them', async (t) => {
  const issuer = await startIssuer(t);
  const fetching = jwt({ issuer: issuer.issuer, audience: AUDIENCE, jwksUri: issuer.jwksUri });
  await admit(fetching, await issuer.token());
  const own = await makeKey('ES256', String(issuer.keys[0]?.kid));
  const bait = `http://127.0.0.1:${issuer.port}/bait`;
  const headers = [{ jwk: own.jwk }, { jku: bait }, { x5u: bait }, { x5c: ['MIIB'] }];
  for (const header of headers) {
    await is401(t, await issuer.token({}, { key: own, header }), fetching, Object.keys(header)[0]);
  }
  t.is((await admit(fetching, await issuer.token({}, { header: { jku: bait } }))).subject, 'user-1');
  t.deepEqual(issuer.requests, ['/keys']);
});

test('T071: a hostile kid is 401', async (t) => {
  const kids = ['../../etc/passwd', "' OR 1=1 --", '__proto__', 'constructor', 'x'.repeat(10_240), '', '\u0000'];
  for (const kid of kids) await is401(t, await sign({}, ec, { header: { kid } }), strategy, kid.slice(0, 20));
  for (const kid of [7, null, ['ec'], { kid: 'ec' }]) await is401(t, unsigned({ alg: 'ES256', kid }, goodClaims()));
});

test('T072: an unknown critical header is 401', async (t) => {
  const [, payload = '', signature = ''] = (await sign()).split('.');
  const header = (value: object) => base64url.encode(JSON.stringify({ alg: 'ES256', kid: 'ec', ...value }));
  for (const value of [{ crit: ['exp'], exp: 1 }, { crit: [] }, { crit: ['b64'], b64: false }, { crit: 'x' }]) {
    await is401(t, `${header(value)}.${payload}.${signature}`, strategy, JSON.stringify(value));
  }
  const signed = await new SignJWT(goodClaims())
    .setProtectedHeader({ alg: 'ES256', kid: 'ec', crit: ['urn:x'], 'urn:x': 1 })
    .sign(ec.privateKey, { crit: { 'urn:x': true } });
  await is401(t, signed);
});

test('T072: the type of a token is what is configured, or else that of a plain or an access token', async (t) => {
  const typed = (typ: string) => sign({}, ec, { header: { typ } });
  for (const typ of ['JWT', 'jwt', 'at+jwt', 'application/at+jwt']) {
    t.is((await admit(strategy, await typed(typ))).subject, 'user-1', typ);
  }
  for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'ID']) await is401(t, await typed(typ), strategy, typ);
  const strict = strategyOf({ typ: 'at+jwt' });
  for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt']) {
    t.is((await admit(strict, await typed(typ))).subject, 'user-1', typ);
  }
  await is401(t, await typed('JWT'), strict);
  await is401(t, await sign(), strict, 'no type');
});

test('T072: an ID token is 401', async (t) => {
  for (const mark of [{ at_hash: 'x' }, { c_hash: 'x' }, { typ: 'ID' }, { token_use: 'id' }]) {
    await is401(t, await sign(mark), strategy, JSON.stringify(mark));
  }
});

test('T073: without exp, or with one that is no date, 401', async (t) => {
  await is401(t, await sign({}, ec, { without: ['exp'] }));
  const now = seconds();
  for (const exp of [`${now + 60}`, now + 60.5, null, 1e15, 1e308, -1, [now + 60], true]) {
    await is401(t, await sign({ exp } as unknown as JWTPayload), strategy, String(exp));
  }
  const [header = ''] = (await sign()).split('.');
  const infinite = JSON.stringify(goodClaims()).replace(/"exp":\d+/, '"exp":1e999');
  await is401(t, `${header}.${base64url.encode(infinite)}.AAAA`);
});

test('T073: clocks may differ by the tolerance, no more', async (t) => {
  const now = seconds();
  t.is((await admit(strategy, await sign({ exp: now - 2 }))).expiresAt, now + 3);
  await is401(t, await sign({ exp: now - 6 }));
  t.is((await admit(strategyOf({ clockTolerance: 60 }), await sign({ exp: now - 50 }))).expiresAt, now + 10);
  await is401(t, await sign({ exp: now - 61 }), strategyOf({ clockTolerance: 60 }));
  await is401(t, await sign({ exp: now }), strategyOf({ clockTolerance: 0 }));
});

test('T074: a token of the future is 401', async (t) => {
  const now = seconds();
  for (const claims of [{ nbf: now + 30 }, { iat: now + 30 }, { nbf: 'soon' }, { iat: 'now' }]) {
    await is401(t, await sign(claims as unknown as JWTPayload), strategy, JSON.stringify(claims));
  }
  t.is((await admit(strategy, await sign({ nbf: now + 3, iat: now + 3 }))).subject, 'user-1');
});

test('T075: aud must hold this server, exactly', async (t) => {
  await is401(t, await sign({}, ec, { without: ['aud'] }));
  const others = [
    'https://other.test/mcp',
    `${AUDIENCE}.evil`,
    'https://mcp.test',
    'https://MCP.test/mcp',
    '',
    [],
    ['https://other.test'],
    { [AUDIENCE]: true },
    null,
  ];
  for (const aud of others) await is401(t, await sign({ aud } as unknown as JWTPayload), strategy, JSON.stringify(aud));
  t.is((await admit(strategy, await sign({ aud: ['https://other.test', AUDIENCE] }))).subject, 'user-1');
  t.is((await admit(strategy, await sign({ aud: `${AUDIENCE}/` }))).subject, 'user-1', 'the trailing slash is let go');
  const two = strategyOf({ audience: ['orders', 'https://mcp.test/sse/'] });
  t.is((await admit(two, await sign({ aud: 'https://mcp.test/sse' }))).subject, 'user-1');
  await is401(t, await sign({ aud: 'orders/' }), two);
});

test('T075: a refused audience is told both names', async (t) => {
  const refusal = await refuseToken(strategy, await sign({ aud: 'https://other.test' }));
  t.is(refusal?.message, `The token is for "https://other.test", and this server is "${AUDIENCE}".`);
});

test('T076: iss must be the configured issuer, byte for byte', async (t) => {
  const others = [`${ISSUER}/`, 'https://AUTH.test', 'http://auth.test', 'https://auth.test:443', '', [ISSUER]];
  for (const iss of others) await is401(t, await sign({ iss } as JWTPayload), strategy, JSON.stringify(iss));
  await is401(t, await sign({}, ec, { without: ['iss'] }));
});

test('a token without a subject is 401', async (t) => {
  await is401(t, await sign({}, ec, { without: ['sub'] }));
  for (const sub of ['', 7, null, ['a']]) await is401(t, await sign({ sub } as unknown as JWTPayload));
});

test('T077: a tenant that is missing or not valid is 403', async (t) => {
  const tenants = strategyOf({ tenant: { claim: 'org' } });
  const bad = [undefined, '', ['a'], { id: 'a' }, 'x'.repeat(129), 'a/b', 'a b', 'é', '../a', 7, true, null, '*'];
  for (const org of bad) {
    const refusal = await refuseToken(tenants, await sign(org === undefined ? {} : { org }));
    t.is(refusal?.status, 403, JSON.stringify(org));
    t.is(refusal?.challenge, undefined);
  }
  t.is((await admit(tenants, await sign({ org: 'Acme_1-x', tenant_id: 'other' }))).tenant, 'Acme_1-x');
});

test('T077: an optional tenant may be missing, never wrong', async (t) => {
  const tenants = strategyOf({ tenant: { required: false } });
  t.is((await admit(tenants, await sign())).tenant, undefined);
  t.is((await refuseToken(tenants, await sign({ tenant_id: 'a b' })))?.status, 403);
  t.is((await admit(strategy, await sign({ tenant_id: 'acme' }))).tenant, undefined, 'none unless configured');
});

test('T081: encrypted and nested tokens are 401', async (t) => {
  const secret = new Uint8Array(32).fill(1);
  const jwe = await new CompactEncrypt(new TextEncoder().encode(await sign()))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: 'JWT' })
    .encrypt(secret);
  await is401(t, jwe);
  const nested = await new CompactSign(new TextEncoder().encode(await sign()))
    .setProtectedHeader({ alg: 'ES256', kid: 'ec', cty: 'JWT' })
    .sign(ec.privateKey);
  await is401(t, nested);
});

/** Serial, and the best of ten, so that no other work is counted. */
test.serial('T081: huge and deep tokens are 401 in no time', async (t) => {
  const deep = base64url.encode(`{"alg":"ES256","kid":"ec","x":${'['.repeat(5000)}${']'.repeat(5000)}}`);
  const hostile = [
    'x'.repeat(1024 * 1024),
    `eyJ${'A'.repeat(1024 * 1024)}.e30.AA`,
    '.'.repeat(16_000),
    `${deep}.e30.AAAA`,
    `${base64url.encode('{"alg":"ES256","zip":"DEF","kid":"ec"}')}.${'A'.repeat(8000)}.AAAA`,
  ];
  for (const token of hostile) {
    const spent: number[] = [];
    for (let i = 0; i < 10; i += 1) {
      const before = performance.now();
      await is401(t, token, strategy, token.slice(0, 20));
      spent.push(performance.now() - before);
    }
    const least = Math.min(...spent);
    t.true(least < 5, `${least} ms`);
  }
});

test('T066: what is no bearer token is 401', async (t) => {
  const token = await sign();
  const values = [`Basic ${token}`, token, `Bearer ${token} ${token}`, `Bearer\t${token}`, 'Bearer', 'Bearer ', ''];
  for (const authorization of [...values, `Bearer ${'a'.repeat(16_384)}`, `Bearer ${token},${token}`]) {
    await t.throwsAsync(
      strategy.authenticate({ method: 'GET', path: '/mcp', headers: { authorization }, remoteAddress: undefined }),
      { code: 'authentication_failed' },
      authorization.slice(0, 20),
    );
  }
  const headers = { authorization: `bearer  ${token} ` };
  const lower = await strategy.authenticate({ method: 'GET', path: '/mcp', headers, remoteAddress: undefined });
  t.is(lower.subject, 'user-1');
});

test('T127: no refusal shows the token', async (t) => {
  const token = await sign({ exp: seconds() - 100, aud: 'x' });
  const refusal = await refuseToken(strategy, token);
  t.false(JSON.stringify(refusal).includes(token.slice(0, 40)));
});
