import test from 'ava';
import { ConfigurationError } from '../../../src/errors.js';
import { upstream } from '../../../src/oauth/login/upstream.js';
import { assertOpenidClient } from '../../../src/oauth/login/upstream-options.js';
import { memoryStore } from '../../../src/store/memory-store.js';
import { WEB_CALLBACK } from '../../helpers/login-server.js';
import { toFirstPage } from '../../helpers/sign-in.js';
import { openTestBrowser, titleOf } from '../../helpers/test-browser.js';
import { startUpstreamLogin } from '../../helpers/upstream-login.js';

test('T033: our consent page comes before any redirect to the other provider', async (t) => {
  const { server, idp, approve } = await startUpstreamLogin(t);
  const browser = openTestBrowser();
  const page = await toFirstPage(server, { browser });
  t.is(page.status, 200);
  t.is(titleOf(page), 'Allow access?');
  t.regex(page.body, /Next, you sign in at <b>Example ID<\/b>/);
  t.deepEqual([...idp.calls], []);
  t.is((await approve(browser)).origin, idp.issuer);
});

test('T033: the consent page comes again for a second application although the other provider would skip its own', async (t) => {
  const { server, signIn } = await startUpstreamLogin(t);
  const browser = openTestBrowser();
  await signIn(browser);
  const second = await toFirstPage(server, { browser, more: { state: 'second' } });
  t.is(titleOf(second), 'Allow access?');
  t.regex(second.body, /<bdi>Alice<\/bdi>/);
});

test('a person agrees, signs in there, and the application gets a code; the account has name, tenant and claims', async (t) => {
  const { server, signIn } = await startUpstreamLogin(t);
  const callback = new URL(await signIn());
  t.is(callback.origin + callback.pathname, WEB_CALLBACK);
  t.is(callback.searchParams.get('state'), 'client-state');
  t.like(await (await server.redeem(callback.href)).json(), { scope: 'notes:read notes:write' });
  t.like(await server.interactions.findAccount('alice-7', 'session'), {
    subject: 'alice-7',
    name: 'Alice',
    tenant: 'wonderland',
    claims: { email: 'alice@example.com' },
  });
});

test('a person without the tenant everybody must have is not signed in', async (t) => {
  const { idp, server, signIn } = await startUpstreamLogin(t);
  idp.people.set('stray-9', { name: 'Stray' });
  const callback = new URL(await signIn(openTestBrowser(), 'stray-9'));
  t.is(callback.searchParams.get('error'), 'access_denied');
  t.is(callback.searchParams.get('error_description'), 'This account does not belong to a tenant.');
  t.is(await server.interactions.findAccount('stray-9', 'session'), undefined);
});

test('T039: there is no state cookie before approval; then it is signed, HttpOnly, Lax and has the __Host- prefix', async (t) => {
  const { server, approve } = await startUpstreamLogin(t, { server: { secure: true } });
  const browser = openTestBrowser();
  await toFirstPage(server, { browser });
  const stateCookies = () => browser.cookies.filter(({ name }) => name.includes('mcp-upstream'));
  t.deepEqual(stateCookies(), []);
  const page = await toFirstPage(server, { browser });
  const away = await browser.submit(page, 'approve');
  const line = (away.headers['set-cookie'] ?? []).find((cookie) => cookie.includes('mcp-upstream')) ?? '';
  t.regex(
    line,
    /^__Host-mcp-upstream-[0-9a-f]{16}=[\w-]+\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/,
  );
  t.is(stateCookies().length, 1);
  await approve(browser);
  t.is(stateCookies().length, 2);
});

test('T039: on https a state cookie without the prefix, or with another signature, is not believed', async (t) => {
  const { server, approve } = await startUpstreamLogin(t, { server: { secure: true } });
  const browser = openTestBrowser();
  const state = (await approve(browser)).searchParams.get('state');
  const cookie = browser.cookies.find(({ name }) => name.includes('mcp-upstream'));
  const { host } = new URL(server.issuer);
  const open = () => browser.open(`${server.issuer}/login/callback?code=x&state=${state}`);
  browser.forget(/mcp-upstream/);
  browser.plant({ name: cookie?.name.replace('__Host-', '') ?? '', value: cookie?.value ?? '', path: '/', host });
  t.is((await open()).status, 403);
  browser.plant({
    name: cookie?.name ?? '',
    value: `${cookie?.value.split('.')[0]}.${'A'.repeat(43)}`,
    path: '/',
    host,
  });
  t.is((await open()).status, 403);
});

