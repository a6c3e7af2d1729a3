import test from 'ava';
import { createInteractions } from '../../../src/oauth/interaction/interactions.js';
import type { Account, UpstreamTokens } from '../../../src/oauth/login/login.js';
import { createSealer } from '../../../src/oauth/login/seal.js';
import { upstream } from '../../../src/oauth/login/upstream.js';
import { memoryStore } from '../../../src/store/memory-store.js';
import { tokensOf } from '../../helpers/login-server.js';
import { openTestBrowser } from '../../helpers/test-browser.js';
import { startUpstreamLogin } from '../../helpers/upstream-login.js';
import { UPSTREAM_CLIENT, UPSTREAM_SECRET } from '../../helpers/upstream-provider.js';

interface Clock {
  now: number;
}

/** Signed in there, with tokens of ten minutes, on a clock the test moves. */
async function signedIn(t: Parameters<typeof startUpstreamLogin>[0]) {
  const clock: Clock = { now: Date.now() };
  const store = memoryStore();
  const all = await startUpstreamLogin(t, { accessTokenTtl: 600, server: { store, now: () => clock.now } });
  const callback = await all.signIn();
  const { refresh_token: refreshToken } = await tokensOf(await all.server.redeem(callback));
  const tokens = all.server.interactions.upstreamTokens as UpstreamTokens;
  return { ...all, store, clock, tokens, refreshToken: refreshToken };
}

test('the token there is given out as a secret, and the same one while it is good', async (t) => {
  const { idp, tokens, clock } = await signedIn(t);
  const token = await tokens.get('alice-7');
  t.is(JSON.stringify(token), '"[secret]"');
  clock.now += 500_000;
  t.is((await tokens.get('alice-7')).reveal(), token.reveal());
  t.is(idp.calls.get('/token'), 1);
  const found = await idp.provider.AccessToken.find(token.reveal());
  t.is(found?.accountId, 'alice-7');
});

/** A server for tenants of one word, and how many sign-ins its store holds the provider's tokens of. */
async function selective(t: Parameters<typeof startUpstreamLogin>[0]) {
  const kept = new Set<string>();
  const store = memoryStore();
  const clock: Clock = { now: Date.now() };
  const watched = {
    ...store,
    set: (...args: Parameters<typeof store.set>) => {
      if (args[0].startsWith('login:account:upstream:')) kept.add(args[0]);
      return store.set(...args);
    },
    delete: (key: string) => {
      kept.delete(key);
      return store.delete(key);
    },
  };
  const problemWith = ({ tenant }: Account) => (tenant?.includes('_') ? 'Its tenant cannot be used.' : undefined);
  const server = { store: watched, now: () => clock.now, problemWith };
  const all = await startUpstreamLogin(t, { accessTokenTtl: 600, server });
  all.idp.people.set('dave-10', { name: 'Dave', tenant_id: 'works_x' });
  return { ...all, clock, kept };
}

test('T087: of somebody the server refuses nothing is kept', async (t) => {
  const { server, signIn, kept } = await selective(t);
  const callback = new URL(await signIn(openTestBrowser(), 'dave-10'));
  t.is(callback.searchParams.get('error'), 'access_denied');
  t.is(callback.searchParams.get('error_description'), 'This account cannot be used here. Its tenant cannot be used.');
  t.is(kept.size, 0);
  await t.throwsAsync(async () => server.interactions.upstreamTokens?.get('dave-10'), { message: /has ended/ });
  await signIn(openTestBrowser(), 'alice-7');
  t.is(kept.size, 1);
});

test('T087: what was kept of somebody goes when a later sign-in of theirs is refused', async (t) => {
  const { idp, signIn, kept } = await selective(t);
  await signIn(openTestBrowser(), 'alice-7');
  t.is(kept.size, 1);
  idp.people.set('alice-7', { name: 'Alice', tenant_id: 'works_x' });
  await signIn(openTestBrowser(), 'alice-7');
  t.is(kept.size, 0);
});

test('T087: what was kept of somebody goes when a refresh there tells that they cannot come in any more', async (t) => {
  const { idp, server, signIn, kept, clock } = await selective(t);
  await signIn(openTestBrowser(), 'alice-7');
  idp.people.set('alice-7', { name: 'Alice', tenant_id: 'works_x' });
  clock.now += 590_000;
  await t.throwsAsync(async () => server.interactions.upstreamTokens?.get('alice-7'), { message: /has ended/ });
  t.is(kept.size, 0);
});

