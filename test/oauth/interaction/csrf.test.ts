import test from 'ava';
import { startLoginServer, WEB_CALLBACK } from '../../helpers/login-server.js';
import { toCallback, toConsent, toFirstPage } from '../../helpers/sign-in.js';
import { type BrowserPage, formOf, openTestBrowser, type TestBrowser, titleOf } from '../../helpers/test-browser.js';
import { PASSWORD, testUsers } from '../../helpers/test-users.js';

const users = { login: () => testUsers };

/** Sends the consent form as somebody else would have it sent. */
function post(
  browser: TestBrowser,
  page: BrowserPage,
  change: { readonly fields?: Record<string, string | undefined>; readonly headers?: Record<string, string> } = {},
): Promise<BrowserPage> {
  const { action, fields } = formOf(page);
  const all = Object.entries({ ...fields, action: 'approve', ...change.fields });
  const form = Object.fromEntries(all.filter((field): field is [string, string] => field[1] !== undefined));
  const headers = { 'sec-fetch-site': 'same-origin', origin: action.origin, ...change.headers };
  return browser.open(action, { method: 'POST', form, headers });
}

async function setUp(t: Parameters<typeof startLoginServer>[0], secure = false) {
  const server = await startLoginServer(t, { ...users, secure });
  const browser = openTestBrowser();
  const consent = await toConsent(server, { browser });
  const untouched = () =>
    ![...server.records].some(([key, { result }]) => key.startsWith('Grant:') || Object(result).consent !== undefined);
  return { server, browser, consent, untouched };
}

for (const [what, change] of [
  ['without a token', { fields: { csrf: undefined } }],
  ['with an empty token', { fields: { csrf: '' } }],
  ['with a made-up token', { fields: { csrf: `${Date.now() + 60_000}.${'A'.repeat(22)}.${'A'.repeat(43)}` } }],
  ['from another site', { headers: { 'sec-fetch-site': 'cross-site' } }],
  ['from a sibling subdomain', { headers: { 'sec-fetch-site': 'same-site' } }],
  ['typed by hand', { headers: { 'sec-fetch-site': 'none' } }],
  ['with a foreign origin', { headers: { origin: 'https://evil.example' } }],
  ['with the origin null', { headers: { origin: 'null' } }],
] as const) {
  test(`T037: a form ${what} is refused and changes nothing`, async (t) => {
    const { browser, consent, untouched } = await setUp(t);
    const answer = await post(browser, consent, change);
    t.is(answer.status, 403);
    t.true(untouched());
    t.is((await post(browser, consent)).status, 303);
  });
}

test('T037: a form without the cookie of the browser it was shown in is refused', async (t) => {
  const { browser, consent, untouched } = await setUp(t);
  browser.forget(/mcp-browser/);
  t.is((await post(browser, consent)).status, 403);
  t.true(untouched());
});

test('T037: a token of another browser, another step or another sign-in is refused', async (t) => {
  const { server, browser, consent, untouched } = await setUp(t);
  const stranger = openTestBrowser();
  const foreign = formOf(await toFirstPage(server, { browser: stranger })).fields.csrf;
  const elsewhere = formOf(await toFirstPage(server, { browser })).fields.csrf;
  const third = openTestBrowser();
  const signIn = await toFirstPage(server, { browser: third });
  const otherStep = formOf(signIn).fields.csrf;
  const later = await third.follow(
    await third.submit(signIn, 'sign-in', { username: 'alice', password: PASSWORD }),
    WEB_CALLBACK,
  );
  t.is((await post(browser, consent, { fields: { csrf: foreign } })).status, 403);
  t.is((await post(browser, consent, { fields: { csrf: elsewhere } })).status, 403);
  t.is((await post(third, later, { fields: { csrf: otherStep } })).status, 403);
  t.true(untouched());
});

test('T037: a token works once', async (t) => {
  const { browser, consent } = await setUp(t);
  t.is((await post(browser, consent)).status, 303);
  const again = await post(browser, consent);
  t.is(again.status, 403);
  t.regex(again.body, /Continue where you were/);
});

test('T037: a sign-in form sent again, 50 times at once too, is one attempt', async (t) => {
  let attempts = 0;
  const server = await startLoginServer(t, {
    login: () => () => ({
      kind: 'form',
      authenticate: async () => {
        attempts += 1;
        return { status: 'denied' };
      },
      find: async () => undefined,
    }),
  });
  const browser = openTestBrowser();
  const signIn = await toFirstPage(server, { browser });
  const send = () => post(browser, signIn, { fields: { action: 'sign-in', username: 'alice', password: 'x' } });
  const answers = await Promise.all(Array.from({ length: 50 }, send));
  t.is(answers.filter(({ status }) => status === 403).length, 49);
  t.is((await send()).status, 403);
  t.is(attempts, 1);
});

