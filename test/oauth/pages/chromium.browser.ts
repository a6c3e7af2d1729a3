import test, { type ExecutionContext } from 'ava';
import type { ClientMetadata } from 'oidc-provider';
import type { Page } from 'playwright-core';
import { closeChromium, openChromium } from '../../helpers/chromium.js';
import { nativeClient, startLoginServer, webClient } from '../../helpers/login-server.js';
import { type Answer, startRestServer } from '../../helpers/rest-server.js';
import { PASSWORD, testUsers } from '../../helpers/test-users.js';
import { startUpstreamLogin } from '../../helpers/upstream-login.js';

const users = { login: () => testUsers };

test.after.always(closeChromium);

/** An application with a page of its own, as editors and assistants have while they wait for the answer. */
async function startApp(t: ExecutionContext, application_type: 'web' | 'native' = 'web'): Promise<ClientMetadata> {
  const page: Answer = (_request, response) => void response.end('called back');
  const { baseUrl } = await startRestServer(t, page);
  const client = application_type === 'web' ? webClient : nativeClient;
  return { ...client, redirect_uris: [`${baseUrl}/callback`] };
}

/** Does what leads back to the application; gives the URL it is called back at. */
async function callbackOf(page: Page, app: ClientMetadata, act: () => Promise<unknown>): Promise<URL> {
  await Promise.all([page.waitForURL(`${app.redirect_uris?.[0]}**`), act()]);
  return new URL(page.url());
}

const press = (page: Page, name: string) => page.getByRole('button', { name }).click();

const focused = (page: Page) =>
  page.evaluate('document.activeElement.name + " " + document.activeElement.value') as Promise<string>;

async function signIn(page: Page, username = 'alice', password = PASSWORD): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function consentHeading(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Allow access?' }).waitFor();
}

test.serial(
  'signing in and allowing works with the keyboard alone, over https, a wrong password included',
  async (t) => {
    const app = await startApp(t);
    const server = await startLoginServer(t, { ...users, secure: true, clients: [app] });
    const page = await (await openChromium(t)).newPage();
    const errors: string[] = [];
    page.on('console', (message) => errors.push(message.text()));
    await page.goto(server.authorizeUrl(app));
    const { keyboard } = page;
    t.is(await focused(page), 'username ');
    await keyboard.type('alice');
    await keyboard.press('Tab');
    await keyboard.type('wrong');
    await keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    t.is(await page.getByRole('alert').textContent(), 'The user name or the password is wrong.');
    t.is(await focused(page), 'password ');
    t.is(await page.getByLabel('Password').getAttribute('aria-describedby'), 'problem');
    await keyboard.type(PASSWORD);
    await keyboard.press('Enter');
    await consentHeading(page);
    const stops: string[] = [];
    for (let stop = 0; stop < 3; stop += 1) {
      await keyboard.press('Tab');
      stops.push(await focused(page));
    }
    t.deepEqual(stops, ['action switch', 'action approve', 'action deny']);
    await keyboard.press('Shift+Tab');
    const callback = await callbackOf(page, app, () => keyboard.press('Space'));
    t.truthy(callback.searchParams.get('code'));
    // The browser reports the status of the wrong attempt; a violation of the content security policy would be here too.
    t.deepEqual(
      errors.filter((text) => !text.includes('422')),
      [],
    );
  },
);

test.serial('refusing tells the application so', async (t) => {
  const app = await startApp(t, 'native');
  const server = await startLoginServer(t, { ...users, clients: [app] });
  const page = await (await openChromium(t)).newPage();
  await page.goto(server.authorizeUrl(app));
  await signIn(page);
  await consentHeading(page);
  t.true(await page.getByRole('note').isVisible());
  const callback = await callbackOf(page, app, () => press(page, 'Refuse'));
  t.is(callback.searchParams.get('error'), 'access_denied');
});

test.serial('T037: two sign-ins in two tabs both come to their end', async (t) => {
  const app = await startApp(t);
  const server = await startLoginServer(t, { ...users, clients: [app] });
  const context = await openChromium(t);
  const [first, second] = [await context.newPage(), await context.newPage()];
  await first.goto(server.authorizeUrl(app, { state: 'first' }));
  await second.goto(server.authorizeUrl(app, { state: 'second' }));
  await signIn(second);
  await consentHeading(second);
  await signIn(first);
  await consentHeading(first);
  const allow = (page: Page) => callbackOf(page, app, () => press(page, 'Allow'));
  t.is((await allow(first)).searchParams.get('state'), 'first');
  t.is((await allow(second)).searchParams.get('state'), 'second');
});

