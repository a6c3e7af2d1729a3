import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { type Configuration, Provider } from 'oidc-provider';
import { oidcMemoryAdapter } from './oidc-memory-adapter.js';
import type { BrowserPage, TestBrowser } from './test-browser.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };

export const UPSTREAM_CLIENT = 'our-server';
export const UPSTREAM_SECRET = 'upstream-secret-0123456789abcdef';

/** Makes the provider misbehave: what it answers instead, or `undefined` to answer as usual. */
export type Interference = (
  path: string,
) => { readonly status: number; readonly headers?: Record<string, string>; readonly body: string } | undefined;

export interface UpstreamProvider {
  readonly issuer: string;
  readonly provider: Provider;
  /** Requests to each endpoint, by path. */
  readonly calls: ReadonlyMap<string, number>;
  /** People by `sub`; a change counts at once. */
  readonly people: Map<string, Record<string, unknown>>;
  interfere(how: Interference | undefined): void;
  /**
   * What somebody does here, from the redirect that led here to the redirect that leads back: signs in and agrees,
   * or refuses.
   */
  visit(browser: TestBrowser, url: string, sub: string | 'refuse'): Promise<BrowserPage>;
}

export interface UpstreamProviderOptions {
  readonly redirectUri: string;
  readonly accessTokenTtl?: number;
}

function configurationOf(
  options: UpstreamProviderOptions,
  people: ReadonlyMap<string, Record<string, unknown>>,
): Configuration {
  return {
    adapter: oidcMemoryAdapter().adapter,
    jwks: { keys: [key] },
    cookies: { keys: ['upstream cookies'] },
    claims: { openid: ['sub'], profile: ['name', 'tenant_id'], email: ['email'] },
    conformIdTokenClaims: false,
    clients: [
      {
        client_id: UPSTREAM_CLIENT,
        client_secret: UPSTREAM_SECRET,
        redirect_uris: [options.redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    findAccount: (_ctx, sub) => {
      const claims = people.get(sub);
      return claims === undefined ? undefined : { accountId: sub, claims: async () => ({ sub, ...claims }) };
    },
    interactions: { url: (_ctx, { uid }) => `/visit/${uid}` },
    issueRefreshToken: () => true,
    renderError: (ctx, out) => {
      ctx.body = out;
    },
    expiresWithSession: () => false,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: options.accessTokenTtl ?? 3600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
      Grant: 86_400,
      RefreshToken: 86_400,
    },
  };
}

async function agree(
  provider: Provider,
  request: Parameters<Provider['interactionDetails']>[0],
  response: Parameters<Provider['interactionDetails']>[1],
  sub: string,
) {
  if (sub === 'refuse') {
    const refusal = { error: 'access_denied', error_description: 'They said <script>no</script>' };
    return provider.interactionFinished(request, response, refusal);
  }
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: sub, clientId: UPSTREAM_CLIENT });
  grant.addOIDCScope(String(params.scope));
  const result = { login: { accountId: sub }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result);
}

/** A second, real `oidc-provider`: the identity provider our own server sends people to. */
export async function startUpstreamProvider(
  t: ExecutionContext,
  options: UpstreamProviderOptions,
): Promise<UpstreamProvider> {
  const people = new Map<string, Record<string, unknown>>();
  const calls = new Map<string, number>();
  let interference: Interference | undefined;
  let provider: Provider | undefined;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://upstream');
    calls.set(url.pathname, (calls.get(url.pathname) ?? 0) + 1);
    const instead = interference?.(url.pathname);
    if (instead !== undefined) {
      response.writeHead(instead.status, { 'content-type': 'application/json', ...instead.headers }).end(instead.body);
    } else if (provider === undefined) {
      response.writeHead(503).end();
    } else if (url.pathname.startsWith('/visit/') && !url.searchParams.has('as')) {
      const links = [...people.keys(), 'refuse'].map((who) => `<p><a href="?as=${who}">${who}</a>`);
      response.writeHead(200, { 'content-type': 'text/html' }).end(links.join(''));
    } else if (url.pathname.startsWith('/visit/')) {
      agree(provider, request, response, url.searchParams.get('as') ?? '').catch(() => response.destroy());
    } else {
      provider.callback()(request, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  provider = new Provider(issuer, configurationOf(options, people));
  return {
    issuer,
    provider,
    calls,
    people,
    interfere: (how) => {
      interference = how;
    },
    async visit(browser, url, sub) {
      const page = await browser.open(url);
      const step = new URL(page.headers.location ?? '', page.url);
      step.searchParams.set('as', sub);
      return browser.follow(await browser.open(step), options.redirectUri);
    },
  };
}
