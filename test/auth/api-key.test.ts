import type { IncomingHttpHeaders } from 'node:http';
import test from 'ava';
import { type ApiKeyOptions, apiKey } from '../../src/auth/api-key.js';
import { AuthenticationError, type AuthStrategy } from '../../src/auth/strategy.js';
import { ConfigurationError } from '../../src/errors.js';

const KEY = 'k1-abcdefghijklmnop';
const OTHER = 'k2-qrstuvwxyz012345';

function ask(strategy: AuthStrategy, headers: IncomingHttpHeaders, remoteAddress = '192.0.2.1') {
  return strategy.authenticate({ method: 'POST', path: '/mcp', headers, remoteAddress });
}

async function refusal(strategy: AuthStrategy, headers: IncomingHttpHeaders, remoteAddress?: string) {
  try {
    await ask(strategy, headers, remoteAddress);
    return undefined;
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    return { status: error.status, challenge: error.challenge, retryAfter: error.retryAfter };
  }
}

test('lets a key in, as bearer token or in its own header, and names its holder', async (t) => {
  const strategy = apiKey({ keys: { desk: KEY } });
  const desk = { subject: 'desk', issuer: 'api-key', scopes: 'all' as const, claims: {} };
  t.deepEqual(await ask(strategy, { authorization: `Bearer ${KEY}` }), desk);
  t.deepEqual(await ask(strategy, { 'x-api-key': KEY }), desk);
  t.deepEqual(await ask(strategy, { authorization: `Bearer ${KEY}`, 'x-api-key': KEY }), desk);
});

test('a bare key gets a name that does not give it away', async (t) => {
  const { subject } = await ask(apiKey({ keys: [KEY] }), { 'x-api-key': KEY });
  t.is(subject, 'key-5f9edc10');
  t.false(KEY.includes(subject));
});

test('an entry brings scopes and tenant', async (t) => {
  const strategy = apiKey({ keys: [{ key: KEY, name: 'a', scopes: ['read'], tenant: 'acme' }] });
  const { scopes, tenant } = await ask(strategy, { 'x-api-key': KEY });
  t.deepEqual({ scopes, tenant }, { scopes: ['read'], tenant: 'acme' });
});

test('the header can be renamed', async (t) => {
  const strategy = apiKey({ keys: [KEY], header: 'X-Proxy-Key' });
  t.is((await ask(strategy, { 'x-proxy-key': KEY })).issuer, 'api-key');
  t.is((await refusal(strategy, { 'x-api-key': KEY }))?.status, 401);
});

test('T061: without a credential the challenge has no error', async (t) => {
  t.deepEqual(await refusal(apiKey({ keys: [KEY] }), {}), {
    status: 401,
    challenge: 'Bearer realm="mcp"',
    retryAfter: undefined,
  });
});

const wrong: readonly (readonly [string, IncomingHttpHeaders])[] = [
  ['an unknown key', { authorization: `Bearer ${OTHER}` }],
  ['a prefix of the key', { authorization: `Bearer ${KEY.slice(0, -1)}` }],
  ['a longer key', { authorization: `Bearer ${KEY}x` }],
  ['another scheme', { authorization: `Basic ${KEY}` }],
  ['no scheme', { authorization: KEY }],
  ['two tokens', { authorization: `Bearer ${KEY} ${OTHER}` }],
  ['a tab', { authorization: `Bearer\t${KEY}` }],
  ['16 KB', { authorization: `Bearer ${'a'.repeat(16_384)}` }],
  ['an empty header', { authorization: '' }],
  ['a repeated header', { 'x-api-key': `${KEY}, ${KEY}` }],
  ['an empty key', { 'x-api-key': '' }],
];

for (const [what, headers] of wrong) {
  test(`T066, T082: ${what} is 401 invalid_token`, async (t) => {
    t.deepEqual(await refusal(apiKey({ keys: [KEY] }), headers), {
      status: 401,
      challenge: 'Bearer realm="mcp", error="invalid_token"',
      retryAfter: undefined,
    });
  });
}

