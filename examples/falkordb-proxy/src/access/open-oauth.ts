import type { Logger, Store } from 'mcp-rest-proxy';
import { type Login, localUsers, type OAuthServer, oauthServer, upstream } from 'mcp-rest-proxy/oauth';
import type { Config } from '../config.js';
import type { KeptState } from '../embedded/kept-state.js';
import type { OAuthSettings } from '../settings/oauth-settings.js';
import { falkordbTenants } from '../tenants/rules.js';
import { type DemoUser, makeDemoUsers, toLocalUsers } from './demo-users.js';

/** The client in whose name `npm run token` gets tokens. Nobody is ever sent to its redirect. */
export const TOKEN_CLIENT = 'falkordb-proxy-token';

/** An authorization server, ready to become part of a proxy. */
export interface OpenOAuth {
  readonly server: OAuthServer;
  /** Users made up because the configuration names none. */
  readonly demoUsers: readonly DemoUser[];
  /** Lets go of what the server was given; after the proxy has been closed. */
  close(): Promise<void>;
}

/** What the authorization server stands on, besides its configuration. */
export interface OAuthParts {
  readonly proxyUrl: string;
  readonly logger: Logger;
  /** Where sign-ins are kept when no Redis is named. Default: in memory. */
  readonly kept?: KeptState | undefined;
}

/**
 * The authorization server of `PROXY_AUTH=oauth`.
 *
 * @throws ConfigurationError, MissingPeerError
 */
export async function openOAuth(
  settings: OAuthSettings,
  { tenantClaim: claim }: Config,
  { proxyUrl, logger, kept }: OAuthParts,
): Promise<OpenOAuth> {
  const { usersFile, upstream: provider, redisUrl } = settings;
  const demoUsers = usersFile === undefined && provider === undefined ? makeDemoUsers() : [];
  const store = redisUrl === undefined ? kept?.store : await openRedis(redisUrl);
  const secrets = settings.secrets.length === 0 && kept !== undefined ? [kept.secret] : settings.secrets;
  const server = oauthServer({
    issuer: settings.issuer ?? proxyUrl,
    login: await loginOf(settings, demoUsers, claim),
    accessTokenFormat: settings.accessTokens,
    scopes: { mcp: 'read and change your graphs in FalkorDB' },
    logger,
    ...(claim !== undefined && { tenant: { claim, required: true, rules: falkordbTenants } }),
    ...(store !== undefined && { store }),
    ...(secrets.length > 0 && { secret: secrets }),
    ...(demoUsers.length > 0 && {
      clients: [{ clientId: TOKEN_CLIENT, name: 'npm run token', redirectUris: ['http://127.0.0.1/never'] }],
    }),
  });
  return { server, demoUsers, close: async () => store?.close() };
}

async function loginOf(
  { usersFile, upstream: provider }: OAuthSettings,
  demoUsers: readonly DemoUser[],
  tenantClaim: string | undefined,
): Promise<Login> {
  if (provider === undefined) {
    if (usersFile !== undefined) return localUsers({ file: usersFile });
    return localUsers({ users: await toLocalUsers(demoUsers, tenantClaim !== undefined) });
  }
  const { issuer, clientId, clientSecret, scopes } = provider;
  return upstream({
    issuer,
    clientId,
    ...(clientSecret !== undefined && { clientSecret }),
    ...(scopes.length > 0 && { scopes }),
    ...(tenantClaim !== undefined && { tenantClaim }),
  });
}

/** Loaded only when needed: its package is optional. */
async function openRedis(url: string): Promise<Store> {
  const { redisStore } = await import('mcp-rest-proxy/redis');
  return redisStore(url, { prefix: 'falkordb-proxy:' });
}
