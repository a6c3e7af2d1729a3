import type { IncomingMessage, ServerResponse } from 'node:http';
import { addressGroup, createFailureLimiter } from '../../auth/failure-limiter.js';
import type { AuthMount, AuthRoute } from '../../auth/strategy.js';
import { clientAddress } from '../../http/client-address.js';
import { endpointPaths } from '../provider/configuration.js';
import type { KnownResources } from '../provider/resources.js';
import type { Runtime } from '../provider/runtime.js';
import type { OAuthSettings } from '../settings.js';
import { sendOAuthError } from './answers.js';
import { normaliseAuthorizationQuery } from './authorization-query.js';
import { createClientThrottle } from './client-throttle.js';
import { endpoint } from './endpoint.js';
import { toProviderRequest } from './provider-request.js';
import { registrationEndpoint } from './registration-endpoint.js';
import { tokenEndpoint } from './token-endpoint.js';

export interface RouteParts {
  readonly settings: OAuthSettings;
  readonly resources: KnownResources;
  readonly runtime: () => Promise<Runtime>;
}

const documents = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'] as const;
const AUTHORIZATIONS_PER_MINUTE = 300;

/** Pages for people, as `createInteractions` serves them. */
const pages = [
  { path: '/interaction', below: true },
  { path: '/login/callback', below: false },
] as const;

/** Splits the target of a request for the authorization endpoint: resuming has an id behind it. */
function authorizationTarget(url: string): string | undefined {
  const [, id = '', search = ''] = /\/authorize(\/[\w-]{1,64})?(\?.*)?$/s.exec(url) ?? [];
  const known = /\/authorize(?:\/[\w-]{1,64})?(?:\?|$)/.test(url);
  return known ? `${endpointPaths.authorization}${id}${normaliseAuthorizationQuery(search)}` : undefined;
}

/** Every path of the metadata documents: RFC 8414 section 3.1, OpenID Connect Discovery, and what clients try besides. */
export function metadataPaths(issuerPath: string, mount: Pick<AuthMount, 'path' | 'resources'>): Map<string, string> {
  const suffixes = new Set(['', issuerPath]);
  for (const path of mount.resources) {
    const bare = path.replace(/\/$/, '');
    for (const suffix of [bare, path, `${mount.path}${bare}`, `${mount.path}${path}`]) suffixes.add(suffix);
  }
  const forms = new Map<string, string>();
  for (const document of documents) {
    for (const suffix of suffixes) forms.set(`${document}${suffix}`, document);
    forms.set(`${issuerPath}${document}`, document);
  }
  return forms;
}

/** The routes of the authorization server, for a proxy that is reached at `mount`. */
export function authorizationRoutes(parts: RouteParts, mount: AuthMount): readonly AuthRoute[] {
  const { settings, resources, runtime } = parts;
  const { logger, registration, metadataRules: rules } = settings;
  const issuer = new URL(settings.issuer);
  const issuerPath = issuer.pathname.replace(/\/$/, '');
  const throttle = createClientThrottle(settings.throttle);
  const visits = createFailureLimiter({ maxFailures: AUTHORIZATIONS_PER_MINUTE, window: 60_000 });
  const routes = new Map<string, AuthRoute>();

  /** Below the proxy's root: the public path in front is taken off before routes are looked up. */
  const add = (publicPath: string, handle: AuthRoute['handle'], below = false): void => {
    const inside = mount.path !== '' && publicPath.startsWith(`${mount.path}/`);
    const path = inside ? publicPath.slice(mount.path.length) : publicPath;
    routes.set(path, { path, handle, below });
  };

  const pass = (url: string) => async (request: IncomingMessage, response: ServerResponse) => {
    const { handle } = await runtime();
    await handle(toProviderRequest(request, issuer, { url, json: true }), response);
  };

  const authorize = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = authorizationTarget(request.url ?? '');
    if (url === undefined) return sendOAuthError(response, 404, 'invalid_request', { description: 'Not found.' });
    const address = addressGroup(clientAddress(request));
    const retryAfter = visits.blockedFor(address);
    if (retryAfter > 0) return sendOAuthError(response, 429, 'temporarily_unavailable', { retryAfter });
    visits.recordFailure(address);
    const { handle } = await runtime();
    await handle(toProviderRequest(request, issuer, { url, json: false }), response);
  };

  const page = (path: string) => async (request: IncomingMessage, response: ServerResponse) => {
    const found = (await runtime()).pages.find((candidate) => candidate.path === path);
    await found?.handle(request, response);
  };

  const at = (path: string): string => `${issuerPath}${path}`;
  const serveOpen = (methods: readonly string[], handle: AuthRoute['handle']) =>
    endpoint({ methods, open: true, logger, handle });

  for (const [path, document] of metadataPaths(issuerPath, mount))
    add(path, serveOpen(['GET', 'HEAD'], pass(document)));
  add(at(endpointPaths.jwks), serveOpen(['GET', 'HEAD'], pass(endpointPaths.jwks)));
  for (const path of [endpointPaths.token, endpointPaths.revocation]) {
    add(at(path), serveOpen(['POST'], tokenEndpoint({ issuer, runtime, resources, throttle, path })));
  }
  if (registration !== undefined) {
    const path = endpointPaths.registration;
    add(at(path), serveOpen(['POST'], registrationEndpoint({ issuer, runtime, rules, limits: registration, path })));
  }
  const forPeople = endpoint({ methods: ['GET', 'HEAD'], open: false, logger, handle: authorize });
  add(at(endpointPaths.authorization), forPeople, true);
  for (const { path, below } of pages) {
    const methods = ['GET', 'HEAD', 'POST'];
    add(at(path), endpoint({ methods, open: false, logger, handle: page(path) }), below);
  }
  return [...routes.values()];
}
