import type { IncomingMessage } from 'node:http';
import { addressGroup, createFailureLimiter } from '../../auth/failure-limiter.js';
import { clientAddress } from '../../http/client-address.js';
import type { ThrottleOptions } from '../options.js';
import { hashId } from '../storage/record-names.js';

/** Counts failures of one client from one address, so that neither can lock another out (T054). */
export interface ClientThrottle {
  /** Seconds until the client may try again; 0 when it may now. */
  blockedFor(request: IncomingMessage, clientId: string): number;
  recordFailure(request: IncomingMessage, clientId: string): void;
}

/** The id a client gives itself in HTTP Basic, as far as it can be read. */
export function basicClientId(authorization: string | undefined): string | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '')?.[1];
  const pair = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  const mark = pair.indexOf(':');
  return mark > 0 ? pair.slice(0, mark) : undefined;
}

export function createClientThrottle(options: ThrottleOptions): ClientThrottle {
  const limiter = createFailureLimiter(options);
  const key = (request: IncomingMessage, clientId: string): string =>
    `${addressGroup(clientAddress(request))} ${hashId(clientId)}`;
  return {
    blockedFor: (request, clientId) => limiter.blockedFor(key(request, clientId)),
    recordFailure: (request, clientId) => limiter.recordFailure(key(request, clientId)),
  };
}
