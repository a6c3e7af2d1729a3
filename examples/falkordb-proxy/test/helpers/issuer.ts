import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** An issuer of RS256 tokens with its JWKS on loopback. */
export interface TestIssuer {
  readonly jwksUri: string;
  /** A token with these claims, valid for `seconds` (default 60). */
  token(claims: JWTPayload, seconds?: number): Promise<string>;
}

export async function startIssuer(t: ExecutionContext): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'main', alg: 'RS256', use: 'sig' }] };
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(keys));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    jwksUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    token: (claims, seconds = 60) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: 'main' })
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
        .sign(privateKey),
  };
}
