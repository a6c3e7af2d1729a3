import test from 'ava';
import { anyOf } from '../../src/auth/any-of.js';
import { apiKey } from '../../src/auth/api-key.js';
import { jwt } from '../../src/auth/jwt/jwt.js';
import { noAuth } from '../../src/auth/no-auth.js';
import { protectedResource } from '../../src/auth/protected-resource.js';
import { AuthenticationError, type AuthStrategy } from '../../src/auth/strategy.js';
import { ConfigurationError } from '../../src/errors.js';
import { admit, authRequest, refusalOf, refuseToken } from '../helpers/ask-strategy.js';
import { AUDIENCE, type IssuerKey, makeKey, signToken } from '../helpers/issuer.js';

const KEY = 'k1-abcdefghijklmnop';
const A = 'https://a.test';
const B = 'https://b.test';
const [keyA, keyB] = [await makeKey('ES256', 'a'), await makeKey('ES256', 'b')];

function trust(issuer: string, key: IssuerKey, scopes: readonly string[] = []): AuthStrategy {
  return jwt({ issuer, audience: AUDIENCE, keys: { keys: [key.jwk] }, scopes });
}

function refusing(status: number, more: Partial<AuthStrategy> = {}): AuthStrategy & { asked: number } {
  const strategy = {
    name: `refusing-${status}`,
    asked: 0,
    async authenticate() {
      strategy.asked += 1;
      throw new AuthenticationError(`refused with ${status}`, { status, challenge: 'Bearer own="1"' });
    },
    ...more,
  };
  return strategy;
}

function answering(value: unknown): AuthStrategy {
  return { name: 'answering', authenticate: async () => value as never };
}

const both = anyOf(trust(A, keyA), trust(B, keyB), apiKey({ keys: { machine: KEY } }));

test('each credential reaches the strategy it looks like', async (t) => {
  t.is((await admit(both, await signToken(A, keyA))).issuer, A);
  t.is((await admit(both, await signToken(B, keyB))).issuer, B);
  t.is((await admit(both, KEY)).subject, 'machine');
  t.is((await both.authenticate(authRequest({ 'x-api-key': KEY }))).subject, 'machine');
});

test('T076: a token of one issuer signed with the key of another is 401', async (t) => {
  t.is((await refuseToken(both, await signToken(A, keyB)))?.status, 401);
  t.is((await refuseToken(both, await signToken(A, keyA, {}, { header: { kid: 'b' } })))?.status, 401);
  t.is((await refuseToken(both, await signToken(B, keyA, {}, { header: { kid: 'b' } })))?.status, 401);
  t.is((await refuseToken(both, await signToken('https://c.test', keyA)))?.status, 401);
  t.is((await refuseToken(both, await signToken(`${A}/`, keyA)))?.status, 401);
});

test('T061: without a credential the challenge has no error, and names scopes and metadata', async (t) => {
  const described = anyOf(apiKey({ keys: [KEY] }), trust(A, keyA, ['read']), trust(B, keyB, ['read', 'write']));
  t.deepEqual(await refusalOf(described, {}), {
    status: 401,
    message: 'No accepted credential was sent.',
    challenge:
      'Bearer resource_metadata="https://mcp.test/.well-known/oauth-protected-resource/mcp", scope="read write"',
    retryAfter: undefined,
  });
});

