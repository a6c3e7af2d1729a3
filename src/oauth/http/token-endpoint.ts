import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { KnownResources } from '../provider/resources.js';
import type { Runtime } from '../provider/runtime.js';
import { sendOAuthError } from './answers.js';
import { basicClientId, type ClientThrottle } from './client-throttle.js';
import { type Form, readForm } from './form.js';
import { toProviderRequest } from './provider-request.js';
import { bodyReadEarlier, mediaType, readBody } from './read-body.js';
import { type GrantSource, isForeignResource, missingRedirectUri } from './token-body.js';

export interface TokenEndpointParts {
  readonly issuer: URL;
  readonly runtime: () => Promise<Runtime>;
  readonly resources: KnownResources;
  readonly throttle: ClientThrottle;
  /** Below the issuer. */
  readonly path: string;
}

const NO_FORM = readForm('');

/** Reads what is about to be used up, when that is needed to refuse the request without using it up. */
async function findSource({ AuthorizationCode, RefreshToken }: Provider, form: Form): Promise<GrantSource | undefined> {
  const options = { ignoreExpiration: true };
  const [code, token] = [form.one('code'), form.one('refresh_token')];
  if (form.one('grant_type') === 'authorization_code') return AuthorizationCode.find(code ?? '', options);
  if (form.one('grant_type') === 'refresh_token') return RefreshToken.find(token ?? '', options);
  return undefined;
}

function tooLarge(response: ServerResponse): void {
  sendOAuthError(response, 400, 'invalid_request', { description: 'The body is too large or incomplete.' });
}

/** The token and revocation endpoints: throttled by client, and checked where the library would check too late. */
export function tokenEndpoint(parts: TokenEndpointParts) {
  const { issuer, runtime, resources, throttle, path } = parts;

  const prepare = async (form: Form, clientId: string | undefined, body: Buffer): Promise<Buffer | undefined> => {
    const mayLackUri = form.one('code_verifier') !== undefined && form.all('redirect_uri').length === 0;
    if (form.all('resource').length === 0 && !mayLackUri) return body;
    const source = await findSource((await runtime()).provider, form);
    if (isForeignResource({ form, clientId, source }, resources)) return undefined;
    const uri = missingRedirectUri({ form, clientId, source });
    return uri === undefined ? body : Buffer.concat([body, Buffer.from(`&redirect_uri=${encodeURIComponent(uri)}`)]);
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent = bodyReadEarlier(request) ?? (await readBody(request));
    if (sent === undefined) return tooLarge(response);
    const isForm = mediaType(request) === 'application/x-www-form-urlencoded';
    const form = isForm ? readForm(sent.toString('utf8')) : NO_FORM;
    const clientId = form.one('client_id') ?? basicClientId(request.headers.authorization);
    const retryAfter = throttle.blockedFor(request, clientId ?? '');
    if (retryAfter > 0) {
      const description = 'Too many failed requests of this client.';
      return sendOAuthError(response, 429, 'temporarily_unavailable', { description, retryAfter });
    }
    const body = await prepare(form, clientId, sent);
    if (body === undefined) {
      const description = 'The resource is not one of this server, or not one that was granted.';
      return sendOAuthError(response, 400, 'invalid_target', { description });
    }
    const { handle } = await runtime();
    await handle(toProviderRequest(request, issuer, { url: path, json: true, body }), response);
    if (response.statusCode === 400 || response.statusCode === 401) throttle.recordFailure(request, clientId ?? '');
  };
}
