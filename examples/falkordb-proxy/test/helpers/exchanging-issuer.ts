import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { type Configuration, errors, Provider, type TokenEndpointGrantContext } from 'oidc-provider';
import { oidcMemoryAdapter } from '../../../../test/helpers/oidc-memory-adapter.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const known = { kid: 'main', use: 'sig', alg: 'RS256' };

/** The application of the callers, and the proxy, which alone may exchange tokens. */
const APP = 'desktop-app';
export const EXCHANGER = { id: 'falkordb-proxy', secret: 'exchange-secret-0123456789abcdef' } as const;

export interface ExchangingIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
  /** An access token of somebody, for the proxy. */
  token(sub: string): Promise<string>;
  /** Who was exchanged, in order. */
  readonly exchanged: readonly string[];
}

interface Options {
  /** The audience of the tokens of callers. */
  readonly audience: string;
  /** The audience exchanged tokens may be had for. */
  readonly backend: string;
  /** Tenants by `sub`. */
  readonly tenants: Readonly<Record<string, string>>;
  /** Whether exchanged tokens name the tenant in `sub` as well, as the shipped backend wants it. */
  readonly tenantAsSubject?: boolean;
}

function configurationOf({ tenants, tenantAsSubject = false, backend }: Options): Configuration {
  return {
    adapter: oidcMemoryAdapter().adapter,
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), ...known }] },
    cookies: { keys: ['issuer cookies'] },
    clients: [
      { client_id: APP, redirect_uris: ['https://app.example.com/callback'], token_endpoint_auth_method: 'none' },
      {
        client_id: EXCHANGER.id,
        client_secret: EXCHANGER.secret,
        redirect_uris: [],
        response_types: [],
        grant_types: [GRANT],
      },
    ],
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    extraTokenClaims: (_ctx, token) => ('accountId' in token ? { tenant_id: tenants[token.accountId] } : undefined),
    formats: {
      customizers: {
        jwt: (_ctx, _token, { payload }) => {
          if (tenantAsSubject && payload.aud === backend) payload.sub = String(payload.tenant_id);
        },
      },
    },
    ttl: { AccessToken: 300 },
  };
}

/** A JWT for `audience` alone. */
async function issue(provider: Provider, clientId: string, accountId: string, audience: string): Promise<string> {
  const client = await provider.Client.find(clientId);
  if (client === undefined) throw new Error(`There is no client ${clientId}`);
  const sign = { jwt: { sign: { alg: 'RS256' as const } } };
  const resourceServer = new provider.ResourceServer(audience, {
    scope: '',
    audience,
    accessTokenFormat: 'jwt',
    ...sign,
  });
  const token = new provider.AccessToken({ client, accountId, resourceServer, grantId: 'none', gty: GRANT });
  return token.save();
}

/** RFC 8693, section 2: only tokens of the proxy's own audience are taken, only those for the backend given. */
function exchangeGrant(provider: Provider, { audience, backend }: Options, exchanged: string[]) {
  const keys = createLocalJWKSet({ keys: [{ ...publicKey.export({ format: 'jwk' }), ...known }] });
  return async (ctx: TokenEndpointGrantContext) => {
    const { params, client } = ctx.oidc;
    if (params.audience !== backend) throw new errors.InvalidTarget();
    if (params.subject_token_type !== TOKEN_TYPE) throw new errors.InvalidRequest('subject_token_type is wrong');
    const expected = { issuer: provider.issuer, audience, algorithms: ['RS256'] };
    const { payload } = await jwtVerify(String(params.subject_token), keys, expected).catch(() => {
      throw new errors.InvalidGrant('the subject token is not good');
    });
    exchanged.push(String(payload.sub));
    ctx.body = {
      access_token: await issue(provider, client.clientId, String(payload.sub), backend),
      issued_token_type: TOKEN_TYPE,
      token_type: 'Bearer',
      expires_in: 300,
    };
  };
}

/** A real `oidc-provider` that exchanges tokens. */
export async function startExchangingIssuer(t: ExecutionContext, options: Options): Promise<ExchangingIssuer> {
  let provider: Provider | undefined;
  const server = createServer((request, response) => {
    if (provider === undefined) response.writeHead(503).end();
    else provider.callback()(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const running = new Provider(issuer, configurationOf(options));
  const exchanged: string[] = [];
  const parameters = ['audience', 'subject_token', 'subject_token_type', 'requested_token_type'];
  running.registerGrantType(GRANT, exchangeGrant(running, options, exchanged), parameters);
  provider = running;
  return {
    issuer,
    jwksUri: `${issuer}/jwks`,
    token: (sub) => issue(running, APP, sub, options.audience),
    exchanged,
  };
}
