import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type BrowserPage, openTestBrowser, titleOf } from './test-browser.js';

/** Who sits in front of the browser, and what they answer. */
export interface Person {
  readonly username: string;
  readonly password: string;
  /** The button on the page that asks whether a client may come in. Default `approve`. */
  readonly answer?: 'approve' | 'deny';
  /** Their account at the provider elsewhere that a server sends them to (`startUpstreamProvider`). */
  readonly account?: string;
}

const MAX_PAGES = 4;

/**
 * A browser without a window and the person in front of it: opens the authorization URL of a client, signs in, answers
 * the consent page, and gives back the URL of the client's callback without opening it.
 *
 * @throws Error with the title of a page that is not expected.
 */
export async function authorize(url: string | URL, callback: string, person: Person): Promise<URL> {
  const browser = openTestBrowser();
  let page = await browser.follow(await browser.open(url), callback);
  for (let seen = 0; seen < MAX_PAGES && page.headers.location === undefined; seen += 1) {
    page = await browser.follow(await answer(browser, page, person), callback);
  }
  const { location } = page.headers;
  if (location === undefined) throw unexpected(page);
  return new URL(location, page.url);
}

function answer(browser: ReturnType<typeof openTestBrowser>, page: BrowserPage, person: Person): Promise<BrowserPage> {
  const link = `?as=${person.account}`;
  if (page.body.includes(`href="${link}"`)) return browser.open(new URL(link, page.url));
  if (page.status !== 200 || !page.body.includes('<form')) throw unexpected(page);
  const { username, password } = person;
  if (page.body.includes('name="password"')) return browser.submit(page, 'sign-in', { username, password });
  return browser.submit(page, person.answer ?? 'approve');
}

function unexpected(page: BrowserPage): Error {
  return new Error(`An unexpected page: ${page.status} ${page.url.pathname} “${titleOf(page)}”`);
}

/**
 * Does what a bridge that prints its authorization URL asks for: opens it, and then the callback, where the bridge
 * listens. Acts on each URL once. Answers how many it has opened.
 */
export function authorizeWhenAsked(output: Readable, person: Person, complain: (error: unknown) => void): () => number {
  const opened = new Set<string>();
  let text = '';
  output.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    for (const [url] of text.matchAll(/https?:\/\/\S+\/authorize\?\S+(?=\s)/g)) {
      if (opened.has(url)) continue;
      opened.add(url);
      const callback = new URL(url).searchParams.get('redirect_uri') ?? '';
      authorize(url, callback, person).then(openCallback).catch(complain);
    }
  });
  return () => opened.size;
}

async function openCallback(callback: URL): Promise<void> {
  const response = await fetch(callback);
  await response.body?.cancel();
  if (!response.ok) throw new Error(`The client did not take its callback: ${response.status}`);
}

/** Where the SDK clients are called back; nobody listens there. */
const CALLBACK = 'http://127.0.0.1:9/callback';

/** What an SDK client keeps between two attempts to connect. */
interface Kept<Client, Tokens, Discovery> {
  discovery?: Discovery;
  client?: Client;
  tokens?: Tokens;
  verifier?: string;
  state?: string;
  callback?: URL;
}

/** The provider of both SDKs' OAuth clients, with `person` in place of the browser. */
export function oauthProvider<Client, Tokens, Discovery>(person: Person) {
  const kept: Kept<Client, Tokens, Discovery> = {};
  return {
    kept,
    redirectUrl: CALLBACK,
    clientMetadata: {
      client_name: 'SDK client',
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    state(): string {
      kept.state = randomUUID();
      return kept.state;
    },
    clientInformation: () => kept.client,
    saveClientInformation(client: Client): void {
      kept.client = client;
    },
    tokens: () => kept.tokens,
    saveTokens(tokens: Tokens): void {
      kept.tokens = tokens;
    },
    codeVerifier: () => kept.verifier ?? '',
    saveCodeVerifier(verifier: string): void {
      kept.verifier = verifier;
    },
    discoveryState: () => kept.discovery,
    saveDiscoveryState(discovery: Discovery): void {
      kept.discovery = discovery;
    },
    async redirectToAuthorization(url: URL): Promise<void> {
      kept.callback = await authorize(url, CALLBACK, person);
    },
    /** What the client was called back with. @throws Error when it was not, or with a state of another. */
    answer(): URLSearchParams {
      const parameters = kept.callback?.searchParams;
      if (parameters === undefined || parameters.get('state') !== kept.state) throw new Error('Nobody was called back');
      return parameters;
    },
  };
}
