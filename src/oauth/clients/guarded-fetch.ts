import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.js';

/** An address a name resolves to. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

export interface GuardedFetchOptions {
  /** Default: every record the system's resolver gives. */
  readonly resolve?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
  /** Default `isPublicAddress`. */
  readonly isAllowed?: (address: string) => boolean;
  /** Certificates to trust instead of the usual ones. */
  readonly ca?: string;
}

export interface GuardedRequest {
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  /** Beyond it the connection is cut. */
  readonly maxBytes: number;
}

export interface GuardedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What was fetched must not be used, or not be fetched at all. The message names neither address nor body. */
export class GuardedFetchError extends Error {
  override readonly name = 'GuardedFetchError';
}

/** What was fetched is larger than allowed. */
export class TooLargeError extends GuardedFetchError {
  constructor(maxBytes: number) {
    super(`it is larger than ${maxBytes} bytes.`);
  }
}

type GuardedFetch = (url: string, request: GuardedRequest) => Promise<GuardedResponse>;

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = () => reject(new GuardedFetchError('it took too long.'));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}

/** Every record must be allowed: a name with one private address among public ones is an attack or a mistake. */
async function vet(hostname: string, options: Required<Omit<GuardedFetchOptions, 'ca'>>): Promise<ResolvedAddress> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  const addresses = family === 0 ? await options.resolve(hostname) : [{ address: bare, family }];
  const [first] = addresses;
  if (first === undefined) throw new GuardedFetchError('its host has no address.');
  if (addresses.every(({ address }) => options.isAllowed(address))) return first;
  throw new GuardedFetchError('its host is not on the public internet.');
}

/** Connects to the vetted address whatever the name resolves to by now. */
function pinned({ address, family }: ResolvedAddress): NonNullable<RequestOptions['lookup']> {
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const pairs = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  return Object.fromEntries(pairs);
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > maxBytes) throw new TooLargeError(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(url: URL, request: RequestOptions, maxBytes: number): Promise<GuardedResponse> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, request);
    sent.on('error', (cause) => reject(new GuardedFetchError('its host could not be asked.', { cause })));
    sent.on('response', (response) => {
      const status = response.statusCode ?? 0;
      readBody(response, maxBytes)
        .then((body) => resolve({ status, headers: headersOf(response), body }))
        .catch((error: unknown) => reject(error))
        .finally(() => sent.destroy());
    });
    sent.end();
  });
}

/**
 * Fetches one small document from the public internet for somebody who is not trusted: https only, no redirects, and
 * only from an address that was looked at before connecting (MCP security best practices, SSRF; security.md, T020).
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const { ca } = options;
  const rules = {
    resolve: options.resolve ?? ((hostname: string) => lookup(hostname, { all: true, verbatim: true })),
    isAllowed: options.isAllowed ?? isPublicAddress,
  };
  return async (text, { signal, headers, maxBytes }) => {
    const url = new URL(text);
    if (url.protocol !== 'https:') throw new GuardedFetchError('it is not an https URL.');
    const late = aborted(signal);
    late.catch(() => undefined);
    const address = await Promise.race([vet(url.hostname, rules), late]);
    const request: RequestOptions = {
      agent: false,
      headers: { ...headers, 'accept-encoding': 'identity' },
      lookup: pinned(address),
      signal,
      ...(ca === undefined ? {} : { ca }),
    };
    return Promise.race([send(url, request, maxBytes), late]);
  };
}
