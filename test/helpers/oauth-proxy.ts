import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { type OAuthServer, type OAuthServerOptions, oauthServer } from '../../src/oauth/index.js';
import { createProxy, type McpProxy, type ServingOptions } from '../../src/proxy.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { goodCertificate, serverKey } from './certificates.js';
import { recordingLogger } from './recording-logger.js';
import { type BrowserPage, type BrowserRequest, openTestBrowser, type TestBrowser } from './test-browser.js';
import { PASSWORD, testUsers } from './test-users.js';
import { type HandMadeTool, handMadeToolSet } from './tool-set.js';

/** Made once for all servers of a test file: making keys is slow. */
export const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

export const CALLBACK = 'https://app.example.com/callback';

export interface OAuthProxyOptions extends Partial<Omit<OAuthServerOptions, 'issuer'>> {
  readonly secure?: boolean;
  /** Path of issuer and proxy, such as `/api`. */
  readonly path?: string;
  readonly serving?: ServingOptions;
  readonly tools?: Readonly<Record<string, HandMadeTool>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: BrowserPage['headers'];
  readonly body: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Registered {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly secret?: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly all: Readonly<Record<string, unknown>>;
}

export interface OAuthProxy {
  readonly issuer: string;
  readonly origin: string;
  readonly port: number;
  readonly resource: string;
  readonly server: OAuthServer;
  readonly proxy: McpProxy;
  readonly store: Store;
  readonly logger: ReturnType<typeof recordingLogger>;
  request(path: string, request?: BrowserRequest): Promise<Answer>;
  post(path: string, form: Form, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  register(metadata?: object): Promise<Answer>;
  client(metadata?: object): Promise<Registered>;
  authorizeUrl(client: Registered, more?: Readonly<Record<string, string | undefined>>): string;
  /** Signs alice in, presses “Allow” and gives the URL the client is called back at. */
  authorize(
    client: Registered,
    more?: Readonly<Record<string, string | undefined>>,
    browser?: TestBrowser,
  ): Promise<URL>;
  redeem(client: Registered, code: string, more?: Readonly<Record<string, string | undefined>>): Promise<Answer>;
  refresh(client: Registered, token: string, more?: Readonly<Record<string, string>>): Promise<Answer>;
  /** All of it: authorization, redemption. */
  tokens(client: Registered, more?: Readonly<Record<string, string | undefined>>): Promise<Tokens>;
  /** `tools/list` with this token. */
  call(token: string | undefined, path?: string): Promise<Answer>;
}

export type Form = Readonly<Record<string, string | undefined>> | URLSearchParams | string;

export const VERIFIER = randomBytes(32).toString('base64url');
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

function encode(form: Form): string {
  if (typeof form === 'string') return form;
  if (form instanceof URLSearchParams) return form.toString();
  return new URLSearchParams(
    Object.entries(form).flatMap(([k, v]) => (v === undefined ? [] : [[k, v] as [string, string]])),
  ).toString();
}

function tryJson(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** One request with any body, as a program sends it. */
export async function fetchFrom(url: string, init: RequestInit & { readonly method: string }): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const body = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), body, json: tryJson(body) };
}

