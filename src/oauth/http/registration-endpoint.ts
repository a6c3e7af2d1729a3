import type { IncomingMessage, ServerResponse } from 'node:http';
import { addressGroup, createFailureLimiter } from '../../auth/failure-limiter.js';
import { clientAddress } from '../../http/client-address.js';
import { isRefusal, type MetadataRules, readClientMetadata } from '../clients/client-metadata.js';
import type { RegistrationLimits } from '../options.js';
import type { Runtime } from '../provider/runtime.js';
import { sendOAuthError } from './answers.js';
import { toProviderRequest } from './provider-request.js';
import { bodyReadEarlier, mediaType, readBody } from './read-body.js';

export interface RegistrationEndpointParts {
  readonly issuer: URL;
  readonly runtime: () => Promise<Runtime>;
  readonly rules: MetadataRules;
  readonly limits: RegistrationLimits;
  /** Below the issuer. */
  readonly path: string;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** Dynamic client registration (RFC 7591), within limits, and with what we know better than the library. */
export function registrationEndpoint({ issuer, runtime, rules, limits, path }: RegistrationEndpointParts) {
  const limiter = createFailureLimiter({ maxFailures: limits.perAddress, window: limits.window });

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const address = addressGroup(clientAddress(request));
    const retryAfter = limiter.blockedFor(address);
    if (retryAfter > 0) {
      request.resume();
      const description = 'Too many registrations from this address.';
      return sendOAuthError(response, 429, 'temporarily_unavailable', { description, retryAfter });
    }
    limiter.recordFailure(address);
    const sent = bodyReadEarlier(request) ?? (await readBody(request));
    if (sent === undefined || mediaType(request) !== 'application/json') {
      const description = 'The body must be a JSON object of at most 56 KB.';
      return sendOAuthError(response, 400, 'invalid_client_metadata', { description });
    }
    const metadata = readClientMetadata(parse(sent), rules);
    if (isRefusal(metadata)) {
      return sendOAuthError(response, 400, metadata.error, { description: metadata.description });
    }
    const body = Buffer.from(JSON.stringify(metadata));
    const { handle } = await runtime();
    await handle(toProviderRequest(request, issuer, { url: path, json: true, body }), response);
  };
}
