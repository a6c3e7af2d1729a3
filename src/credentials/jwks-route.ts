import type { AuthRoute } from '../auth/strategy.js';

/** Seconds a verifier may keep the document. */
const MAX_AGE = 300;

/** Serves a JWK Set (RFC 7517, section 8.5.2) to everybody who asks: it holds public keys only. */
export function jwksRoute(path: string, jwks: () => object): AuthRoute {
  return {
    path,
    handle(request, response) {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD', 'content-length': 0 }).end();
        return;
      }
      const body = JSON.stringify(jwks());
      response.writeHead(200, {
        'content-type': 'application/jwk-set+json',
        'content-length': Buffer.byteLength(body),
        'cache-control': `public, max-age=${MAX_AGE}`,
        'x-content-type-options': 'nosniff',
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    },
  };
}
