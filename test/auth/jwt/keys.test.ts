import test from 'ava';
import { discoveryUrls } from '../../../src/auth/jwt/discover.js';
import { jwt } from '../../../src/auth/jwt/jwt.js';
import type { JwtKeyFetchOptions } from '../../../src/auth/jwt/options.js';
import type { AuthStrategy } from '../../../src/auth/strategy.js';
import { admit, refuseToken } from '../../helpers/ask-strategy.js';
import { AUDIENCE, type IssuerFault, makeKey, startIssuer, type TestIssuer } from '../../helpers/issuer.js';
import { sleep } from '../../helpers/proxy.js';
import { recordingLogger } from '../../helpers/recording-logger.js';

function trust({ issuer, jwksUri }: TestIssuer, keyFetch: JwtKeyFetchOptions = {}, logger = recordingLogger()) {
  return jwt({ issuer, audience: AUDIENCE, jwksUri, keyFetch, logger });
}

function discovering({ issuer }: TestIssuer): AuthStrategy {
  return jwt({ issuer, audience: AUDIENCE, logger: recordingLogger() });
}

test('T078: a rotated key is accepted after one fetch, a removed one refused after the age of the set', async (t) => {
  const issuer = await startIssuer(t);
  const strategy = trust(issuer, { maxAge: 3000 });
  const [old] = issuer.keys;
  t.is((await admit(strategy, await issuer.token())).subject, 'user-1');
  issuer.keys = [await makeKey('RS256'), ...issuer.keys];
  const token = await issuer.token();
  await Promise.all(Array.from({ length: 20 }, () => admit(strategy, token)));
  t.is(issuer.keyFetches(), 2);
  issuer.keys = issuer.keys.slice(0, 1);
  await sleep(3100);
  t.is((await refuseToken(strategy, await issuer.token({}, old && { key: old })))?.status, 401);
  t.is((await admit(strategy, token)).subject, 'user-1');
});

test('T078: 50 random kids cost one fetch', async (t) => {
  const issuer = await startIssuer(t);
  const strategy = trust(issuer);
  await admit(strategy, await issuer.token());
  for (let i = 0; i < 50; i += 1) {
    const token = await issuer.token({}, { header: { kid: `random-${i}` } });
    t.is((await refuseToken(strategy, token))?.status, 401);
  }
  t.is(issuer.keyFetches(), 2);
});

test('T079: without keys 503 with a time to come back, and a thousand requests cost one fetch', async (t) => {
  const issuer = await startIssuer(t);
  const strategy = trust(issuer);
  issuer.fault = 'down';
  const token = await issuer.token();
  const refusals = await Promise.all(Array.from({ length: 1000 }, () => refuseToken(strategy, token)));
  t.deepEqual(new Set(refusals.map((refusal) => `${refusal?.status} ${refusal?.retryAfter}`)), new Set(['503 1']));
  t.true(issuer.keyFetches() <= 2, String(issuer.keyFetches()));
  issuer.fault = undefined;
  await sleep(1100);
  t.is((await admit(strategy, token)).subject, 'user-1');
});

test('T079: an issuer that nobody listens for is 503', async (t) => {
  const strategy = jwt({
    issuer: 'http://127.0.0.1:1',
    audience: AUDIENCE,
    logger: recordingLogger(),
  });
  const issuer = await startIssuer(t);
  t.is((await refuseToken(strategy, await issuer.token()))?.status, 503);
});

test('T123: a refusal for want of keys names no address', async (t) => {
  const issuer = await startIssuer(t);
  const logger = recordingLogger();
  const strategy = trust(issuer, {}, logger);
  issuer.fault = 'redirect';
  const refusal = await refuseToken(strategy, await issuer.token());
  t.is(refusal?.message, 'The keys of the token issuer cannot be fetched at the moment.');
  t.deepEqual(logger.entries, [
    {
      level: 'warn',
      fields: { issuer: issuer.issuer, reason: 'The key set was answered with status 302' },
      message: 'The keys of a token issuer are unavailable',
    },
  ]);
});

const faults: readonly (readonly [IssuerFault, RegExp])[] = [
  ['redirect', /^The key set was answered with status 302$/],
  ['error', /^The key set was answered with status 500$/],
  ['html', /^The key set is not JSON$/],
  ['huge', /^The key set is larger than 1048576 bytes$/],
  ['hang', /^The key set could not be fetched \(TimeoutError\)$/],
  ['down', /^The key set could not be fetched \(\w+\)$/],
  ['private-key', /^The key set holds private or symmetric key material$/],
  ['duplicate-kid', /^The key set holds two keys of the same kid$/],
  ['not-a-set', /^The key set is not a JWK Set$/],
];

