import type { IncomingMessage } from 'node:http';
import { HttpError, rpcError } from './http-error.js';
import { type JsonLimits, jsonExcess } from './json-limits.js';
import type { HttpLimits } from './limits.js';

/** The limits of a body. Times are milliseconds, sizes are bytes. */
export type BodyLimits = JsonLimits & Pick<HttpLimits, 'maxRequestBytes' | 'requestTimeout'>;

/** The media type without parameters, lower-case. */
function mediaType(header: string | undefined): string {
  return (header ?? '').split(';', 1).join('').trim().toLowerCase();
}

function checkHeaders({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
    throw new HttpError(415, 'Compressed request bodies are not read; send the body as it is.');
  }
  if (mediaType(headers['content-type']) !== 'application/json') {
    throw new HttpError(415, 'The Content-Type must be application/json.');
  }
}

function tooLarge(request: IncomingMessage, limit: number): HttpError {
  // The rest is thrown away unread, so that the client gets to see the answer instead of a reset.
  request.resume();
  return new HttpError(413, `The request body is larger than ${limit} bytes.`);
}

function readBytes(request: IncomingMessage, { maxRequestBytes, requestTimeout }: BodyLimits): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxRequestBytes) {
    return Promise.reject(tooLarge(request, maxRequestBytes));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onLost).off('error', onLost);
      finish();
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxRequestBytes) settle(() => reject(tooLarge(request, maxRequestBytes)));
      else chunks.push(chunk);
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks, size)));
    const onLost = (): void => settle(() => reject(new HttpError(400, 'The request ended before its body.')));
    const onTimeout = (): void =>
      settle(() =>
        reject(new HttpError(408, 'The request body took too long to arrive.', { headers: { Connection: 'close' } })),
      );
    const timer = setTimeout(onTimeout, requestTimeout);
    request.on('data', onData).on('end', onEnd).on('close', onLost).on('error', onLost);
  });
}

function parseJson(bytes: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new HttpError(400, 'Parse error: the body is not JSON in UTF-8.', { code: rpcError.parse });
  }
}

/** A body that an earlier handler, such as `express.json()`, has read already. */
function parsedEarlier(request: IncomingMessage): { readonly body: unknown } | undefined {
  if (!('body' in request) || request.body === undefined) return undefined;
  const { body } = request;
  return { body: typeof body === 'string' || body instanceof Uint8Array ? parseJson(body) : body };
}

/**
 * Reads a JSON body, never holding more than the limit.
 *
 * @throws HttpError 415 (media type, compression), 413 (size), 408 (time), 400 (not JSON, too deep, too many items).
 */
export async function readJsonBody(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  checkHeaders(request);
  const earlier = parsedEarlier(request);
  const body = earlier === undefined ? parseJson(await readBytes(request, limits)) : earlier.body;
  const excess = jsonExcess(body, limits);
  if (excess !== undefined) throw new HttpError(400, excess, { code: rpcError.invalidRequest });
  return body;
}
