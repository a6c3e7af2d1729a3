import { looksLikeJwt, readBearerToken } from '../auth/bearer-token.js';
import type { Principal } from '../auth/principal.js';
import type { ProtectedResource } from '../auth/protected-resource.js';
import { challengeFor } from '../auth/resource-challenge.js';
import { AuthenticationError, type AuthMount, type AuthRequest, type AuthStrategy } from '../auth/strategy.js';
import { ConfigurationError } from '../errors.js';
import { StoreUnavailableError } from '../store/store.js';
import { checkOptions } from './check-options.js';
import { STORE_RETRY_AFTER } from './http/answers.js';
import { authorizationRoutes } from './http/routes.js';
import { createInteractions } from './interaction/interactions.js';
import { configuredKeys, developmentKey, type KeySource } from './keys/key-source.js';
import { storedKeys } from './keys/stored-keys.js';
import type { UpstreamTokens } from './login/login.js';
import { createSealer, type Sealer } from './login/seal.js';
import type { OAuthServerOptions } from './options.js';
import { mountResources } from './provider/mount-resources.js';
import { type KnownResources, knownResources } from './provider/resources.js';
import { createRuntime, type Runtime } from './provider/runtime.js';
import type { AccountsOfTokens } from './provider/token-claims.js';
import { type OAuthSettings, resolveOptions } from './settings.js';
import { isGrantAlive } from './storage/adapter.js';
import { createTokenIssuer, type IssuedToken, type TokenRequest } from './tokens/issue-token.js';
import { jwtTokens } from './tokens/jwt-tokens.js';
import { type CheckToken, opaqueTokens } from './tokens/opaque-tokens.js';
import { createRevocationFeed } from './tokens/revocation-feed.js';
import { TenantFailure, TokenFailure } from './tokens/token-failure.js';
import { tenantProblem, tokenPrincipal } from './tokens/token-principal.js';

/** The built-in authorization server, and the strategy that accepts its tokens. */
export interface OAuthServer extends AuthStrategy {
  /** What an upstream login keeps for people, for the credential `upstreamToken()`. */
  readonly upstreamTokens: UpstreamTokens | undefined;
  /**
   * Makes an access token without a browser, for whoever runs the server. Only once the server is part of a proxy.
   *
   * @throws ConfigurationError when subject, client, scopes or resource are not known.
   * @throws StoreUnavailableError
   */
  issueToken(request: TokenRequest): Promise<IssuedToken>;
}

/** What is known only when the server has become part of a proxy. */
interface Mounted {
  readonly resources: KnownResources;
  readonly runtime: () => Promise<Runtime>;
  readonly check: CheckToken;
}

function keySource(settings: OAuthSettings, sealer: Sealer): KeySource {
  const { keys, store, logger, keyRotation, ttl } = settings;
  const [first, ...others] = keys;
  if (first !== undefined) return configuredKeys([first, ...others]);
  if (!store.durable) return developmentKey(logger);
  const retention = (Math.max(ttl.accessToken, 3600) + 3600) * 1000;
  return storedKeys({ store, sealer, logger, rotation: keyRotation * 1000, retention });
}

function refusal(resource: ProtectedResource, request: AuthRequest, error: unknown): unknown {
  if (error instanceof StoreUnavailableError) {
    const message = 'Whether the token is good cannot be told now.';
    return new AuthenticationError(message, { status: 503, retryAfter: STORE_RETRY_AFTER, cause: error });
  }
  if (error instanceof TenantFailure) return new AuthenticationError(error.message, { status: 403, cause: error });
  if (!(error instanceof TokenFailure)) return error;
  const challenge = challengeFor(resource, request, { error: 'invalid_token', description: error.message });
  return new AuthenticationError(error.message, { challenge, cause: error });
}

function readToken(resource: ProtectedResource, request: AuthRequest): string {
  const token = readBearerToken(request.headers);
  if (token !== undefined) return token;
  if (request.headers.authorization !== undefined) throw new TokenFailure('Authorization must be "Bearer TOKEN".');
  throw new AuthenticationError('An access token is needed.', { challenge: challengeFor(resource, request) });
}

/** The shape of our opaque tokens: 256 random bits. */
function looksOpaque(token: string): boolean {
  return /^[\w-]{43}$/.test(token);
}