test('T062: whatever is sent and not known is 401 invalid_token', async (t) => {
  for (const token of ['opaque-token', 'eyJhbGciOiJub25lIn0.e30.', `${KEY}x`]) {
    const refusal = await refuseToken(both, token);
    t.is(refusal?.status, 401, token);
    t.regex(refusal?.challenge ?? '', /^Bearer error="invalid_token", .*resource_metadata="https:\/\/mcp\.test\//);
  }
  t.is((await refusalOf(both, { 'x-api-key': 'wrong' }))?.status, 401);
  t.is((await refusalOf(both, { authorization: 'Basic abc' }))?.status, 401);
});

test('T064: two different credentials are 400, even if one of them is good', async (t) => {
  const token = await signToken(A, keyA);
  const two = { authorization: `Bearer ${token}`, 'x-api-key': KEY };
  t.is((await refusalOf(both, two))?.status, 400);
  t.is((await refusalOf(both, { authorization: 'Basic x', 'x-api-key': KEY }))?.status, 400);
  const same = authRequest({ authorization: `Bearer ${KEY}`, 'x-api-key': KEY });
  t.is((await both.authenticate(same)).subject, 'machine');
});

test('T067: an answer that is no principal lets nobody in, and does not keep others from being asked', async (t) => {
  for (const value of [undefined, null, false, true, {}, { authenticated: false }, { subject: 'x' }, 'user']) {
    await t.throwsAsync(anyOf(answering(value)).authenticate(authRequest({})), undefined, String(value));
    t.is((await admit(anyOf(answering(value), apiKey({ keys: { machine: KEY } })), KEY)).subject, 'machine');
  }
  const throwing: AuthStrategy = {
    name: 'throwing',
    authenticate() {
      throw new TypeError('a mistake');
    },
  };
  await t.throwsAsync(anyOf(throwing).authenticate(authRequest({})), { message: 'a mistake' });
  t.is((await admit(anyOf(throwing, apiKey({ keys: { machine: KEY } })), KEY)).subject, 'machine');
});

test('the refusal that says most is the answer', async (t) => {
  const statusOf = async (...statuses: number[]) =>
    (await refusalOf(anyOf(...statuses.map((status) => refusing(status))), { authorization: 'Bearer x' }))?.status;
  t.is(await statusOf(401, 503, 429), 503);
  t.is(await statusOf(401, 429), 429);
  t.is(await statusOf(401, 403), 403);
  t.is(await statusOf(401, 401), 401);
});

test('T077: who is known but not welcome is not tried elsewhere', async (t) => {
  const next = refusing(401);
  t.is((await refuseToken(anyOf(refusing(403), next), 'x'))?.status, 403);
  t.is(next.asked, 0);
});

test('T082: OAuth tokens are not counted as wrong API keys, in whatever order the strategies stand', async (t) => {
  const opaque: AuthStrategy = {
    name: 'opaque',
    authenticate: async ({ headers }) => {
      if (headers.authorization !== 'Bearer opaque') throw new AuthenticationError('unknown', { challenge: 'Bearer' });
      return { subject: 'user', issuer: 'opaque', scopes: [], claims: {} };
    },
  };
  const keys = apiKey({ keys: { machine: KEY }, maxFailures: 1 });
  const strategy = anyOf(keys, opaque, trust(A, keyA));
  for (let i = 0; i < 5; i += 1) {
    t.is((await admit(strategy, 'opaque')).subject, 'user');
    t.is((await refuseToken(strategy, await signToken(A, keyB)))?.status, 401);
  }
  t.is((await admit(strategy, KEY)).subject, 'machine');
  t.is((await refuseToken(strategy, 'guess-1'))?.status, 401);
  t.is((await refuseToken(strategy, 'guess-2'))?.status, 429);
});

test('T062: an ended OAuth token is 401 with a challenge, however many wrong keys came from its address', async (t) => {
  const opaque = refusing(401, {
    recognizes: ({ headers }) => headers.authorization === 'Bearer ended',
    protectedResource: protectedResource({ authorizationServers: [A], resource: 'https://mcp.test/mcp' }),
  });
  const strategy = anyOf(opaque, apiKey({ keys: { machine: KEY }, maxFailures: 1 }));
  t.is((await refuseToken(strategy, 'guess-1'))?.status, 401);
  t.is((await refuseToken(strategy, 'guess-2'))?.status, 429);
  const ended = await refuseToken(strategy, 'ended');
  t.is(ended?.status, 401);
  t.regex(ended?.challenge ?? '', /error="invalid_token"/);
});

test('headers, routes and metadata of all are put together', (t) => {
  const route = (path: string): Pick<AuthStrategy, 'routes'> => ({ routes: () => [{ path, handle: () => undefined }] });
  const strategy = anyOf(
    refusing(401, {
      ...route('/a'),
      protectedResource: protectedResource({ authorizationServers: [A], scopes: ['x'] }),
    }),
    refusing(401, {
      ...route('/b'),
      requestHeaders: ['X-Other'],
      protectedResource: protectedResource({ authorizationServers: [A, B], scopes: ['y', 'x'], resource: AUDIENCE }),
    }),
    apiKey({ keys: [KEY] }),
  );
  const mount = { origin: undefined, path: '', resources: ['/mcp'], baseOf: () => undefined };
  t.deepEqual(strategy.protectedResource, { authorizationServers: [A, B], scopes: ['x', 'y'], resource: AUDIENCE });
  t.deepEqual(
    strategy.routes?.(mount).map(({ path }) => path),
    ['/a', '/b'],
  );
  t.deepEqual(strategy.requestHeaders, ['x-other', 'x-api-key']);
});

test('it verifies audiences only when all of its strategies do', (t) => {
  t.true(anyOf(trust(A, keyA), trust(B, keyB)).verifiesAudience);
  t.false(both.verifiesAudience);
});

test('anyOf may be nested', async (t) => {
  const nested = anyOf(anyOf(trust(A, keyA), apiKey({ keys: { machine: KEY } })), trust(B, keyB));
  t.is((await admit(nested, await signToken(B, keyB))).issuer, B);
  t.is((await admit(nested, KEY)).subject, 'machine');
});

test('T062: nobody may be let in beside the others, and there must be others', (t) => {
  const error = t.throws(() => anyOf(noAuth(), trust(A, keyA), noAuth({ dangerouslyAllowNetwork: true })), {
    instanceOf: ConfigurationError,
  });
  t.deepEqual(
    error?.problems.map(({ place }) => place),
    ['anyOf[0]', 'anyOf[2]'],
  );
  t.throws(() => anyOf(), { instanceOf: ConfigurationError });
  const named = (resource: string) =>
    refusing(401, { protectedResource: protectedResource({ authorizationServers: [A], resource }) });
  t.throws(() => anyOf(named('https://x.test'), named('https://y.test')), { instanceOf: ConfigurationError });
});
