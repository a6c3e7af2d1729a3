import test from 'ava';
import {
  NATIVE_CALLBACK,
  nativeClient,
  startLoginServer,
  tokensOf,
  WEB_CALLBACK,
  webClient,
} from '../../helpers/login-server.js';
import { toCallback, toConsent, toFirstPage } from '../../helpers/sign-in.js';
import { openTestBrowser, titleOf } from '../../helpers/test-browser.js';
import { PASSWORD, testUsers } from '../../helpers/test-users.js';

const users = { login: () => testUsers };

test('a person signs in, allows access, and the application gets a code it can redeem and refresh', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  const signIn = await toFirstPage(server, { browser });
  t.is(signIn.status, 200);
  t.is(titleOf(signIn), 'Sign in');
  const consent = await browser.follow(
    await browser.submit(signIn, 'sign-in', { username: 'alice', password: PASSWORD }),
    WEB_CALLBACK,
  );
  t.is(titleOf(consent), 'Allow access?');
  const callback = await toCallback(browser, consent, 'approve', WEB_CALLBACK);
  t.is(callback.searchParams.get('state'), 'client-state');
  t.is(callback.searchParams.get('iss'), server.issuer);
  const tokens = await tokensOf(await server.redeem(callback.href));
  t.like(tokens, { scope: 'notes:read notes:write' });
  t.is((await server.refresh(tokens.refresh_token)).status, 200);
});

test('the grant names exactly the scopes asked for, of the resource asked for', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  const consent = await toConsent(server, { browser, more: { scope: 'openid notes:read' } });
  await toCallback(browser, consent, 'approve', WEB_CALLBACK);
  const grants = [...server.records].filter(([key]) => key.startsWith('Grant:')).map(([, grant]) => grant);
  t.is(grants.length, 1);
  t.like(grants[0], {
    accountId: 'alice',
    clientId: 'web-app',
    openid: { scope: 'openid notes:read' },
    resources: { [`${server.issuer}/mcp`]: 'notes:read' },
  });
});

test('a person with fewer scopes than were asked for grants those, and is not asked again', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  const consent = await toConsent(server, { browser, username: 'reader' });
  const callback = await toCallback(browser, consent, 'approve', WEB_CALLBACK);
  t.like(await (await server.redeem(callback.href)).json(), { scope: 'notes:read' });
});

test('a person who may grant nothing of what was asked for is answered with access_denied', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  const consent = await toConsent(server, { browser, username: 'reader', more: { scope: 'notes:write' } });
  const callback = await toCallback(browser, consent, 'approve', WEB_CALLBACK);
  t.is(callback.searchParams.get('error'), 'access_denied');
});

test('every approval has a grant of its own, so that revoking one leaves the others', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  await toCallback(browser, await toConsent(server, { browser }), 'approve', WEB_CALLBACK);
  const second = await toFirstPage(server, { browser });
  t.is(titleOf(second), 'Allow access?');
  await toCallback(browser, second, 'approve', WEB_CALLBACK);
  t.is([...server.records.keys()].filter((key) => key.startsWith('Grant:')).length, 2);
});

test('a wrong password shows the page again, with the name and without the password', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  const signIn = await toFirstPage(server, { browser });
  const again = await browser.submit(signIn, 'sign-in', { username: 'alice', password: 'wrong-password-7' });
  t.is(again.status, 422);
  t.regex(again.body, /role="alert"[^>]*>The user name or the password is wrong\./);
  t.regex(again.body, /name="username" value="alice"/);
  t.notRegex(again.body, /wrong-password-7/);
  t.notRegex(JSON.stringify(server.logger.entries), /wrong-password-7|alice/);
});

test('refusing on either page gives the application access_denied with its state and our iss', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  const cancelled = await toCallback(browser, await toFirstPage(server, { browser }), 'deny', WEB_CALLBACK);
  const refused = await toCallback(browser, await toConsent(server, { browser }), 'deny', WEB_CALLBACK);
  for (const callback of [cancelled, refused]) {
    t.is(callback.searchParams.get('error'), 'access_denied');
    t.is(callback.searchParams.get('state'), 'client-state');
    t.is(callback.searchParams.get('iss'), server.issuer);
    t.false(callback.searchParams.has('code'));
  }
});

