import type { EndpointReply } from 'mcp-rest-proxy';
import { asText, isObject, type JsonObject } from '../replies/json.js';

/** A failure in the backend's words, whatever form it came in. */
export interface BackendError {
  /**
   * `typed`: `{error: {type, message, …}}`. `plain`: `{error: "text", …}`. `page`: HTML. `empty`: no body.
   * `other`: anything else.
   */
  readonly form: 'typed' | 'plain' | 'page' | 'empty' | 'other';
  /** Empty when there is none. Not redacted. */
  readonly message: string;
  /** `QueryError`, `TenantError`, …; only in the typed form. */
  readonly type: string | undefined;
  readonly code: string | undefined;
  readonly details: unknown;
}

const MAX_MESSAGE = 2000;
const NOTHING = { message: '', type: undefined, code: undefined, details: undefined } as const;

/** Reads the body of a failed call: an object, a text, an HTML page, or nothing. */
export function readError(reply: EndpointReply): BackendError {
  const { body } = reply;
  if (body === undefined || body === null || body === '') return { ...NOTHING, form: 'empty' };
  if (typeof body === 'string') return readPage(body, reply.mediaType);
  if (!isObject(body)) return { ...NOTHING, form: 'other' };
  return isObject(body.error) ? readTyped(body.error) : readPlain(body);
}

function readTyped(error: JsonObject): BackendError {
  return {
    form: 'typed',
    message: cut(asText(error.message) ?? ''),
    type: asText(error.type),
    code: asText(error.code),
    details: error.details,
  };
}

function readPlain({ error, message, code, details }: JsonObject): BackendError {
  const text = asText(error) ?? asText(message);
  return {
    ...NOTHING,
    form: text === undefined ? 'other' : 'plain',
    message: cut(text ?? ''),
    code: asText(code),
    details,
  };
}

/** Express puts the reason into `<pre>`, with a stack trace behind the first break unless in production. */
function readPage(body: string, mediaType: string): BackendError {
  if (mediaType !== 'text/html' && !/^\s*</.test(body)) return { ...NOTHING, form: 'other', message: cut(body) };
  const [, content = ''] = /<(?:pre|title)>([\s\S]*?)<\/(?:pre|title)>/i.exec(preferPre(body)) ?? [];
  const [line = ''] = content.split(/<br\s*\/?>|\n/i);
  return { ...NOTHING, form: 'page', message: cut(decodeEntities(line.replace(/<[^>]*>/g, '')).trim()).slice(0, 200) };
}

function preferPre(body: string): string {
  const start = body.search(/<pre>/i);
  return start < 0 ? body : body.slice(start);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ', amp: '&' };

function decodeEntities(text: string): string {
  return text.replace(/&(lt|gt|quot|#39|nbsp|amp);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

function cut(text: string): string {
  return text.slice(0, MAX_MESSAGE);
}