function describe({ issuer, defaultScopes, resources }: OAuthSettings): ProtectedResource {
  const [resource] = resources ?? [];
  return { authorizationServers: [issuer], scopes: defaultScopes, ...(resource === undefined ? {} : { resource }) };
}

/** Scopes that have words. */
function wordsOf({ scopes }: OAuthSettings): Readonly<Record<string, string>> {
  return Object.fromEntries([...scopes].filter(([, words]) => words !== ''));
}

function notMounted(): ConfigurationError {
  const fix = 'Give it to createProxy as auth.';
  return new ConfigurationError([{ place: 'oauthServer', message: 'it is not part of a proxy yet.', fix }]);
}

/**
 * An OAuth 2.1 authorization server inside the proxy, on `oidc-provider`: sign-in and consent pages, dynamic
 * registration, client-id metadata documents, PKCE, refresh rotation, revocation. Its access tokens are bound to this
 * server (RFC 8707) and end with their grant.
 *
 * @throws ConfigurationError with every mistake.
 * @throws MissingPeerError without the package `oidc-provider`.
 */
export function oauthServer(options: OAuthServerOptions): OAuthServer {
  const { keys: configured, problems } = checkOptions(options);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const settings = resolveOptions(options, configured);
  const { issuer, store, secrets, logger, accessTokenFormat, recheckInterval } = settings;
  const sealer = createSealer(secrets);
  const keys = keySource(settings, sealer);
  const feed = createRevocationFeed(store, logger);
  const accounts: AccountsOfTokens = new WeakMap();
  const protectedResource = describe(settings);
  const interactions = createInteractions({
    issuer,
    login: settings.login,
    problemWith: ({ tenant }) => tenantProblem(settings.tenant, tenant),
    store,
    sealer,
    secrets,
    logger,
    scopeDescriptions: wordsOf(settings),
    knownClients: settings.clients.map(({ client_id: id }) => String(id)),
    ...(settings.rememberConsent === undefined ? {} : { rememberConsent: settings.rememberConsent }),
  });

  let mounted: Mounted | undefined;
  const current = (): Mounted => {
    if (mounted === undefined) throw notMounted();
    return mounted;
  };

  const mountAt = (mount: AuthMount): Mounted => {
    const found = settings.resources ?? mountResources(protectedResource, mount, issuer);
    const [main, ...others] = found;
    if (main === undefined) throw notMounted();
    const resources = knownResources([main, ...others]);
    const runtime = createRuntime({ settings, sealer, keys, feed, interactions, resources, accounts });
    const check =
      accessTokenFormat === 'jwt'
        ? jwtTokens({ issuer, audiences: found, keys, store, feed, recheckInterval, logger })
        : opaqueTokens(async () => (await runtime()).provider, resources);
    return { resources, runtime, check };
  };

  return {
    name: 'oauth',
    protectedResource,
    verifiesAudience: true,
    upstreamTokens: interactions.upstreamTokens,
    recognizes({ headers }) {
      const token = readBearerToken(headers);
      if (token === undefined) return false;
      return accessTokenFormat === 'jwt' ? looksLikeJwt(token) : looksOpaque(token);
    },
    async authenticate(request): Promise<Principal> {
      try {
        const token = readToken(protectedResource, request);
        return tokenPrincipal(await current().check(token), token, settings);
      } catch (error) {
        throw refusal(protectedResource, request, error);
      }
    },
    routes(mount) {
      mounted = mountAt(mount);
      return authorizationRoutes({ settings, ...mounted }, mount);
    },
    issueToken: async (request) =>
      createTokenIssuer({
        settings,
        accounts,
        resources: current().resources,
        provider: async () => (await current().runtime()).provider,
        findAccount: (subject) => interactions.findAccount(subject, 'session'),
      })(request),
    revocations: {
      recheckInterval,
      subscribe: (listener) =>
        feed.subscribe((grant) => listener((principal) => principal.issuer === issuer && principal.grant === grant)),
      async isAlive({ grant, issuer: vouching }) {
        return (
          grant === undefined || vouching !== issuer || (!feed.hasEnded(grant) && (await isGrantAlive(store, grant)))
        );
      },
    },
    async prepare() {
      try {
        await keys.prepare?.();
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        logger.warn({ error }, 'The signing keys could not be read yet; that is tried again with every request');
      }
    },
    async close() {
      await feed.close();
      if (options.store === undefined) await store.close();
    },
  };
}
