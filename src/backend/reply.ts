import type { BackendResponse } from './client.js';
import type { EndpointReply } from './exchange.js';
import { parseJson } from './json.js';
import { UnsoundJsonError } from './json-text.js';

export interface DecodeOptions {
  /** Take HTML as text instead of refusing it. */
  readonly acceptHtml: boolean;
  readonly exactIntegers: boolean;
}

/** A successful answer, decoded, or what is wrong with it; `detail` completes "the answer …". */
export type DecodedReply =
  | { readonly reply: EndpointReply }
  | { readonly problem: 'bad_json' | 'bad_content_type'; readonly detail?: string; readonly reply: EndpointReply };

/** What a person would read as text, though it is not called so. */
const TEXT =
  /^(?:text\/.*|(?!image\/).*\+(?:xml|yaml)|application\/(?:xml|yaml|x-yaml|toml|sql|x-ndjson|jsonl|json-seq))$/;
const EMPTY_STATUS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Decodes a successful answer by its content type. */
export function decodeReply(response: BackendResponse, duration: number, options: DecodeOptions): DecodedReply {
  return decode(response, duration, { ...options, sound: true });
}

function decode(
  response: BackendResponse,
  duration: number,
  options: DecodeOptions & { readonly sound: boolean },
): DecodedReply {
  const mediaType = mediaTypeOf(response);
  const reply = (body: unknown): EndpointReply => envelope(response, mediaType, body, duration);
  if (isEmpty(response)) return { reply: reply(undefined) };
  const html = mediaType === 'text/html' || mediaType === 'application/xhtml+xml';
  if (html && !options.acceptHtml) return { problem: 'bad_content_type', reply: reply(decodeText(response)) };
  if (!isJson(mediaType) && mediaType !== '') return { reply: reply(decodeByType(response, mediaType)) };
  try {
    return { reply: reply(parseJson(response.body, options)) };
  } catch (error) {
    const unread = reply(decodeText(response));
    if (error instanceof UnsoundJsonError) return { problem: 'bad_json', detail: error.message, reply: unread };
    return { problem: mediaType === '' ? 'bad_content_type' : 'bad_json', reply: unread };
  }
}

/** Decodes an answer that is an error anyway: whatever it claims to be, it never fails. */
export function decodeErrorReply(response: BackendResponse, duration: number): EndpointReply {
  const { reply } = decode(response, duration, { acceptHtml: true, exactIntegers: true, sound: false });
  return reply;
}

function envelope({ status, headers }: BackendResponse, mediaType: string, body: unknown, duration: number) {
  return { status, headers, mediaType, body, duration };
}

function isEmpty({ status, body }: BackendResponse): boolean {
  return EMPTY_STATUS.has(status) || body.byteLength === 0;
}

function mediaTypeOf({ headers }: BackendResponse): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType === 'text/json' || /^[\w.-]+\/[\w.-]+\+json$/.test(mediaType);
}

function decodeByType(response: BackendResponse, mediaType: string): unknown {
  return TEXT.test(mediaType) ? decodeText(response) : response.body;
}

function decodeText({ headers, body }: BackendResponse): string {
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(headers['content-type'] ?? '')?.[1];
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