test('T040: approval in browser A and the way back in browser B is a 403, and their code is not redeemed', async (t) => {
  const { idp, server, signInThere } = await startUpstreamLogin(t);
  const [a, b] = [openTestBrowser(), openTestBrowser()];
  const back = await signInThere(a);
  const answer = await b.open(back);
  t.is(answer.status, 403);
  t.is(answer.headers.location, undefined);
  t.is(idp.calls.get('/token'), undefined);
  t.false([...server.records.keys()].some((key) => key.startsWith('AuthorizationCode:')));
  const own = await a.follow(await a.open(back), WEB_CALLBACK);
  t.true(new URL(own.headers.location ?? '').searchParams.has('code'));
});

test('T041: a way back with a missing, doubled, unknown or used state is a 400', async (t) => {
  const { server, signInThere } = await startUpstreamLogin(t);
  const browser = openTestBrowser();
  const callback = `${server.issuer}/login/callback`;
  const back = new URL(await signInThere(browser));
  for (const query of ['', '?code=x', '?code=x&state=', '?code=x&state=unknown', `${back.search}&state=other`]) {
    t.is((await browser.open(callback + query)).status, 400, query);
  }
  t.is((await browser.open(back)).status, 303);
  t.is((await browser.open(back)).status, 400);
  t.is((await browser.open(back, { method: 'POST', form: {} })).status, 405);
});

test('T041: a state ends after ten minutes', async (t) => {
  const ttls: number[] = [];
  let clock = 0;
  const store = memoryStore({ now: () => clock });
  const watched = {
    ...store,
    set: (...[key, value, options]: Parameters<typeof store.set>) => {
      if (key.startsWith('login:journey')) ttls.push(options?.ttl ?? Number.POSITIVE_INFINITY);
      return store.set(key, value, options);
    },
  };
  const { signInThere } = await startUpstreamLogin(t, { server: { store: watched } });
  const browser = openTestBrowser();
  const back = await signInThere(browser);
  t.deepEqual(ttls, [600_000]);
  clock = 600_001;
  t.is((await browser.open(back)).status, 400);
});

test('T041: of 50 parallel replays of one state exactly one succeeds', async (t) => {
  const { idp, signInThere } = await startUpstreamLogin(t);
  const browser = openTestBrowser();
  const back = await signInThere(browser);
  const answers = await Promise.all(Array.from({ length: 50 }, () => browser.open(back)));
  t.is(answers.filter(({ status }) => status === 303).length, 1);
  t.is(answers.filter(({ status }) => status === 400).length, 49);
  t.is(idp.calls.get('/token'), 1);
});

test('T042: a refusal there reaches the application as access_denied with its state and our iss, without their words', async (t) => {
  const { server, signIn } = await startUpstreamLogin(t);
  const callback = new URL(await signIn(openTestBrowser(), 'refuse'));
  t.is(callback.searchParams.get('error'), 'access_denied');
  t.is(callback.searchParams.get('state'), 'client-state');
  t.is(callback.searchParams.get('iss'), server.issuer);
  t.is(callback.searchParams.get('error_description'), 'The sign-in was refused or not completed.');
});

test('T042: other errors there are access_denied too; a provider that is down is temporarily_unavailable', async (t) => {
  const { server, idp, approve, signInThere } = await startUpstreamLogin(t);
  const browser = openTestBrowser();
  const end = async (url: string) =>
    new URL((await browser.follow(await browser.open(url), WEB_CALLBACK)).headers.location ?? '').searchParams;
  const state = (await approve(browser)).searchParams.get('state');
  const error = `error=server_error&error_description=%3Cscript%3E&iss=${encodeURIComponent(idp.issuer)}`;
  const answer = await end(`${server.issuer}/login/callback?state=${state}&${error}`);
  t.is(answer.get('error'), 'access_denied');
  t.notRegex(answer.toString(), /%3C|</);
  const back = await signInThere(browser);
  idp.interfere((path) => (path === '/token' ? { status: 503, body: '{}' } : undefined));
  t.is((await end(back)).get('error'), 'temporarily_unavailable');
});

test('T042: a provider that is down when it is first needed leaves the person on our page', async (t) => {
  const { server, idp } = await startUpstreamLogin(t);
  idp.interfere(() => ({ status: 500, body: '{}' }));
  const browser = openTestBrowser();
  const page = await browser.submit(await toFirstPage(server, { browser }), 'approve');
  t.is(page.status, 503);
  t.is(page.headers['retry-after'], '5');
  t.is(titleOf(page), 'Not available at the moment');
  idp.interfere(undefined);
  t.is((await browser.submit(await toFirstPage(server, { browser }), 'approve')).status, 303);
});

