import type { IncomingMessage } from 'node:http';

/** More than any request here needs; the library has the same limit (security.md, T116). */
export const MAX_BODY = 56 * 1024;
const MAX_TIME = 10_000;

/** The body as sent, `undefined` when it is too large, too slow or cut off. */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (body: Buffer | undefined): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onLost).off('error', onLost);
      if (body === undefined) request.resume();
      resolve(body);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.byteLength;
      if (size > MAX_BODY) finish(undefined);
      else chunks.push(chunk);
    };
    const onEnd = (): void => finish(Buffer.concat(chunks, size));
    const onLost = (): void => finish(undefined);
    const timer = setTimeout(onLost, MAX_TIME);
    request.on('data', onData).on('end', onEnd).on('close', onLost).on('error', onLost);
  });
}

/** A body that an earlier handler, such as Express's parsers, has read already, as it may have been sent. */
export function bodyReadEarlier(request: IncomingMessage): Buffer | undefined {
  if (!('body' in request) || request.body === undefined || request.readable) return undefined;
  const { body } = request;
  if (body instanceof Uint8Array) return Buffer.from(body);
  if (typeof body === 'string') return Buffer.from(body);
  if (mediaType(request) === 'application/json') return Buffer.from(JSON.stringify(body));
  const fields = Object.entries(Object(body)).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item): [string, string] => [name, String(item)]),
  );
  return Buffer.from(new URLSearchParams(fields).toString());
}

/** The media type without parameters, lower-case. */
export function mediaType({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';', 1).join('').trim().toLowerCase();
}
