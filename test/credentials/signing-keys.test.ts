import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { developmentKeys } from '../../src/credentials/development-keys.js';
import { type SigningKeys, signingKeys } from '../../src/credentials/signing-keys.js';
import { ConfigurationError } from '../../src/errors.js';
import { send } from '../helpers/proxy.js';
import { recordingLogger } from '../helpers/recording-logger.js';

const rsa = (bits = 2048): KeyObject => generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
const ec = (namedCurve = 'P-256'): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;
const jwk = (key: KeyObject): JsonWebKey => key.export({ format: 'jwk' });
const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();

const [one, two, three] = [rsa(), ec(), ec()];
const idsOf = (keys: SigningKeys): string[] => keys.jwks().keys.map(({ kid }) => kid);

function problemsOf(t: ExecutionContext, make: () => unknown): string[] {
  const error = t.throws(make, { instanceOf: ConfigurationError });
  return (error?.problems ?? []).map(({ place, message }) => `${place}: ${message}`);
}

test('T129: the first key signs, all of them are published, and every one verifies what it signed', async (t) => {
  const sources = [{ ...jwk(one), kid: 'one' }, pem(two), { pem: pem(three), kid: 'three' }];
  for (const keys of [sources, sources.toReversed()].map((keys) => signingKeys({ keys }))) {
    const { alg, kid, privateKey } = keys.current();
    t.is(idsOf(keys)[0], kid);
    const token = await new SignJWT({}).setProtectedHeader({ alg, kid }).sign(privateKey);
    await t.notThrowsAsync(jwtVerify(token, createLocalJWKSet({ keys: [...keys.jwks().keys] })));
  }
});

test('only public parts are published, with kid, alg and use', async (t) => {
  const { keys } = signingKeys({ keys: [jwk(one), jwk(two)] }).jwks();
  t.deepEqual(
    keys.map((key) => Object.keys(key).sort()),
    [
      ['alg', 'e', 'kid', 'kty', 'n', 'use'],
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
    ],
  );
  t.deepEqual(
    keys.map(({ alg, use }) => [alg, use]),
    [
      ['RS256', 'sig'],
      ['ES256', 'sig'],
    ],
  );
  for (const { kid, ...key } of keys) t.is(kid, await calculateJwkThumbprint(key));
});

test('keys that cannot be used are refused together, without showing them', (t) => {
  const secret = { kty: 'oct', k: 'canary', d: 'x' };
  const keys = [
    jwk(rsa(1024)),
    jwk(ec('P-384')),
    secret,
    'canary',
    { ...jwk(two), d: undefined },
    { ...jwk(one), alg: 'PS256' },
    { ...jwk(one), use: 'enc' },
    { ...jwk(one), kid: '' },
    7 as unknown as string,
  ].map((key) => key as JsonWebKey);
  const problems = problemsOf(t, () => signingKeys({ keys, path: 'x', overlap: -1, lead: Number.NaN }));
  t.deepEqual(problems, [
    'signingKeys.path: It is not a plain path that starts with "/".',
    'signingKeys.overlap: It is not a number of seconds, 0 or more.',
    'signingKeys.lead: It is not a number of seconds, 0 or more.',
    'signingKeys.keys[0]: It has 1024 bits; 2048 are the least.',
    'signingKeys.keys[1]: It is neither an RSA key nor one on the curve P-256.',
    'signingKeys.keys[2]: It is a shared secret: whoever can check tokens could make them.',
    'signingKeys.keys[3]: It cannot be read as an unencrypted private key.',
    'signingKeys.keys[4]: It cannot be read as an unencrypted private key.',
    'signingKeys.keys[5]: Its alg is not RS256, which is what it can do.',
    'signingKeys.keys[6]: Its use is not "sig".',
    'signingKeys.keys[7]: Its kid is not a text.',
    'signingKeys.keys[8]: It is neither a JWK nor a PEM text.',
  ]);
  t.deepEqual(
    problemsOf(t, () => signingKeys({ keys: [] })),
    ['signingKeys.keys: There is no key.'],
  );
  t.deepEqual(
    problemsOf(t, () => signingKeys({ keys: [jwk(one), pem(one)] })),
    ['signingKeys.keys: Two keys have the same kid.'],
  );
});

test('rotation: a new key is published before it signs, and an old one after it has stopped', (t) => {
  let clock = 1_000_000;
  const keys = signingKeys({ keys: [{ pem: pem(one), kid: 'one' }], lead: 60, overlap: 600, now: () => clock });
  keys.rotate([{ pem: pem(two), kid: 'two' }]);
  t.deepEqual(idsOf(keys), ['two', 'one']);
  t.is(keys.current().kid, 'one');
  clock += 59_000;
  t.is(keys.current().kid, 'one');
  clock += 1_000;
  t.is(keys.current().kid, 'two');
  t.deepEqual(idsOf(keys), ['two', 'one']);
  clock += 540_000;
  t.deepEqual(idsOf(keys), ['two']);
});

test('rotation: a key that is listed already signs at once when it comes first', (t) => {
  const [a, b] = [
    { pem: pem(one), kid: 'one' },
    { pem: pem(two), kid: 'two' },
  ];
  const keys = signingKeys({ keys: [a, b] });
  keys.rotate([b, a]);
  t.is(keys.current().kid, 'two');
});

test('rotation: a list that cannot be used changes nothing', (t) => {
  const keys = signingKeys({ keys: [{ pem: pem(one), kid: 'one' }] });
  problemsOf(t, () => keys.rotate([]));
  t.deepEqual(
    problemsOf(t, () => keys.rotate([{ pem: pem(two), kid: 'one' }])),
    ['signingKeys.keys: A new key has the kid of another one.'],
  );
  t.deepEqual(idsOf(keys), ['one']);
  t.is(keys.current().alg, 'RS256');
});

test('a development key says so once and shows nothing of itself', (t) => {
  const logger = recordingLogger();
  const keys = developmentKeys({ logger, path: '/keys.json' });
  t.true(keys.development);
  t.false(signingKeys({ keys: [jwk(two)] }).development);
  t.is(keys.route.path, '/keys.json');
  t.is(keys.current().alg, 'RS256');
  t.deepEqual(
    logger.entries.map(({ level }) => level),
    ['warn'],
  );
  const d = String(keys.current().privateKey.export({ format: 'jwk' }).d);
  t.false(inspect(logger.entries, { depth: 9 }).includes(d));
  t.notDeepEqual(idsOf(keys), idsOf(developmentKeys({ logger })));
});

test('the key document answers GET and HEAD, and nothing else', async (t) => {
  const keys = signingKeys({ keys: [{ pem: pem(two), kid: 'two' }] });
  const server = createServer((request, response) => void keys.route.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const at = { port: typeof address === 'object' && address ? address.port : 0 };
  const got = await send(at, { path: keys.route.path });
  t.is(got.status, 200);
  t.is(got.headers['content-type'], 'application/jwk-set+json');
  t.is(got.headers['cache-control'], 'public, max-age=300');
  t.deepEqual(got.json, keys.jwks());
  t.false(got.body.includes('"d"'));
  const head = await send(at, { method: 'HEAD', path: '/' });
  t.deepEqual([head.status, head.body], [200, '']);
  t.is((await send(at, { method: 'POST', path: '/', body: '{}' })).status, 405);
});