async function listen(t: ExecutionContext, secure: boolean, listener: RequestListener): Promise<number> {
  const server = secure
    ? createSecureServer({ key: serverKey, cert: goodCertificate }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** The callback the browser is sent to in the end, whatever pages come before. */
export async function walkThrough(browser: TestBrowser, url: string, stop: string, username = 'alice'): Promise<URL> {
  let page = await browser.follow(await browser.open(url), stop);
  for (let step = 0; step < 3 && page.headers.location === undefined; step += 1) {
    const signIn = page.body.includes('name="password"');
    const next = signIn
      ? await browser.submit(page, 'sign-in', { username, password: PASSWORD })
      : await browser.submit(page, 'approve');
    page = await browser.follow(next, stop);
  }
  const { location } = page.headers;
  if (location === undefined) throw new Error(`Nobody was called back: ${page.status} ${page.body.slice(0, 2000)}`);
  return new URL(location);
}

/** A proxy with the built-in authorization server, on a free port, with the test users. */
export async function startOAuthProxy(t: ExecutionContext, options: OAuthProxyOptions = {}): Promise<OAuthProxy> {
  const { secure = false, path = '', serving = {}, tools = {}, ...oauth } = options;
  let proxy: McpProxy | undefined;
  const port = await listen(t, secure, (request, response) => {
    if (proxy === undefined) response.writeHead(503).end();
    else proxy.handler(request, response);
  });
  const origin = `${secure ? 'https' : 'http'}://127.0.0.1:${port}`;
  const issuer = `${origin}${path}`;
  const logger = recordingLogger();
  const store = oauth.store ?? memoryStore();
  const server = oauthServer({ login: testUsers, logger, keys: [signingKey], ...oauth, store, issuer });
  proxy = createProxy({
    name: 'test',
    version: '1.2.3',
    logger,
    drainTimeout: 100,
    publicUrl: issuer,
    ...serving,
    auth: serving.auth ?? server,
    tools: handMadeToolSet(tools),
  });
  const running = proxy;
  t.teardown(async () => {
    await running.close();
    await server.close?.();
    await store.close();
  });
  const resource = `${issuer}/mcp`;

  const request = async (at: string, init: BrowserRequest = {}): Promise<Answer> => {
    const { status, headers, body } = await openTestBrowser().open(`${origin}${at}`, init);
    return { status, headers, body, json: tryJson(body) };
  };
  const post: OAuthProxy['post'] = (at, form, headers = {}) =>
    fetchFrom(`${origin}${at}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: encode(form),
    });
  const register: OAuthProxy['register'] = (metadata = {}) =>
    fetchFrom(`${issuer}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none', ...metadata }),
    });
  const credentials = ({ clientId, secret }: Registered) => ({ client_id: clientId, client_secret: secret });

  const api: OAuthProxy = {
    issuer,
    origin,
    port,
    resource,
    server,
    proxy,
    store,
    logger,
    request,
    post,
    register,
    async client(metadata = {}) {
      const { status, json, body } = await register(metadata);
      if (status !== 201) throw new Error(`Not registered: ${body}`);
      const [redirectUri] = json.redirect_uris as string[];
      return {
        clientId: String(json.client_id),
        redirectUri: String(redirectUri),
        ...(json.client_secret === undefined ? {} : { secret: String(json.client_secret) }),
      };
    },
    authorizeUrl({ clientId, redirectUri }, more = {}) {
      const query = encode({
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        state: 'client-state',
        code_challenge: CHALLENGE,
        code_challenge_method: 'S256',
        ...more,
      });
      return `${issuer}/authorize?${query}`;
    },
    authorize: (client, more = {}, browser = openTestBrowser()) =>
      walkThrough(browser, api.authorizeUrl(client, more), more.redirect_uri ?? client.redirectUri),
    redeem: (client, code, more = {}) =>
      post(`${path}/token`, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: client.redirectUri,
        code_verifier: VERIFIER,
        ...credentials(client),
        ...more,
      }),
    refresh: (client, token, more = {}) =>
      post(`${path}/token`, { grant_type: 'refresh_token', refresh_token: token, ...credentials(client), ...more }),
    async tokens(client, more = {}) {
      const callback = await api.authorize(client, more);
      const { status, json, body } = await api.redeem(client, callback.searchParams.get('code') ?? '');
      if (status !== 200) throw new Error(`No tokens: ${status} ${body}`);
      return { accessToken: String(json.access_token), refreshToken: String(json.refresh_token), all: json };
    },
    call: (token, at = `${path}/mcp`) =>
      fetchFrom(`${origin}${at}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'initialize',
          params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
        }),
      }),
  };
  return api;
}