test('somebody else can sign in from the consent page, and the first session is over', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  const consent = await toConsent(server, { browser });
  const sessions = () =>
    [...server.records].filter(([key]) => key.startsWith('Session:')).map(([, { accountId }]) => accountId);
  t.deepEqual(sessions(), ['alice']);
  const signIn = await browser.follow(await browser.submit(consent, 'switch'), WEB_CALLBACK);
  t.is(titleOf(signIn), 'Sign in');
  const other = await browser.follow(
    await browser.submit(signIn, 'sign-in', { username: 'bob', password: PASSWORD }),
    WEB_CALLBACK,
  );
  t.regex(other.body, /Signed in as<\/dt><dd class="person"><bdi>Bob<\/bdi>/);
  t.deepEqual(sessions(), ['bob']);
  const callback = await toCallback(browser, other, 'approve', WEB_CALLBACK);
  t.is((await server.redeem(callback.href)).status, 200);
});

test('whoever is gone since they signed in is asked to sign in again', async (t) => {
  let gone = false;
  const server = await startLoginServer(t, {
    login: () => (context) => {
      const login = testUsers(context);
      return { ...login, find: async (subject, lookup) => (gone ? undefined : login.find(subject, lookup)) };
    },
  });
  const browser = openTestBrowser();
  const callback = await toCallback(browser, await toConsent(server, { browser }), 'approve', WEB_CALLBACK);
  const { refresh_token } = await tokensOf(await server.redeem(callback.href));
  gone = true;
  t.is(titleOf(await toFirstPage(server, { browser })), 'Sign in');
  const refreshed = await server.refresh(refresh_token);
  t.is(refreshed.status, 400);
  t.like(await refreshed.json(), { error: 'invalid_grant' });
});

for (const [what, answer] of [
  ['true', true],
  ['an account without a status', { account: { subject: 'eve', claims: {} } }],
  ['authenticated without an account', { status: 'authenticated' }],
  ['authenticated with an account without a subject', { status: 'authenticated', account: { claims: {} } }],
  ['a status that is not known', { status: 'second-factor-needed', account: { subject: 'eve', claims: {} } }],
  ['nothing', undefined],
  ['an error', new Error('down')],
] as const) {
  test(`a login that answers ${what} signs nobody in`, async (t) => {
    const server = await startLoginServer(t, {
      login: () => () => ({
        kind: 'form',
        authenticate: async () => {
          if (answer instanceof Error) throw answer;
          return answer as never;
        },
        find: async () => undefined,
      }),
    });
    const browser = openTestBrowser();
    const signIn = await toFirstPage(server, { browser });
    t.is((await browser.submit(signIn, 'sign-in', { username: 'eve', password: 'x' })).status, 422);
    t.false([...server.records.values()].some(({ accountId }) => accountId !== undefined));
  });
}

test('a login that does not answer signs nobody in', async (t) => {
  const server = await startLoginServer(t, {
    loginTimeout: 50,
    login: () => () => ({ kind: 'form', authenticate: () => new Promise(() => {}), find: async () => undefined }),
  });
  const browser = openTestBrowser();
  const signIn = await toFirstPage(server, { browser });
  t.is((await browser.submit(signIn, 'sign-in', { username: 'eve', password: 'x' })).status, 422);
});

test('T038: a GET never approves, however it is asked', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  const consent = await toConsent(server, { browser });
  for (const query of ['', '?action=approve', '?action=approve&csrf=x']) {
    const page = await browser.open(consent.url.href + query, { headers: { 'sec-purpose': 'prefetch' } });
    t.is(titleOf(page), 'Allow access?');
  }
  t.false([...server.records.keys()].some((key) => key.startsWith('Grant:') || key.startsWith('AuthorizationCode:')));
  t.is((await browser.open(consent.url, { method: 'PUT' })).status, 405);
});

test('T038: consent is asked for every time unless remembering is switched on', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  await toCallback(browser, await toConsent(server, { browser }), 'approve', WEB_CALLBACK);
  t.is(titleOf(await toFirstPage(server, { browser })), 'Allow access?');
});

