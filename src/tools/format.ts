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

/** True for a reply whose body is a JSON value. */
export function isJsonReply({ mediaType }: EndpointReply): boolean {
  return mediaType === '' || /[/+]json$/.test(mediaType);
}

/**
 * The backend's answer as content: JSON indented, text as it is, images and sounds by their type, other bytes as an
 * embedded resource, nothing as a short sentence. Text is cut at `limit` characters, with a note that says so.
 */
export function formatContent(reply: EndpointReply, tool: string, limit: number): readonly ContentBlock[] {
  const { body, status, mediaType } = reply;
  if (body === undefined) return [{ type: 'text', text: `Done (HTTP ${status}, no content).` }];
  if (body instanceof Uint8Array) return [binaryBlock(body, mediaType, tool)];
  const text = typeof body === 'string' && !isJsonReply(reply) ? body : JSON.stringify(body, null, 2);
  return [{ type: 'text', text: cut(text, limit) }];
}
