import type { ExecutionContext } from 'ava';
import { type Answer, json, type RestServer, startRestServer } from './rest-server.js';

export interface TokenEndpoint extends RestServer {
  readonly tokenEndpoint: string;
  /** The form of every token request, in order. */
  readonly forms: () => readonly Record<string, string>[];
}

/** What a right answer holds besides the token. */
export const GOOD = {
  issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  token_type: 'Bearer',
  expires_in: 300,
};

/** Exchanges every token for `backend-<the token>-<a number>`. */
export function exchanging(more: object = {}): Answer {
  let issued = 0;
  return (request, response) => {
    const subject = new URLSearchParams(request.body).get('subject_token');
    json({ access_token: `backend-${subject}-${++issued}`, ...GOOD, ...more })(request, response);
  };
}

/** An authorization server of which only the token endpoint and the metadata are there. */
export async function startTokenEndpoint(
  t: ExecutionContext,
  answer: Answer = exchanging(),
  metadataPath = '/.well-known/oauth-authorization-server',
): Promise<TokenEndpoint> {
  const server = await startRestServer(t, (request, response) => {
    const origin = `http://${request.headers.host}`;
    if (request.target === '/token') return answer(request, response);
    if (request.target !== metadataPath) return json({}, 404)(request, response);
    json({ issuer: origin, token_endpoint: `${origin}/token` })(request, response);
  });
  return {
    ...server,
    tokenEndpoint: `${server.baseUrl}/token`,
    forms: () =>
      server.requests
        .filter(({ target }) => target === '/token')
        .map(({ body }) => Object.fromEntries(new URLSearchParams(body))),
  };
}
