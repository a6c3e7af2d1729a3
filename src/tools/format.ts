import type { EndpointReply } from '../backend/exchange.js';
import type { ContentBlock } from '../endpoints/result.js';

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Never between the halves of a surrogate pair.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  const left = text.length - end;
  return `${text.slice(0, end)}\n[Cut here: ${left} of ${text.length} characters left out. Ask for less to see the rest, for example with a filter, a limit or an offset.]`;
}

function binaryBlock(body: Uint8Array, mimeType: string, tool: string): ContentBlock {
  const data = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
  if (mimeType.startsWith('image/')) return { type: 'image', data, mimeType };
  if (mimeType.startsWith('audio/')) return { type: 'audio', data, mimeType };
  const uri = `tool://${tool}/result`;
  return { type: 'resource', resource: { uri, blob: data, ...(mimeType === '' ? {} : { mimeType }) } };
}

/** Characters of indentation, counted until they exceed `limit`. */
function indentation(value: unknown, level: number, limit: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let size = children.length * 2 * level;
  for (let index = 0; index < children.length && size <= limit; index += 1) {
    size += indentation(children[index], level + 1, limit - size);
  }
  return size;
}

/**
 * Indented where that fits. Otherwise compact, which shows more. Asked beforehand, since the indentation of a large
 * answer that is nested deeply takes hundreds of times its size.
 */
function jsonText(body: unknown, limit: number): string {
  const indented = indentation(body, 1, limit) > limit ? undefined : JSON.stringify(body, null, 2);
  return indented !== undefined && indented.length <= limit ? indented : JSON.stringify(body);
}

/** True for a reply whose body is a JSON value. */
export function isJsonReply({ mediaType }: EndpointReply): boolean {
  return mediaType === '' || /[/+]json$/.test(mediaType);
}

/**
 * The backend's answer as content: JSON, indented where that fits, text as it is, images and sounds by their type, other bytes as an
 * embedded resource, nothing as a short sentence. Text is cut at `limit` characters, with a note that says so.
 */
export function formatContent(reply: EndpointReply, tool: string, limit: number): readonly ContentBlock[] {
  const { body, status, mediaType } = reply;
  if (body === undefined) return [{ type: 'text', text: `Done (HTTP ${status}, no content).` }];
  if (body instanceof Uint8Array) return [binaryBlock(body, mediaType, tool)];
  const text = typeof body === 'string' && !isJsonReply(reply) ? body : jsonText(body, limit);
  return [{ type: 'text', text: cut(text, limit) }];
}
