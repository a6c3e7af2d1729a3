import type { ClientAuth, Configuration } from 'openid-client';
import type { UpstreamSettings } from './upstream-options.js';

/** `openid-client` and what it has found out about the provider. */
export interface UpstreamClient {
  readonly openid: typeof import('openid-client');
  readonly configuration: Configuration;
}

type Openid = UpstreamClient['openid'];

/** The secret goes into the form where the provider says it may, else into the header, which every provider must know. */
function authenticationBy(openid: Openid, secret: string | undefined): ClientAuth {
  if (secret === undefined) return openid.None();
  const [post, basic] = [openid.ClientSecretPost(secret), openid.ClientSecretBasic(secret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (methods.includes('client_secret_post') ? post : basic)(server, client, body, headers);
  };
}

async function discover(settings: UpstreamSettings): Promise<UpstreamClient> {
  const { issuer, clientId, clientSecret, timeout } = settings;
  const openid = await import('openid-client');
  const authentication = authenticationBy(openid, clientSecret);
  const configuration = await openid.discovery(issuer, clientId, undefined, authentication, {
    timeout: timeout / 1000,
    execute: [
      // Signatures are checked although ID tokens come straight from the provider: it costs nothing.
      openid.enableNonRepudiationChecks,
      ...(issuer.protocol === 'http:' ? [openid.allowInsecureRequests] : []),
    ],
  });
  return { openid, configuration };
}

/** Discovers the provider when it is first needed; a failure is not kept, so that the next person tries again. */
export function createUpstreamClient(settings: UpstreamSettings): () => Promise<UpstreamClient> {
  let found: Promise<UpstreamClient> | undefined;
  return () => {
    found ??= discover(settings).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}