test('T043: an ID token with another nonce is a 400, and nobody is signed in', async (t) => {
  const { server, signInThere } = await startUpstreamLogin(t);
  const browser = openTestBrowser();
  const back = await signInThere(browser, 'alice-7', (url) => url.searchParams.set('nonce', 'another'));
  const answer = await browser.open(back);
  t.is(answer.status, 400);
  t.is(titleOf(answer), 'The sign-in could not be verified');
  t.is(await server.interactions.findAccount('alice-7', 'session'), undefined);
});

for (const iss of ['https://evil.example', undefined]) {
  test(`T043: an answer with ${iss === undefined ? 'no' : 'another'} iss is a 400, and their code is not redeemed`, async (t) => {
    const { idp, signInThere } = await startUpstreamLogin(t);
    const browser = openTestBrowser();
    const back = new URL(await signInThere(browser));
    if (iss === undefined) back.searchParams.delete('iss');
    else back.searchParams.set('iss', iss);
    t.is((await browser.open(back)).status, 400);
    t.is(idp.calls.get('/token'), undefined);
  });
}

test('T043: their leg has PKCE of its own', async (t) => {
  const { approve } = await startUpstreamLogin(t);
  const browser = openTestBrowser();
  const [first, second] = [await approve(browser), await approve(browser)];
  t.is(first.searchParams.get('code_challenge_method'), 'S256');
  t.regex(first.searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/);
  t.not(first.searchParams.get('code_challenge'), second.searchParams.get('code_challenge'));
  t.not(first.searchParams.get('state'), second.searchParams.get('state'));
  t.not(first.searchParams.get('nonce'), second.searchParams.get('nonce'));
});

test('a code that belongs to another sign-in there is a 400', async (t) => {
  const { server, signInThere } = await startUpstreamLogin(t);
  const [alice, mallory] = [openTestBrowser(), openTestBrowser()];
  const stolen = new URL(await signInThere(alice)).searchParams.get('code') ?? '';
  const own = new URL(await signInThere(mallory, 'bob-8'));
  own.searchParams.set('code', stolen);
  t.is((await mallory.open(own)).status, 400);
  t.is(await server.interactions.findAccount('alice-7', 'session'), undefined);
});

test('whoever wants to be somebody else is asked there, too', async (t) => {
  const { server, signIn } = await startUpstreamLogin(t);
  const browser = openTestBrowser();
  await signIn(browser);
  const consent = await toFirstPage(server, { browser });
  const again = await browser.follow(await browser.submit(consent, 'switch'), WEB_CALLBACK);
  t.regex(again.body, /Next, you sign in at <b>Example ID<\/b>/);
  const away = await browser.submit(again, 'approve');
  t.is(new URL(away.headers.location ?? '').searchParams.get('prompt'), 'login');
});

for (const [options, place] of [
  [undefined, 'upstream'],
  [{ scopes: 'openid profile' }, 'upstream.scopes'],
  [{ tenantClaim: ['org'] }, 'upstream.tenantClaim'],
  [{ tenantClaim: '' }, 'upstream.tenantClaim'],
  [{ displayName: 5 }, 'upstream.displayName'],
  [{ clientSecret: 5 }, 'upstream.clientSecret'],
  [{ tokenParameters: null }, 'upstream.tokenParameters'],
] as const) {
  test(`${JSON.stringify(options) ?? 'nothing'} is a configuration error, not a crash`, (t) => {
    const all = options && { issuer: 'https://id.example.com', clientId: 'proxy', ...options };
    const error = t.throws(() => Reflect.apply(upstream, undefined, [all]), { instanceOf: ConfigurationError });
    t.deepEqual(
      error?.problems.map((problem) => problem.place),
      [place],
    );
  });
}

test('everything wrong with the options is said at once', (t) => {
  const error = t.throws(
    () =>
      upstream({
        issuer: 'http://id.example.com',
        clientId: '',
        clientSecret: '',
        scopes: ['profile'],
        timeout: 0,
        authorizationParameters: { state: 'x', audience: 'api' },
      }),
    { instanceOf: ConfigurationError },
  );
  t.deepEqual(
    error?.problems.map(({ place }) => place),
    [
      'upstream.issuer',
      'upstream.clientId',
      'upstream.clientSecret',
      'upstream.scopes',
      'upstream.authorizationParameters.state',
      'upstream.timeout',
    ],
  );
});

test('without openid-client the error names the command that installs it', (t) => {
  const error = t.throws(
    () =>
      assertOpenidClient(() => {
        throw new Error('Cannot find package');
      }),
    { code: 'missing_peer' },
  );
  t.regex(error?.message ?? '', /npm install openid-client/);
});