test('nothing of it stands in the store in the clear, neither tokens nor who they belong to', async (t) => {
  const written: string[] = [];
  const store = memoryStore();
  const watched = {
    ...store,
    set: (...args: Parameters<typeof store.set>) => {
      written.push(args[0], args[1]);
      return store.set(...args);
    },
  };
  const { server, signIn } = await startUpstreamLogin(t, { server: { store: watched } });
  await signIn();
  const token = (await server.interactions.upstreamTokens?.get('alice-7'))?.reveal() ?? '';
  const text = written.join('\n');
  t.true(text.includes('login:account:upstream:'));
  for (const word of [token, 'alice', 'wonderland']) t.false(text.includes(word), word);
  t.false(JSON.stringify(server.logger.entries).includes(token));
});

test('T058: a token about to end is refreshed; 50 callers share one refresh', async (t) => {
  const { idp, tokens, clock } = await signedIn(t);
  const old = (await tokens.get('alice-7')).reveal();
  clock.now += 545_000;
  const fresh = await Promise.all(Array.from({ length: 50 }, () => tokens.get('alice-7')));
  t.is(new Set(fresh.map((token) => token.reveal())).size, 1);
  t.not(fresh[0]?.reveal(), old);
  t.is(idp.calls.get('/token'), 2);
});

test('T058: processes that share a store share a refresh', async (t) => {
  const { idp, server, clock, store } = await signedIn(t);
  const secrets = ['login server secret 0123456789abcdef'] as const;
  const other = createInteractions({
    issuer: server.issuer,
    store,
    secrets,
    sealer: createSealer(secrets),
    logger: server.logger,
    now: () => clock.now,
    login: upstream({
      issuer: idp.issuer,
      clientId: UPSTREAM_CLIENT,
      clientSecret: UPSTREAM_SECRET,
      tenantClaim: 'tenant_id',
    }),
  });
  clock.now += 545_000;
  const both = [server.interactions.upstreamTokens, other.upstreamTokens];
  const fresh = await Promise.all(both.flatMap((tokens) => [tokens?.get('alice-7'), tokens?.get('alice-7')]));
  t.is(new Set(fresh.map((token) => token?.reveal())).size, 1);
  t.is(idp.calls.get('/token'), 2);
});

test('a token that was refused is replaced when asked for, although it looks good', async (t) => {
  const { tokens } = await signedIn(t);
  const old = (await tokens.get('alice-7')).reveal();
  t.not((await tokens.get('alice-7', { refresh: true })).reveal(), old);
});

test('somebody who never signed in there has no token', async (t) => {
  const { tokens } = await signedIn(t);
  await t.throwsAsync(tokens.get('bob-8'), { name: 'AuthenticationError', message: /has ended/ });
});

test('T058: invalid_grant there ends our refresh token with invalid_grant, and the account with it', async (t) => {
  const { server, idp, tokens, clock, refreshToken } = await signedIn(t);
  clock.now += 545_000;
  idp.people.delete('alice-7');
  const answer = await server.refresh(refreshToken);
  t.is(answer.status, 400);
  t.like(await answer.json(), { error: 'invalid_grant' });
  t.is(await server.interactions.findAccount('alice-7', 'session'), undefined);
  await t.throwsAsync(tokens.get('alice-7'), { name: 'AuthenticationError' });
});

for (const [what, instead, status, retryAfter] of [
  ['429', { status: 429, headers: { 'retry-after': '17' }, body: '{"error":"slow_down"}' }, 429, '17'],
  ['503', { status: 503, headers: { 'retry-after': '9' }, body: 'down' }, 503, '9'],
  ['500 without a time', { status: 500, body: '{"error":"server_error"}' }, 503, '5'],
  ['invalid_client', { status: 401, body: '{"error":"invalid_client"}' }, 503, '5'],
] as const) {
  test(`T058: ${what} there is ${status} with Retry-After here, our token stays valid, and they are left alone`, async (t) => {
    const { server, idp, clock, refreshToken } = await signedIn(t);
    clock.now += 545_000;
    idp.interfere((path) => (path === '/token' ? instead : undefined));
    const before = idp.calls.get('/token') ?? 0;
    const answers = await Promise.all(Array.from({ length: 10 }, () => server.refresh(refreshToken)));
    for (const answer of answers) {
      t.is(answer.status, status);
      t.is(answer.headers.get('retry-after'), retryAfter);
      t.like(await answer.json(), { error: 'temporarily_unavailable' });
    }
    t.is((await server.refresh(refreshToken)).status, status);
    t.is(idp.calls.get('/token'), before + 1);
    idp.interfere(undefined);
    clock.now += 20_000;
    t.is((await server.refresh(refreshToken)).status, 200);
  });
}

test('T058: our refresh does not trouble them while their token is good', async (t) => {
  const { server, idp, refreshToken } = await signedIn(t);
  t.is((await server.refresh(refreshToken)).status, 200);
  t.is(idp.calls.get('/token'), 1);
});