for (const [fault, reason] of faults) {
  test(`T080: a key set that answers "${fault}" is refused, and the old one kept`, async (t) => {
    const issuer = await startIssuer(t);
    const logger = recordingLogger();
    const strategy = trust(issuer, { maxAge: 50, timeout: 2500 }, logger);
    const token = await issuer.token();
    await admit(strategy, token);
    issuer.fault = fault;
    await sleep(60);
    t.is((await admit(strategy, token)).subject, 'user-1');
    t.regex(String(logger.entries[0]?.fields.reason), reason);
    t.false(issuer.requests.includes('/elsewhere'));
    issuer.fault = undefined;
    issuer.keys = [await makeKey(), ...issuer.keys];
    await sleep(1100);
    t.is((await admit(strategy, await issuer.token())).subject, 'user-1');
  });

  test(`T080: a first key set that answers "${fault}" is 503`, async (t) => {
    const issuer = await startIssuer(t);
    issuer.fault = fault;
    const refusal = await refuseToken(trust(issuer, { timeout: 2500 }), await issuer.token());
    t.is(refusal?.status, 503);
    t.is(refusal?.retryAfter, 1);
  });
}

for (const discovery of ['rfc8414', 'oidc', 'oidc-suffix'] as const) {
  for (const path of ['', '/tenant/a']) {
    test(`keys are found by ${discovery} for an issuer at "${path}"`, async (t) => {
      const issuer = await startIssuer(t, path);
      issuer.discovery = discovery;
      const strategy = discovering(issuer);
      t.is((await admit(strategy, await issuer.token())).subject, 'user-1');
      const lookups = issuer.requests.length;
      issuer.keys = [await makeKey()];
      t.is((await admit(strategy, await issuer.token())).subject, 'user-1');
      t.is(issuer.requests.length, lookups + 1, 'the metadata are asked once');
    });
  }
}

test('metadata are looked for as RFC 8414 and OpenID Connect have it', (t) => {
  t.deepEqual(discoveryUrls('https://h/t/'), [
    'https://h/.well-known/oauth-authorization-server/t',
    'https://h/.well-known/openid-configuration/t',
    'https://h/t/.well-known/openid-configuration',
  ]);
  t.deepEqual(discoveryUrls('https://h/'), [
    'https://h/.well-known/oauth-authorization-server',
    'https://h/.well-known/openid-configuration',
  ]);
});

const badMetadata: readonly (readonly [string, object])[] = [
  ['another issuer', { issuer: 'https://evil.test' }],
  ['the issuer with a slash', { issuer: 'SLASH' }],
  ['no jwks_uri', { jwks_uri: undefined }],
  ['plain http', { jwks_uri: 'http://keys.test/keys' }],
  ['a file', { jwks_uri: 'file:///etc/passwd' }],
];

for (const [what, fields] of badMetadata) {
  test(`T080: metadata with ${what} are not followed`, async (t) => {
    const issuer = await startIssuer(t);
    issuer.metadata = JSON.parse(JSON.stringify(fields).replace('SLASH', `${issuer.issuer}/`));
    if ('jwks_uri' in fields && fields.jwks_uri === undefined) issuer.metadata = { jwks_uri: null };
    t.is((await refuseToken(discovering(issuer), await issuer.token()))?.status, 503);
    t.is(issuer.keyFetches(), 0);
  });
}

test('an issuer without metadata is logged as such', async (t) => {
  const issuer = await startIssuer(t);
  issuer.discovery = 'none';
  const logger = recordingLogger();
  const strategy = jwt({ issuer: issuer.issuer, audience: AUDIENCE, logger });
  t.is((await refuseToken(strategy, await issuer.token()))?.status, 503);
  const reason = 'The key set could not be found: the metadata of the issuer was answered with status 404';
  t.is(logger.entries[0]?.fields.reason, reason);
});

test('a key set may hold keys of unknown kinds, and encryption keys of the same name', async (t) => {
  const issuer = await startIssuer(t);
  const [key] = issuer.keys;
  if (key === undefined) return t.fail();
  const odd = { ...key, jwk: { ...key.jwk, use: 'enc' } };
  const unknown = { ...key, jwk: { kty: 'XYZ', kid: 'odd' } as unknown as typeof key.jwk };
  issuer.keys = [key, odd, unknown];
  t.is((await admit(trust(issuer), await issuer.token())).subject, 'user-1');
});