test('T066: the scheme is case-insensitive', async (t) => {
  t.is((await ask(apiKey({ keys: [KEY] }), { authorization: `bEARER ${KEY}` })).issuer, 'api-key');
});

test('T064: two different credentials are 400', async (t) => {
  const strategy = apiKey({ keys: [KEY, OTHER] });
  const answer = await refusal(strategy, { authorization: `Bearer ${KEY}`, 'x-api-key': OTHER });
  t.is(answer?.status, 400);
});

test('T082: too many wrong keys are 429 for the address, until the window has passed', async (t) => {
  const strategy = apiKey({ keys: [KEY], maxFailures: 3, failureWindow: 100 });
  for (let i = 0; i < 3; i += 1) t.is((await refusal(strategy, { 'x-api-key': `wrong-${i}` }))?.status, 401);
  const blocked = await refusal(strategy, { 'x-api-key': 'wrong' });
  t.is(blocked?.status, 429);
  t.is(blocked?.retryAfter, 1);
  t.is((await refusal(strategy, { 'x-api-key': KEY }))?.status, 429, 'a right guess is not told apart');
  t.is((await ask(strategy, { 'x-api-key': KEY }, '192.0.2.2')).issuer, 'api-key', 'other addresses are free');
  await new Promise((resolve) => setTimeout(resolve, 150));
  t.is((await ask(strategy, { 'x-api-key': KEY })).issuer, 'api-key');
});

test('T082: a key that has worked from an address is not locked out by guesses from there', async (t) => {
  const strategy = apiKey({ keys: [KEY, OTHER], maxFailures: 1 });
  await ask(strategy, { 'x-api-key': KEY });
  await refusal(strategy, { 'x-api-key': 'wrong' });
  t.is((await ask(strategy, { 'x-api-key': KEY })).issuer, 'api-key');
  t.is((await refusal(strategy, { 'x-api-key': OTHER }))?.status, 429);
});

test('T082: no credential is no failed attempt', async (t) => {
  const strategy = apiKey({ keys: [KEY], maxFailures: 1 });
  await refusal(strategy, {});
  t.is((await refusal(strategy, {}))?.status, 401);
});

const bad: readonly (readonly [string, ApiKeyOptions, readonly string[]])[] = [
  ['no keys', { keys: [] }, ['apiKey.keys']],
  ['an empty key', { keys: [''] }, ['apiKey.keys[0]']],
  ['an empty tenant', { keys: [{ key: KEY, name: 'a', tenant: ' ' }] }, ['apiKey.keys[0]']],
  ['a scope that is none', { keys: [{ key: KEY, name: 'a', scopes: ['a b'] }] }, ['apiKey.keys[0].scopes[0]']],
  ['a short key', { keys: { a: 'short' } }, ['apiKey.keys[0]']],
  ['a key of few characters', { keys: ['aaaaaaaaaaaaaaaaaaaaaaaa'] }, ['apiKey.keys[0]']],
  ['a key with a space', { keys: ['abcdefgh ijklmnopq'] }, ['apiKey.keys[0]']],
  ['the same key twice', { keys: [KEY, OTHER, KEY] }, ['apiKey.keys[2]']],
  [
    'several mistakes',
    { keys: ['', KEY, KEY], header: 'a b', maxFailures: 0 },
    ['apiKey.keys[0]', 'apiKey.keys[2]', 'apiKey.header', 'apiKey.maxFailures'],
  ],
];

for (const [what, options, places] of bad) {
  test(`refuses ${what} at construction, all at once, without showing a key`, (t) => {
    const error = t.throws(() => apiKey(options), { instanceOf: ConfigurationError });
    t.deepEqual(
      error?.problems.map(({ place }) => place),
      places,
    );
    t.false(error?.message.includes(KEY));
  });
}
