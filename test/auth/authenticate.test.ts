import test from 'ava';
import { authenticate } from '../../src/auth/authenticate.js';
import { bearerChallenge } from '../../src/auth/challenge.js';
import { livePrincipal } from '../../src/auth/live-principal.js';
import { noAuth } from '../../src/auth/no-auth.js';
import { AuthenticationError, type AuthRequest, type AuthStrategy } from '../../src/auth/strategy.js';
import { silentLogger } from '../../src/telemetry/silent-logger.js';

const request: AuthRequest = { method: 'POST', path: '/mcp', headers: {}, remoteAddress: '127.0.0.1' };
const good = { subject: 's', issuer: 'i', scopes: 'all', claims: {} };

function strategy(answer: () => unknown): AuthStrategy {
  return { name: 'test', authenticate: answer as AuthStrategy['authenticate'] };
}

function run(answer: () => unknown, headers: AuthRequest['headers'] = {}) {
  return authenticate(strategy(answer), { ...request, headers }, { timeout: 50, logger: silentLogger });
}

const denied: readonly (readonly [string, () => unknown])[] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['false', () => false],
  ['{authenticated: false}', () => ({ authenticated: false })],
  ['a principal without subject', () => ({ ...good, subject: '' })],
  ['a principal without issuer', () => ({ ...good, issuer: undefined })],
  ['a principal without scopes', () => ({ ...good, scopes: undefined })],
  ['a principal whose scopes are text', () => ({ ...good, scopes: 'read write' })],
  ['a principal whose tenant is an object', () => ({ ...good, tenant: {} })],
  ['a principal whose token is a bare text', () => ({ ...good, token: 'a-token' })],
  ['a principal whose grant is empty', () => ({ ...good, grant: '' })],
  ['an expired principal', () => ({ ...good, expiresAt: 1 })],
  [
    'a synchronous throw',
    () => {
      throw new Error('canary');
    },
  ],
  ['a rejection', () => Promise.reject(new TypeError('canary'))],
  ['a rejection with nothing', () => Promise.reject(undefined)],
  ['no answer in time', () => new Promise(() => undefined)],
  ['a status that is none of ours', () => Promise.reject(new AuthenticationError('no', { status: 200 }))],
];

for (const [what, answer] of denied) {
  test(`T062, T067: ${what} is a refusal with 401 and a challenge`, async (t) => {
    const error = await t.throwsAsync(run(answer), { instanceOf: AuthenticationError });
    t.is(error?.status, 401);
    t.is(error?.challenge, 'Bearer realm="mcp"');
    t.false(error?.message.includes('canary'));
  });
}

test('T061, T062: the challenge names the error only when something was sent', async (t) => {
  const error = await t.throwsAsync(
    run(() => null, { authorization: 'Bearer x' }),
    { instanceOf: AuthenticationError },
  );
  t.is(error?.challenge, 'Bearer realm="mcp", error="invalid_token"');
});

test('a refusal keeps the status, challenge and waiting time the strategy gave it', async (t) => {
  const given = new AuthenticationError('later', { status: 429, retryAfter: 7, challenge: 'Bearer scope="a"' });
  const error = await t.throwsAsync(
    run(() => Promise.reject(given)),
    { instanceOf: AuthenticationError },
  );
  t.is(error, given);
});

test('a complete principal passes', async (t) => {
  t.deepEqual(await run(() => Promise.resolve({ ...good, scopes: ['a'] })), { ...good, scopes: ['a'] } as never);
});

test('T065: nothing can break out of a challenge', (t) => {
  t.is(
    bearerChallenge({ realm: 'a"b\\c\r\nX: 1', scope: undefined, error: 'e' }),
    'Bearer realm="a\\"b\\\\cX: 1", error="e"',
  );
});

test('noAuth lets everybody in as one principal and may be let onto the network by name only', async (t) => {
  t.deepEqual(await noAuth().authenticate(request), {
    subject: 'anonymous',
    issuer: 'none',
    scopes: 'all',
    claims: {},
  });
  t.is(noAuth().allowNetwork, false);
  t.is(noAuth({ dangerouslyAllowNetwork: true }).allowNetwork, true);
});

test("T090: a session's principal takes over what a newer token proves, nothing of the old one stays", (t) => {
  const live = livePrincipal({ subject: 's', issuer: 'i', scopes: ['a', 'b'], claims: { n: 1 }, expiresAt: 10 });
  const { principal } = live;
  live.update({ subject: 's', issuer: 'i', scopes: ['a'], claims: { n: 2 } });
  t.is(live.principal, principal);
  t.deepEqual(principal, { subject: 's', issuer: 'i', scopes: ['a'], claims: { n: 2 } });
});