test.serial('T037: a form on another site cannot allow anything', async (t) => {
  const server = await startLoginServer(t, users);
  const page = await (await openChromium(t)).newPage();
  await page.goto(server.authorizeUrl());
  await signIn(page);
  await consentHeading(page);
  const form = (await page.evaluate('document.querySelector("form").outerHTML')) as string;
  const foreign = form.replace(/action="[^"]*"/, `action="${page.url()}"`);
  await page
    .context()
    .route('https://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: foreign }));
  await page.goto('https://evil.example/');
  const [answer] = await Promise.all([page.waitForNavigation(), page.locator('button[value=approve]').click()]);
  t.true(answer === null || answer.status() >= 400);
  t.false([...server.records.keys()].some((key) => key.startsWith('Grant:')));
});

test.serial(
  'T040: approval in one browser and the way back in another is refused, and their code is not redeemed',
  async (t) => {
    const { server, idp } = await startUpstreamLogin(t);
    const [here, there] = await Promise.all([openChromium(t), openChromium(t)]);
    const page = await here.newPage();
    await page.goto(server.authorizeUrl());
    const leaving = page.waitForRequest((request) => request.url().startsWith(`${idp.issuer}/auth?`));
    await press(page, 'Allow and sign in');
    const state = new URL((await leaving).url()).searchParams.get('state') ?? '';
    const other = await there.newPage();
    const refused = await other.goto(`${server.issuer}/login/callback?code=x&state=${state}`);
    t.is(refused?.status(), 403);
    t.is(await other.getByRole('heading').textContent(), 'This form cannot be used');
    t.is(idp.calls.get('/token'), undefined);
  },
);

test.serial('a person goes through our consent and the other provider’s sign-in in a real browser', async (t) => {
  const app = await startApp(t);
  const { server } = await startUpstreamLogin(t, { server: { secure: true, clients: [app] } });
  const page = await (await openChromium(t)).newPage();
  await page.goto(server.authorizeUrl(app));
  await press(page, 'Allow and sign in');
  const callback = await callbackOf(page, app, () => page.getByRole('link', { name: 'alice-7' }).click());
  t.truthy(callback.searchParams.get('code'));
});

const hostile: readonly (readonly [string, string])[] = [
  ['a script', '<script>document.title="owned"</script>'],
  ['an image with a handler', '"><img src=x onerror=document.title="owned">'],
  ['a template', '{{7*7}}'],
  ['a right-to-left override', 'Good\u202eexe.piz'],
  ['10 KB', 'A'.repeat(10_240)],
  ['NUL', 'a\0<b>b</b>\0'],
  ['the end of our markup', '</bdi></b></dd></dl></form></main><form action="https://evil.example">'],
  ['an attribute', "' autofocus onfocus='document.title=1' x='"],
  ['a style sheet', '</style><style>body{display:none}</style>'],
];

/** How many elements of each kind a page has; text and attributes are left out. */
const shape = (page: Page) =>
  page.evaluate(
    '[...document.querySelectorAll("*")].map((element) => element.localName + [...element.getAttributeNames()]).join(" ")',
  ) as Promise<string>;

test.serial(
  'T035: hostile names are inert on both pages: the document has the elements it has with a plain name',
  async (t) => {
    const clients: readonly ClientMetadata[] = hostile.map(([, client_name], index) => ({
      ...webClient,
      client_id: `hostile-${index}`,
      client_name,
    }));
    const server = await startLoginServer(t, { ...users, clients: [webClient, ...clients] });
    const page = await (await openChromium(t)).newPage();
    await page.goto(server.authorizeUrl());
    const plainSignIn = await shape(page);
    await signIn(page);
    await consentHeading(page);
    const plainConsent = await shape(page);
    for (const [index, client] of clients.entries()) {
      const what = hostile[index]?.[0] ?? '';
      await page.goto(server.authorizeUrl(client));
      await consentHeading(page);
      t.is(await shape(page), plainConsent, what);
      t.is(await page.title(), `Allow access? · ${new URL(server.issuer).host}`, what);
      const name = (await page.locator('bdi').first().textContent()) ?? '';
      t.true(name.length > 0 && name.length <= 80, what);
      t.notRegex(name, /[\p{Cc}\p{Cf}]/u, what);
      t.true(await page.getByRole('button', { name: 'Refuse' }).isVisible(), what);
      await page.goto(server.authorizeUrl(client, { prompt: 'login' }));
      t.is(await shape(page), plainSignIn, what);
    }
  },
);

test.serial('T036: another site cannot show our page in a frame', async (t) => {
  const server = await startLoginServer(t, users);
  const page = await (await openChromium(t)).newPage();
  const body = `<iframe src="${server.authorizeUrl()}"></iframe>`;
  await page.context().route('http://localhost:1/', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('http://localhost:1/');
  t.is(await page.frameLocator('iframe').getByLabel('Password').count(), 0);
});

test.serial('pages fit a small phone and a large font, in light and dark', async (t) => {
  const server = await startLoginServer(t, users);
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await openChromium(t, { viewport: { width: 320, height: 640 }, isMobile: true, colorScheme });
    const page = await context.newPage();
    await page.goto(server.authorizeUrl(nativeClient));
    const fits = () => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth') as Promise<boolean>;
    t.true(await fits());
    t.is(await page.evaluate('parseFloat(getComputedStyle(document.querySelector("input")).fontSize)'), 16);
    await signIn(page);
    await consentHeading(page);
    t.true(await fits());
    for (const name of ['Allow', 'Refuse']) {
      const box = await page.getByRole('button', { name }).boundingBox();
      t.true((box?.height ?? 0) >= 44, name);
    }
  }
});
