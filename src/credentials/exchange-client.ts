import { importJWK } from 'jose';
import type { ClientAuth, Configuration } from 'openid-client';
import { isSecureUrl } from '../auth/secure-url.js';
import { MissingPeerError } from '../errors.js';
import { FetchRefusal, guardedFetch } from './guarded-fetch.js';
import type { SigningKey } from './signing-key.js';
import type { SigningKeys } from './signing-keys.js';
import type { TokenExchangeOptions } from './token-exchange-options.js';

type OpenIdClient = typeof import('openid-client');

interface Ready {
  readonly client: OpenIdClient;
  readonly configuration: Configuration;
}

const MAX_ANSWER_BYTES = 64 * 1024;

/** Sends one grant request and gives back the fields of the answer. */
export type GrantRequest = (parameters: URLSearchParams) => Promise<Readonly<Record<string, unknown>>>;

/** RFC 8693, section 2.1. */
export const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** @throws MissingPeerError when the package is not installed. */
export function checkExchangePeer(): void {
  try {
    import.meta.resolve('openid-client');
  } catch (cause) {
    throw new MissingPeerError('openid-client', 'tokenExchange', { cause });
  }
}

/**
 * A client of the token endpoint. The package is loaded and the issuer's metadata is read on first use; a failure
 * of either is not kept, so that the next call tries again.
 */
export function createExchangeClient(options: TokenExchangeOptions): GrantRequest {
  let ready: Promise<Ready> | undefined;
  return async (parameters) => {
    ready ??= configure(options);
    const { client, configuration } = await ready.catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return { ...(await client.genericGrantRequest(configuration, EXCHANGE_GRANT, parameters)) };
  };
}

async function configure(options: TokenExchangeOptions): Promise<Ready> {
  const client = await import('openid-client');
  const server = new URL(options.tokenEndpoint ?? options.issuer);
  const timeout = options.timeout ?? 5000;
  const auth = clientAuth(client, options);
  const plain = server.protocol === 'http:' ? [client.allowInsecureRequests] : [];
  const common = { execute: plain, timeout: timeout / 1000, [client.customFetch]: pinnedFetch(timeout) };
  if (options.issuer !== undefined) {
    const discover = (algorithm: 'oauth2' | 'oidc') =>
      client.discovery(server, options.clientId, {}, auth, { ...common, algorithm });
    return { client, configuration: await discover('oauth2').catch(() => discover('oidc')) };
  }
  const metadata = { issuer: server.href, token_endpoint: server.href };
  const configuration = new client.Configuration(metadata, options.clientId, {}, auth);
  configuration[client.customFetch] = common[client.customFetch];
  configuration.timeout = common.timeout;
  for (const allow of plain) allow(configuration);
  return { client, configuration };
}

/** Metadata may name any endpoint: a token still leaves the machine over TLS only. */
function pinnedFetch(timeout: number): (url: string, init: object) => Promise<Response> {
  const fetch = guardedFetch({ timeout, maxBytes: MAX_ANSWER_BYTES });
  return async (url, init) => {
    if (isSecureUrl(url, { query: true })) return fetch(url, init);
    throw new FetchRefusal('Its token endpoint is not https.', false);
  };
}

function clientAuth(client: OpenIdClient, options: TokenExchangeOptions): ClientAuth {
  if (options.clientKeys !== undefined) return keyAuth(client, options.clientKeys);
  if (options.clientSecret === undefined) return client.None();
  return options.clientAuth === 'client_secret_post'
    ? client.ClientSecretPost(options.clientSecret)
    : client.ClientSecretBasic(options.clientSecret);
}

/** `private_key_jwt` by whichever key signs at the moment; for a bare endpoint, the endpoint is its own audience. */
function keyAuth(client: OpenIdClient, keys: SigningKeys): ClientAuth {
  const byId = new Map<string, Promise<ClientAuth>>();
  return async (...request) => {
    const { kid } = keys.current();
    const auth = byId.get(kid) ?? importKeyAuth(client, keys.current());
    byId.set(kid, auth);
    await (await auth)(...request);
  };
}

async function importKeyAuth(client: OpenIdClient, { alg, kid, privateKey }: SigningKey): Promise<ClientAuth> {
  const key = await importJWK({ ...privateKey.export({ format: 'jwk' }), alg }, alg);
  if (key instanceof Uint8Array) throw new TypeError('A signing key is a shared secret.');
  return client.PrivateKeyJwt({ key, kid });
}
