import { HttpError } from '../http/http-error.js';

/** What a client can read. */
export interface Accepted {
  readonly json: boolean;
  readonly sse: boolean;
}

function ranges(header: string): readonly string[] {
  return header.split(',').flatMap((part) => {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    return parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter)) ? [] : [range];
  });
}

/**
 * Reads `Accept`. The specification asks for both media types; clients that name one get that one, and clients
 * that name none get either.
 *
 * @throws HttpError 406 when neither is acceptable.
 */
export function readAccept(header: string | undefined): Accepted {
  if (header === undefined || header.trim() === '') return { json: true, sse: true };
  const accepted = new Set(ranges(header));
  const any = accepted.has('*/*');
  const json = any || accepted.has('application/json') || accepted.has('application/*');
  const sse = any || accepted.has('text/event-stream') || accepted.has('text/*');
  if (!json && !sse) throw new HttpError(406, 'Accept must name application/json or text/event-stream.');
  return { json, sse };
}
