import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** What the issuer does instead of publishing its keys. */
export type IssuerFault =
  | 'down'
  | 'hang'
  | 'error'
  | 'redirect'
  | 'html'
  | 'huge'
  | 'private-key'
  | 'duplicate-kid'
  | 'not-a-set';

export interface IssuerKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
  readonly privateJwk: JWK;
}

export interface TokenOptions {
  readonly key?: IssuerKey;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Claims to leave out. */
  readonly without?: readonly string[];
}

/** An authorization server as a resource server sees it: metadata, keys and signed tokens. */
export interface TestIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly port: number;
  /** The keys published now, newest first; the first one signs. */
  keys: IssuerKey[];
  fault: IssuerFault | undefined;
  /** Fields of the metadata to replace. */
  metadata: Record<string, unknown>;
  /** Which metadata path is served. */
  discovery: 'rfc8414' | 'oidc' | 'oidc-suffix' | 'none';
  /** Every path requested, in order. */
  readonly requests: string[];
  readonly keyFetches: () => number;
  /** A token for `https://mcp.test/mcp`, valid for a minute, unless `claims` say otherwise. */
  token(claims?: JWTPayload, options?: TokenOptions): Promise<string>;
}

export const AUDIENCE = 'https://mcp.test/mcp';

let made = 0;

function nextKid(): string {
  made += 1;
  return `key-${made}`;
}

export async function makeKey(alg = 'ES256', kid = nextKid()): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { kid, alg, privateKey, publicKey, jwk, privateJwk: { ...(await exportJWK(privateKey)), kid } };
}

export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

export async function signToken(
  issuer: string,
  key: IssuerKey,
  claims: JWTPayload = {},
  { header = {}, without = [] }: TokenOptions = {},
): Promise<string> {
  const now = seconds();
  const all: JWTPayload = { iss: issuer, aud: AUDIENCE, sub: 'user-1', iat: now, exp: now + 60, ...claims };
  const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  return new SignJWT(kept).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

const faults: Readonly<
  Record<IssuerFault, (response: ServerResponse, keys: readonly JWK[], first: IssuerKey) => void>
> = {
  down: (response) => response.destroy(),
  hang: () => undefined,
  error: (response) => json(response, { error: 'server_error' }, 500),
  redirect: (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
  html: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
  huge: (response, keys) => json(response, { keys, padding: 'x'.repeat(1024 * 1024) }),
  'private-key': (response, keys, { privateJwk }) => json(response, { keys: [...keys, privateJwk] }),
  'duplicate-kid': (response, keys, { jwk }) => json(response, { keys: [...keys, jwk] }),
  'not-a-set': (response) => json(response, ['keys']),
};

function serveKeys({ keys, fault }: TestIssuer, response: ServerResponse): void {
  const [first] = keys;
  const published = keys.map(({ jwk }) => jwk);
  if (fault === undefined || first === undefined) json(response, { keys: published });
  else faults[fault](response, published, first);
}

function metadataPath(issuer: TestIssuer, path: string): string | undefined {
  if (issuer.discovery === 'rfc8414') return `/.well-known/oauth-authorization-server${path}`;
  if (issuer.discovery === 'oidc') return `${path}/.well-known/openid-configuration`;
  return issuer.discovery === 'oidc-suffix' ? `/.well-known/openid-configuration${path}` : undefined;
}

/** Starts an issuer on a free port; it ends with the test. `path` is the path of its issuer identifier. */
export async function startIssuer(t: ExecutionContext, path = ''): Promise<TestIssuer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    requests.push(url);
    if (url === '/keys') serveKeys(state, response);
    else if (url === '/elsewhere') json(response, { keys: state.keys.map(({ jwk }) => jwk) });
    else if (url !== metadataPath(state, path)) json(response, { error: 'not_found' }, 404);
    else json(response, { issuer: state.issuer, jwks_uri: state.jwksUri, ...state.metadata });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}${path}`;
  const state: TestIssuer = {
    issuer,
    jwksUri: `http://127.0.0.1:${port}/keys`,
    port,
    keys: [await makeKey()],
    fault: undefined,
    metadata: {},
    discovery: 'rfc8414',
    requests,
    keyFetches: () => requests.filter((url) => url === '/keys').length,
    async token(claims, options = {}) {
      const key = options.key ?? state.keys[0];
      if (key === undefined) throw new Error('The issuer has no key');
      return signToken(issuer, key, claims, options);
    },
  };
  return state;
}