test('T038: remembered consent holds for the same person, client, redirect and scopes only', async (t) => {
  const other = 'https://app.example.com/other';
  const clients = [
    { ...webClient, redirect_uris: [WEB_CALLBACK, other] },
    { ...webClient, client_id: 'web-app-2' },
  ];
  const server = await startLoginServer(t, { ...users, clients, rememberConsent: 60_000 });
  const browser = openTestBrowser();
  const client = clients[0] ?? webClient;
  await toCallback(browser, await toConsent(server, { browser, client }), 'approve', WEB_CALLBACK);

  const same = await toFirstPage(server, { browser, client });
  t.regex(same.headers.location ?? '', /^https:\/\/app\.example\.com\/callback\?code=/);
  t.like(await (await server.redeem(same.headers.location ?? '')).json(), { scope: 'notes:read notes:write' });

  const asks = async (more: Record<string, string>, asked = client) =>
    titleOf(await toFirstPage(server, { browser, client: asked, more }));
  t.is(await asks({ redirect_uri: other }), 'Allow access?');
  t.is(await asks({ scope: 'notes:read' }), 'Allow access?');
  t.is(await asks({ scope: 'notes:read notes:write openid' }), 'Allow access?');
  t.is(await asks({ prompt: 'consent' }), 'Allow access?');
  t.is(await asks({}, clients[1]), 'Allow access?');
  t.is(titleOf(await toConsent(server, { browser: openTestBrowser(), client, username: 'bob' })), 'Allow access?');
});

test('T038: a remembered consent makes no grant before the person has signed in again when that is asked for', async (t) => {
  const server = await startLoginServer(t, { ...users, rememberConsent: 60_000 });
  const browser = openTestBrowser();
  await toCallback(browser, await toConsent(server, { browser }), 'approve', WEB_CALLBACK);
  const grants = () => [...server.records.keys()].filter((key) => key.startsWith('Grant:')).length;
  t.is(titleOf(await toFirstPage(server, { browser, more: { prompt: 'login' } })), 'Sign in');
  t.is(grants(), 1);
});

test('T038: native applications are never remembered', async (t) => {
  const server = await startLoginServer(t, { ...users, rememberConsent: 60_000 });
  const browser = openTestBrowser();
  const walk = { browser, client: nativeClient };
  await toCallback(browser, await toConsent(server, walk), 'approve', NATIVE_CALLBACK);
  t.is(titleOf(await toFirstPage(server, walk)), 'Allow access?');
});

test('T040: a sign-in approved in one browser cannot be finished in another', async (t) => {
  const server = await startLoginServer(t, users);
  const [browser, other] = [openTestBrowser(), openTestBrowser()];
  const approved = await browser.submit(await toConsent(server, { browser }), 'approve');
  const elsewhere = await other.open(approved.headers.location ?? '');
  t.is(elsewhere.status, 400);
  t.is(titleOf(elsewhere), 'This page has expired');
  t.is(elsewhere.headers.location, undefined);
});

for (const action of ['deny', 'sign-in'] as const) {
  test(`T025 T042: a stored request whose redirect was tampered with is refused (${action})`, async (t) => {
    const server = await startLoginServer(t, users);
    const browser = openTestBrowser();
    const signIn = await toFirstPage(server, { browser });
    for (const [key, payload] of server.records) {
      if (key.startsWith('Interaction:'))
        payload.params = { ...(payload.params as object), redirect_uri: 'https://evil.example/' };
    }
    const end = await browser.submit(signIn, action, { username: 'alice', password: PASSWORD });
    t.is(end.status, 400);
    t.is(end.headers.location, undefined);
  });
}

test('T025: a redirect that is no longer registered when the request is taken up again is refused', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  const approved = await browser.submit(await toConsent(server, { browser }), 'approve');
  for (const [key, payload] of server.records) {
    if (key.startsWith('Interaction:'))
      payload.params = { ...(payload.params as object), redirect_uri: 'https://evil.example/' };
  }
  const end = await browser.open(approved.headers.location ?? '');
  t.is(end.status, 400);
  t.is(end.headers.location, undefined);
});

test('T042: a refusal of the login reaches the application in our words, without anything harmful', async (t) => {
  const server = await startLoginServer(t, {
    login: () => () => ({
      kind: 'redirect',
      provider: 'Elsewhere',
      begin: async ({ state }) => ({ url: `https://elsewhere.example/?state=${state}`, memo: '' }),
      complete: async () => ({ status: 'denied', reason: 'No "entry"\r\nLocation: x <b>' }),
      find: async () => undefined,
    }),
  });
  const browser = openTestBrowser();
  const away = await browser.submit(await toFirstPage(server, { browser }), 'approve');
  const state = new URL(away.headers.location ?? '').searchParams.get('state') ?? '';
  const end = await browser.follow(
    await browser.open(`${server.issuer}/login/callback?state=${state}&code=x`),
    WEB_CALLBACK,
  );
  const callback = new URL(end.headers.location ?? '');
  t.is(callback.searchParams.get('error'), 'access_denied');
  t.is(callback.searchParams.get('error_description'), 'No entryLocation: x <b>');
});
