import { generateKeyPairSync } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import { anyOf } from '../../src/auth/any-of.js';
import { apiKey } from '../../src/auth/api-key.js';
import type { AuthStrategy } from '../../src/auth/strategy.js';
import { allOf } from '../../src/credentials/all-of.js';
import { apiKeyHeader } from '../../src/credentials/api-key.js';
import { mintedToken } from '../../src/credentials/minted-token.js';
import { signingKeys } from '../../src/credentials/signing-keys.js';
import type { EndpointMap } from '../../src/endpoints/endpoint.js';
import { hashPassword, localUsers, type OAuthServerOptions, oauthServer } from '../../src/oauth/index.js';
import { createProxy } from '../../src/proxy.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { type LogEntry, recordingLogger } from './recording-logger.js';
import { type RestServer, startRestServer } from './rest-server.js';
import { startWireTap, type Tapped } from './wire-tap.js';

export const PASSWORD = 'marker-password-7f3a9c1e5b';
export const WRONG_PASSWORD = 'marker-mistyped-password-2d8e4';
export const STORE_SECRET = 'marker-store-secret-0123456789abcdef';
export const API_KEY = 'marker-inbound-api-key-4c6b8a0e';
export const BACKEND_KEY = 'marker-backend-api-key-9e1d3f5a';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const passwordHash = await hashPassword(PASSWORD, { N: 2 ** 14, r: 8, p: 1 });

/** What must never leave this process, by name. */
export const lastingSecrets: Readonly<Record<string, string>> = {
  password: PASSWORD,
  'mistyped password': WRONG_PASSWORD,
  'password hash': passwordHash,
  'store secret': STORE_SECRET,
  'API key': API_KEY,
  ...privateMembers('authorization server', rsa.export({ format: 'jwk' })),
  ...privateMembers('minted tokens', ec.export({ format: 'jwk' })),
};

function privateMembers(whose: string, key: object): Record<string, string> {
  const members = Object.entries(key).filter(([name]) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(name));
  return Object.fromEntries(members.map(([name, value]) => [`${name} of the key of the ${whose}`, String(value)]));
}

const endpoints: EndpointMap = {
  get_things: { method: 'GET', path: '/things', description: 'Works.', scopes: ['mcp'] },
  break_things: { method: 'POST', path: '/broken', description: 'Is answered 500 with all that was sent.' },
  deny_things: { method: 'POST', path: '/denied', description: 'Is answered 401 with all that was sent.' },
};

/** Answers as badly as backends do: errors repeat the headers of the request. */
function startBackend(t: ExecutionContext): Promise<RestServer> {
  return startRestServer(t, ({ target, headers }, response) => {
    const status = target === '/broken' ? 500 : target === '/denied' ? 401 : 200;
    const { authorization, 'x-api-key': key } = headers;
    const failure = { message: `neither ${key} nor the claims of ${authorization} will do`, seen: headers };
    const text = JSON.stringify(status === 200 ? { message: 'fine' } : failure);
    const echo = { 'www-authenticate': `Bearer error_description="${authorization}"` };
    response.writeHead(status, { 'content-type': 'application/json', ...(status === 200 ? {} : echo) }).end(text);
  });
}

export interface CanarySystem {
  readonly issuer: string;
  readonly port: number;
  readonly auth: AuthStrategy;
  readonly backend: RestServer;
  readonly wire: readonly Tapped[];
  readonly log: readonly LogEntry[];
}

/** The whole of it: sign-in with local users, API keys beside it, minted tokens and a key for a real backend. */
export async function startCanarySystem(
  t: ExecutionContext,
  options: Pick<OAuthServerOptions, 'accessTokenFormat'>,
): Promise<CanarySystem> {
  const logger = recordingLogger();
  const backend = await startBackend(t);
  const store = memoryStore();
  let proxyPort = 0;
  const { port, connections } = await startWireTap(t, () => proxyPort);
  const issuer = `http://127.0.0.1:${port}`;
  const server = oauthServer({
    ...options,
    issuer,
    login: localUsers({ users: [{ name: 'alice', password: passwordHash, tenant: 'wonderland' }] }),
    store,
    secret: STORE_SECRET,
    keys: [rsa.export({ format: 'jwk' })],
    refreshGrace: 0,
    logger,
  });
  const auth = anyOf(server, apiKey({ keys: { machine: API_KEY } }));
  const minted = mintedToken({
    audience: 'things',
    issuer: 'probe',
    keys: signingKeys({ keys: [ec.export({ format: 'jwk' })] }),
  });
  const credential = allOf(minted, apiKeyHeader({ key: BACKEND_KEY }));
  const proxy = createProxy({
    name: 'probe',
    version: '1.0.0',
    logger,
    auth,
    publicUrl: issuer,
    endpoints,
    backend: { baseUrl: backend.baseUrl, credential, retry: { minDelay: 1, maxDelay: 2 } },
    drainTimeout: 100,
  });
  t.teardown(async () => {
    await proxy.close();
    await store.close();
  });
  ({ port: proxyPort } = await proxy.listen({ port: 0 }));
  return { issuer, port, auth, backend, wire: connections, log: logger.entries };
}
