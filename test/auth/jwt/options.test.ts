import test, { type ExecutionContext } from 'ava';
import { exportSPKI } from 'jose';
import { jwt } from '../../../src/auth/jwt/jwt.js';
import type { JwtOptions } from '../../../src/auth/jwt/options.js';
import { ConfigurationError } from '../../../src/errors.js';
import { makeKey } from '../../helpers/issuer.js';

const good: JwtOptions = { issuer: 'https://auth.test', audience: 'https://mcp.test/mcp' };
const key = await makeKey('RS256', 'rsa');

function places(t: ExecutionContext, options: object): readonly string[] {
  const error = t.throws(() => jwt({ ...good, ...options } as JwtOptions), { instanceOf: ConfigurationError });
  return error?.problems.map(({ place }) => place) ?? [];
}

test('good options are accepted, loopback without TLS among them', (t) => {
  const issuers = [
    'https://auth.test/',
    'https://auth.test/t/1',
    'http://localhost:1',
    'http://127.0.0.1',
    'http://[::1]:1/x',
  ];
  for (const issuer of issuers) t.is(jwt({ ...good, issuer }).name, 'jwt', issuer);
  t.is(jwt({ ...good, jwksUri: 'https://auth.test/keys?p=1', clockTolerance: 60 }).name, 'jwt');
});

test('T009: an issuer or resource without TLS, or with query, fragment or user, is refused', (t) => {
  const wrong = [
    'http://auth.test',
    'https://auth.test?x=1',
    'https://auth.test/?',
    'https://auth.test#x',
    'https://auth.test/#',
    'https://user@auth.test',
    'https://u:p@auth.test',
    'http://localhost.evil.test',
    'http://127.0.0.1.evil.test',
    'ftp://auth.test',
    'auth.test',
    '',
  ];
  for (const url of wrong) {
    t.deepEqual(places(t, { issuer: url }), ['jwt.issuer'], url);
    t.deepEqual(places(t, { resource: url }), ['jwt.resource'], url);
  }
  t.deepEqual(places(t, { issuer: undefined }), ['jwt.issuer']);
  t.deepEqual(places(t, { jwksUri: 'http://auth.test/keys' }), ['jwt.jwksUri']);
});

test('T075: no audience, no start', (t) => {
  for (const audience of [undefined, '', [], [''], ['a', ''], null, 7]) {
    t.deepEqual(places(t, { audience }), ['jwt.audience'], JSON.stringify(audience));
  }
});

test('T069: symmetric and unknown algorithms are refused', (t) => {
  for (const algorithms of [['HS256'], ['RS256', 'HS512'], ['none'], ['rs256'], [], 'RS256', ['constructor']]) {
    t.deepEqual(places(t, { algorithms }), ['jwt.algorithms'], JSON.stringify(algorithms));
  }
  t.deepEqual(places(t, { algorithms: ['HS256'], jwksUri: 'https://auth.test/keys' }), ['jwt.algorithms']);
});

test('T069, T080: keys must be public keys of a JWK Set', async (t) => {
  const pem = await exportSPKI(key.publicKey);
  const secret = { kty: 'oct', kid: 'x', k: Buffer.from(pem).toString('base64url') };
  const sets = [pem, [key.jwk], {}, { keys: [] }, { keys: [pem] }, { keys: [secret] }, { keys: [key.privateJwk] }];
  for (const keys of [...sets, { keys: [key.jwk, key.jwk] }, null]) t.deepEqual(places(t, { keys }), ['jwt.keys']);
  t.deepEqual(places(t, { keys: { keys: [key.jwk] }, jwksUri: 'https://auth.test/keys' }), ['jwt.keys']);
});

test('T007: scopes that no client should ask for are not published', (t) => {
  for (const scope of ['offline_access', '*', 'all']) t.deepEqual(places(t, { scopes: [scope] }), ['jwt.scopes']);
});

test('T065: a scope that could not be sent is refused', (t) => {
  for (const scope of ['a"b', 'a\\b', 'a b', 'a\r\nb', '', 'é']) {
    t.deepEqual(places(t, { scopes: [scope] }), ['jwt.scopes[0]'], scope);
  }
});

test('every mistake is reported at once', async (t) => {
  const mistakes = {
    issuer: 'http://auth.test',
    audience: [],
    algorithms: ['HS256'],
    jwksUri: 'http://x.test',
    clockTolerance: 61,
    keyFetch: { maxAge: 0, timeout: 1.5 },
    typ: '',
    tenant: { claim: '' },
    impliedScopes: { 'a b': ['c'], d: 'e' },
    requiredScopes: ['x y'],
    resource: 'https://mcp.test/#',
  };
  t.deepEqual(places(t, mistakes), [
    'jwt.issuer',
    'jwt.audience',
    'jwt.algorithms',
    'jwt.jwksUri',
    'jwt.clockTolerance',
    'jwt.keyFetch.maxAge',
    'jwt.keyFetch.timeout',
    'jwt.typ',
    'jwt.tenant.claim',
    'jwt.impliedScopes[0]',
    'jwt.impliedScopes.d',
    'jwt.resource',
    'jwt.scopes[0]',
  ]);
});
