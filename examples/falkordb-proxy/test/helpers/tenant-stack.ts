import type { TestFn } from 'ava';
import { silentLogger } from 'mcp-rest-proxy';
import type { DemoUser } from '../../src/access/demo-users.js';
import { openOAuth, TOKEN_CLIENT } from '../../src/access/open-oauth.js';
import { tokenAdmission } from '../../src/backend.js';
import { readConfig } from '../../src/config.js';
import { startReferenceBackend } from '../../src/embedded/reference-backend.js';
import { createHttpProxy, urlOf } from '../../src/proxy.js';
import { startTestFalkorDB, type TestFalkorDB } from './falkordb.js';
import { freePort } from './processes.js';
import { type Relay, startRelay } from './relay.js';

/** A proxy with sign-in and two tenants, on real FalkorDB, as `PROXY_AUTH=oauth npm start` puts it together. */
export interface TenantStack {
  readonly falkordb: TestFalkorDB;
  readonly backend: Relay;
  /** Origin of the proxy. */
  readonly origin: string;
  /** alice of acme and bob of globex. */
  user(name: 'alice' | 'bob'): DemoUser;
  /** A fresh access token. */
  token(name: 'alice' | 'bob'): Promise<string>;
}

interface TenantStackOptions {
  readonly dialect: 'documented' | 'actual';
  readonly accessTokens?: 'opaque' | 'jwt';
  /** Further variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a stack, for the caller to stop. */
export async function startTenantStack(options: TenantStackOptions): Promise<TenantStack & { stop(): Promise<void> }> {
  const { dialect, accessTokens = 'opaque', env = {} } = options;
  const PROXY_PORT = env.PROXY_PORT ?? String(await freePort());
  const usual = { LOG_LEVEL: 'error', PROXY_AUTH: 'oauth', OAUTH_ACCESS_TOKENS: accessTokens };
  const config = readConfig({ ...usual, ...env, PROXY_PORT });
  const { oauth: settings } = config;
  const admission = tokenAdmission(config);
  if (settings === undefined || admission === undefined) throw new Error('Tenants are not on');
  const falkordb = await startTestFalkorDB();
  const backend = await startReferenceBackend({ falkordb: falkordb.address, admission, dialect });
  const relay = await startRelay(backend.url);
  const oauth = await openOAuth(settings, config, { proxyUrl: urlOf(config), logger: silentLogger });
  const { server: strategy, demoUsers } = oauth;
  const proxy = createHttpProxy(config, { url: relay.url, apiKey: undefined }, { oauth: strategy });
  const { url } = await proxy.listen({ port: config.port });
  return {
    falkordb,
    backend: relay,
    origin: new URL(url).origin,
    user(name) {
      const user = demoUsers.find((person) => person.name === name);
      if (!user) throw new Error(`There is no ${name}`);
      return user;
    },
    token: async (subject) => (await strategy.issueToken({ subject, clientId: TOKEN_CLIENT })).accessToken,
    async stop() {
      await proxy.close();
      await oauth.close();
      await relay.close();
      await backend.close();
      await falkordb.stop();
    },
  };
}

/** Starts a stack before the tests of a file and ends it after them. */
export function useTenantStack(test: TestFn, options: TenantStackOptions): () => TenantStack {
  let started: Awaited<ReturnType<typeof startTenantStack>> | undefined;
  test.before(async () => {
    started = await startTenantStack(options);
  });
  test.after.always(() => started?.stop());
  return () => {
    if (!started) throw new Error('The stack runs only while tests run');
    return started;
  };
}