test('T037: of 50 parallel submissions of one form one counts', async (t) => {
  const { browser, consent } = await setUp(t);
  const answers = await Promise.all(Array.from({ length: 50 }, () => post(browser, consent)));
  t.is(answers.filter(({ status }) => status === 303).length, 1);
  t.is(answers.filter(({ status }) => status === 403).length, 49);
});

test('T037: whoever lost the answer to a form finds the way on from the page', async (t) => {
  const { browser, consent } = await setUp(t);
  await post(browser, consent);
  const page = await browser.follow(await browser.open(consent.url), WEB_CALLBACK);
  t.regex(page.headers.location ?? '', /^https:\/\/app\.example\.com\/callback\?code=/);
});

test('T037: a page shown earlier stays submittable beside a later one', async (t) => {
  const { browser, consent } = await setUp(t);
  await browser.open(consent.url);
  await browser.open(consent.url);
  t.truthy((await toCallback(browser, consent, 'approve', WEB_CALLBACK)).searchParams.get('code'));
});

test('T037: two sign-ins in two tabs do not get in each other’s way', async (t) => {
  const server = await startLoginServer(t, users);
  const browser = openTestBrowser();
  const first = await toFirstPage(server, { browser, more: { state: 'first' } });
  const second = await toConsent(server, { browser, more: { state: 'second' } });
  const secondDone = await toCallback(browser, second, 'approve', WEB_CALLBACK);
  const firstConsent = await browser.follow(
    await browser.submit(first, 'sign-in', { username: 'alice', password: PASSWORD }),
    WEB_CALLBACK,
  );
  const firstDone = await toCallback(browser, firstConsent, 'approve', WEB_CALLBACK);
  t.is(firstDone.searchParams.get('state'), 'first');
  t.is(secondDone.searchParams.get('state'), 'second');
  t.is((await server.redeem(firstDone.href)).status, 200);
  t.is((await server.redeem(secondDone.href)).status, 200);
});

test('T037: a page that has been open for longer than its sign-in lasts is refused', async (t) => {
  let clock = Date.now();
  const server = await startLoginServer(t, { ...users, now: () => clock });
  const browser = openTestBrowser();
  const consent = await toConsent(server, { browser });
  clock += 11 * 60_000;
  t.is((await post(browser, consent)).status, 403);
});

test('T037: over https the cookie has the __Host- prefix, and one without it is not looked at', async (t) => {
  const { browser, consent, untouched } = await setUp(t, true);
  const cookie = browser.cookies.find(({ name }) => name.includes('mcp-browser'));
  t.is(cookie?.name, '__Host-mcp-browser');
  browser.forget(/mcp-browser/);
  browser.plant({ name: 'mcp-browser', value: cookie?.value ?? '', path: '/', host: consent.url.host });
  t.is((await post(browser, consent)).status, 403);
  t.true(untouched());
});

test('T037: a cookie that was changed, or is there twice, is not believed', async (t) => {
  const { browser, consent, untouched } = await setUp(t);
  const cookie = browser.cookies.find(({ name }) => name === 'mcp-browser');
  const host = consent.url.host;
  browser.plant({ name: 'mcp-browser', value: `x${cookie?.value}`, path: '/', host });
  t.is((await post(browser, consent)).status, 403);
  browser.plant({ name: 'mcp-browser', value: cookie?.value ?? '', path: '/', host });
  browser.plant({ name: 'mcp-browser', value: cookie?.value ?? '', path: '/interaction', host });
  t.is((await post(browser, consent)).status, 403);
  t.true(untouched());
});

test('a form that is too large, of another kind, or of an unknown button is refused', async (t) => {
  const { browser, consent, untouched } = await setUp(t);
  t.is((await post(browser, consent, { fields: { more: 'x'.repeat(20_000) } })).status, 413);
  t.is((await post(browser, consent, { headers: { 'content-type': 'application/json' } })).status, 415);
  t.is((await post(browser, consent, { fields: { action: 'constructor' } })).status, 400);
  t.is((await post(browser, consent, { fields: { action: 'sign-in' } })).status, 400);
  t.true(untouched());
});

test('the page of a sign-in that this browser did not begin, or that is over, says so', async (t) => {
  const { browser, consent } = await setUp(t);
  const stranger = await openTestBrowser().open(consent.url);
  t.is(stranger.status, 400);
  t.is(titleOf(stranger), 'This page has expired');
  await toCallback(browser, consent, 'deny', WEB_CALLBACK);
  t.is(titleOf(await browser.open(consent.url)), 'This page has expired');
});
