import type { IncomingMessage } from 'node:http';
import { HttpError } from '../../http/http-error.js';

const MAX_BYTES = 16 * 1024;
const MAX_TIME = 10_000;

/** The fields of a form. A field sent twice counts as not sent. */
export interface FormFields {
  field(name: string): string | undefined;
}

function read(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onLost).off('error', onLost);
      finish();
    };
    const fail = (status: number, message: string) => settle(() => reject(new HttpError(status, message)));
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= MAX_BYTES) return void chunks.push(chunk);
      fail(413, 'The form is too large.');
      request.resume();
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks).toString()));
    const onLost = () => fail(400, 'The form ended early.');
    const timer = setTimeout(() => fail(408, 'The form took too long to arrive.'), MAX_TIME);
    request.on('data', onData).on('end', onEnd).on('close', onLost).on('error', onLost);
  });
}

/** A form that an earlier handler, such as `express.urlencoded()`, has read already; an unread one may have a `body`, too. */
function readEarlier(request: IncomingMessage): FormFields | undefined {
  if (request.readable) return undefined;
  if (!('body' in request) || typeof request.body !== 'object' || request.body === null) return undefined;
  const { body } = request;
  return {
    field(name) {
      const value: unknown = Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined;
      return typeof value === 'string' ? value : undefined;
    },
  };
}

/**
 * Reads a form, never holding more than 16 KB.
 *
 * @throws HttpError 415, 413, 408 or 400.
 */
export async function readForm(request: IncomingMessage): Promise<FormFields> {
  const earlier = readEarlier(request);
  if (earlier !== undefined) return earlier;
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    request.resume();
    throw new HttpError(415, 'This is not a form.');
  }
  const fields = new URLSearchParams(await read(request));
  return {
    field(name) {
      const [value, ...others] = fields.getAll(name);
      return others.length === 0 ? value : undefined;
    },
  };
}
