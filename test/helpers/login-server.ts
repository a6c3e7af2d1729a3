import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { type ClientMetadata, errors, interactionPolicy, Provider } from 'oidc-provider';
import {
  createInteractions,
  type InteractionOptions,
  type Interactions,
} from '../../src/oauth/interaction/interactions.js';
import type { Login } from '../../src/oauth/login/login.js';
import { createSealer } from '../../src/oauth/login/seal.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { goodCertificate, serverKey } from './certificates.js';
import { type OidcRecords, oidcMemoryAdapter } from './oidc-memory-adapter.js';
import { recordingLogger } from './recording-logger.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
const secrets = ['login server secret 0123456789abcdef'] as const;

/** Where the clients of these tests get their answers. Nobody listens there. */
export const WEB_CALLBACK = 'https://app.example.com/callback';
export const NATIVE_CALLBACK = 'http://127.0.0.1:9/callback';

export const webClient: ClientMetadata = {
  client_id: 'web-app',
  client_name: 'Notebook',
  redirect_uris: [WEB_CALLBACK],
  token_endpoint_auth_method: 'none',
};
export const nativeClient: ClientMetadata = {
  client_id: 'native-app',
  client_name: 'Desktop Assistant',
  redirect_uris: [NATIVE_CALLBACK],
  application_type: 'native',
  token_endpoint_auth_method: 'none',
};

export interface LoginServer {
  readonly issuer: string;
  readonly provider: Provider;
  readonly interactions: Interactions;
  readonly store: Store;
  readonly logger: ReturnType<typeof recordingLogger>;
  readonly records: OidcRecords['records'];
  /** An authorization request of a client. */
  authorizeUrl(client?: ClientMetadata, more?: Readonly<Record<string, string>>): string;
  /** Redeems the code in the URL a client was called back at. */
  redeem(callback: string, client?: ClientMetadata): Promise<Response>;
  refresh(refreshToken: string, client?: ClientMetadata): Promise<Response>;
}

/** RFC 7636, appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

export interface LoginServerOptions extends Partial<Omit<InteractionOptions, 'login' | 'issuer'>> {
  /** Given the issuer, which is known only once the server listens. */
  readonly login: (issuer: string) => Login | Promise<Login>;
  readonly secure?: boolean;
  readonly clients?: readonly ClientMetadata[];
}

function listenerFor(find: () => { provider: Provider; interactions: Interactions } | undefined): RequestListener {
  return (request, response) => {
    const ready = find();
    if (ready === undefined) return void response.writeHead(503).end();
    const { pathname } = new URL(request.url ?? '/', 'http://any');
    const route = ready.interactions
      .routes(ready.provider)
      .find(({ path, below }) => pathname === path || (below === true && pathname.startsWith(`${path}/`)));
    if (route === undefined) ready.provider.callback()(request, response);
    else Promise.resolve(route.handle(request, response)).catch(() => response.destroy());
  };
}

async function listen(t: ExecutionContext, secure: boolean, listener: RequestListener): Promise<string> {
  const server: Server = secure
    ? createSecureServer({ key: serverKey, cert: goodCertificate }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${secure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function createProvider(
  issuer: string,
  clients: readonly ClientMetadata[],
  interactions: Interactions,
  records: OidcRecords,
) {
  const secure = issuer.startsWith('https:');
  const cookie = { httpOnly: true, sameSite: 'lax' as const, signed: true, secure };
  return new Provider(issuer, {
    ...interactions.configure({ interactionPolicy, errors }),
    adapter: records.adapter,
    clients: [...clients],
    jwks: { keys: [key] },
    cookies: {
      keys: ['cookie key'],
      names: { session: 'oauth_session', interaction: 'oauth_step', resume: 'oauth_resume' },
      long: cookie,
      short: cookie,
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => `${issuer}/mcp`,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: 'notes:read notes:write', accessTokenFormat: 'opaque' as const }),
      },
    },
    scopes: ['openid', 'offline_access', 'notes:read', 'notes:write'],
    clientDefaults: { grant_types: ['authorization_code', 'refresh_token'] },
    pkce: { required: () => true },
    expiresWithSession: () => false,
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      Grant: 3600,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: 3600,
      Session: 3600,
    },
  });
}

/** A real `oidc-provider` with our pages, as small as it can be. */
export async function startLoginServer(t: ExecutionContext, options: LoginServerOptions): Promise<LoginServer> {
  const { login, secure = false, clients = [webClient, nativeClient], ...rest } = options;
  let ready: { provider: Provider; interactions: Interactions } | undefined;
  const issuer = await listen(
    t,
    secure,
    listenerFor(() => ready),
  );
  const store = rest.store ?? memoryStore();
  t.teardown(() => store.close());
  const logger = recordingLogger();
  const interactions = createInteractions({
    sealer: createSealer(secrets),
    secrets,
    logger,
    ...rest,
    store,
    issuer,
    login: await login(issuer),
  });
  const kept = oidcMemoryAdapter();
  const provider = createProvider(issuer, clients, interactions, kept);
  ready = { provider, interactions };
  const token = (client: ClientMetadata, form: Record<string, string>) =>
    fetchToken(issuer, { client_id: client.client_id, ...form });
  return {
    issuer,
    provider,
    interactions,
    store,
    logger,
    records: kept.records,
    authorizeUrl(client = webClient, more = {}) {
      const url = new URL('/auth', issuer);
      url.search = new URLSearchParams({
        client_id: client.client_id,
        redirect_uri: client.redirect_uris?.[0] ?? '',
        response_type: 'code',
        scope: 'notes:read notes:write',
        state: 'client-state',
        code_challenge: CHALLENGE,
        code_challenge_method: 'S256',
        ...more,
      }).toString();
      return url.href;
    },
    redeem(callback, client = webClient) {
      const { searchParams } = new URL(callback);
      return token(client, {
        grant_type: 'authorization_code',
        code: searchParams.get('code') ?? '',
        redirect_uri: client.redirect_uris?.[0] ?? '',
        code_verifier: VERIFIER,
      });
    },
    refresh: (refreshToken, client = webClient) =>
      token(client, { grant_type: 'refresh_token', refresh_token: refreshToken }),
  };
}

function fetchToken(issuer: string, form: Record<string, string>): Promise<Response> {
  return fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form) });
}

/** What the token endpoint has given. */
export async function tokensOf(
  response: Response,
): Promise<{ access_token: string; refresh_token: string; scope: string }> {
  if (response.status !== 200) throw new Error(`No tokens: ${response.status} ${await response.text()}`);
  return (await response.json()) as { access_token: string; refresh_token: string; scope: string };
}
