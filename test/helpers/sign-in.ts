import type { ClientMetadata } from 'oidc-provider';
import type { LoginServer } from './login-server.js';
import { type BrowserPage, openTestBrowser, type TestBrowser } from './test-browser.js';
import { PASSWORD } from './test-users.js';

export interface Walk {
  readonly client?: ClientMetadata;
  readonly more?: Readonly<Record<string, string>>;
  readonly browser?: TestBrowser;
  readonly username?: string;
}

function stopOf({ client }: Walk): string {
  return client?.redirect_uris?.[0] ?? 'https://app.example.com/callback';
}

/** From the application's request to our first page. */
export async function toFirstPage(server: LoginServer, walk: Walk = {}): Promise<BrowserPage> {
  const browser = walk.browser ?? openTestBrowser();
  return browser.follow(await browser.open(server.authorizeUrl(walk.client, walk.more)), stopOf(walk));
}

/** From the application's request, through the sign-in page, to the consent page. */
export async function toConsent(
  server: LoginServer,
  walk: Walk & { readonly browser: TestBrowser },
): Promise<BrowserPage> {
  const first = await toFirstPage(server, walk);
  const fields = { username: walk.username ?? 'alice', password: PASSWORD };
  return walk.browser.follow(await walk.browser.submit(first, 'sign-in', fields), stopOf(walk));
}

/** From a page, by pressing a button, to the URL the application is called back at. */
export async function toCallback(browser: TestBrowser, page: BrowserPage, action: string, stop: string): Promise<URL> {
  const end = await browser.follow(await browser.submit(page, action), stop);
  const { location } = end.headers;
  if (location === undefined)
    throw new Error(`Nobody was called back: ${end.status} ${/<h1>(.*?)</.exec(end.body)?.[1]}`);
  return new URL(location);
}
