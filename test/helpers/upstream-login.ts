import type { ExecutionContext } from 'ava';
import { upstream } from '../../src/oauth/login/upstream.js';
import type { UpstreamOptions } from '../../src/oauth/login/upstream-options.js';
import { type LoginServer, type LoginServerOptions, startLoginServer, WEB_CALLBACK } from './login-server.js';
import { toFirstPage } from './sign-in.js';
import { openTestBrowser, type TestBrowser } from './test-browser.js';
import { startUpstreamProvider, UPSTREAM_CLIENT, UPSTREAM_SECRET, type UpstreamProvider } from './upstream-provider.js';

export interface UpstreamLogin {
  readonly server: LoginServer;
  readonly idp: UpstreamProvider;
  /** Agrees on our page; gives the URL at the other provider. */
  approve(browser: TestBrowser): Promise<URL>;
  /** Agrees on our page, signs in there; gives the URL that leads back to us. */
  signInThere(browser: TestBrowser, sub?: string | 'refuse', change?: (url: URL) => void): Promise<string>;
  /** All of it; gives the URL the application is called back at. */
  signIn(browser?: TestBrowser, sub?: string): Promise<string>;
}

/** Our server in front of a second, real provider where alice and bob have accounts. */
export async function startUpstreamLogin(
  t: ExecutionContext,
  options: {
    readonly upstream?: Partial<UpstreamOptions>;
    readonly server?: Partial<LoginServerOptions>;
    readonly accessTokenTtl?: number;
  } = {},
): Promise<UpstreamLogin> {
  const found: { idp?: UpstreamProvider } = {};
  const ttl = options.accessTokenTtl === undefined ? {} : { accessTokenTtl: options.accessTokenTtl };
  const server = await startLoginServer(t, {
    ...options.server,
    login: async (issuer) => {
      found.idp = await startUpstreamProvider(t, { redirectUri: `${issuer}/login/callback`, ...ttl });
      const { issuer: theirs } = found.idp;
      return upstream({
        issuer: theirs,
        clientId: UPSTREAM_CLIENT,
        clientSecret: UPSTREAM_SECRET,
        tenantClaim: 'tenant_id',
        displayName: 'Example ID',
        ...options.upstream,
      });
    },
  });
  const { idp } = found;
  if (idp === undefined) throw new Error('The upstream provider did not start.');
  idp.people.set('alice-7', { name: 'Alice', email: 'alice@example.com', tenant_id: 'wonderland' });
  idp.people.set('bob-8', { name: 'Bob', tenant_id: 'works' });
  const approve = async (browser: TestBrowser) => {
    const away = await browser.submit(await toFirstPage(server, { browser }), 'approve');
    if (away.headers.location === undefined) throw new Error(`Not sent away: ${away.status}`);
    return new URL(away.headers.location);
  };
  const signInThere = async (browser: TestBrowser, sub = 'alice-7', change: (url: URL) => void = () => {}) => {
    const url = await approve(browser);
    change(url);
    const back = await idp.visit(browser, url.href, sub);
    return back.headers.location ?? '';
  };
  return {
    server,
    idp,
    approve,
    signInThere,
    async signIn(browser = openTestBrowser(), sub = 'alice-7') {
      const back = await signInThere(browser, sub);
      const end = await browser.follow(await browser.open(back), WEB_CALLBACK);
      return end.headers.location ?? '';
    },
  };
}
