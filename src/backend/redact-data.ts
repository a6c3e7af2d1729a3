import type { EndpointReply } from './exchange.js';

const MARK = '[redacted]';

/**
 * A part of a secret that stands in JSON as it is: what writers of JSON escape (`/`, `+`, `=`, quotes) is left out.
 * Empty, and so part of every text, when there is none.
 */
function plainPart(secret: string): string {
  const parts = secret.match(/[\w.-]+/g) ?? [];
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

function mayHold(bytes: Uint8Array, secrets: readonly string[]): boolean {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return secrets.some((secret) => raw.includes(plainPart(secret)));
}

function redactText(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => (left.includes(secret) ? left.replaceAll(secret, MARK) : left), text);
}

/** Bytes as latin1, where every byte is one character and comes back as itself. */
function redactBytes(bytes: Uint8Array, secrets: readonly string[]): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const redacted = redactText(
    text,
    secrets.map((secret) => Buffer.from(secret).toString('latin1')),
  );
  return redacted === text ? bytes : Buffer.from(redacted, 'latin1');
}

/** The same value when nothing was found in it. */
function redactValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return redactText(value, secrets);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return redactBytes(value, secrets);
  if (Array.isArray(value)) {
    const items = value.map((item) => redactValue(item, secrets));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const before = Object.entries(value);
  const after = before.map(([name, item]) => [redactText(name, secrets), redactValue(item, secrets)] as const);
  const changed = after.some(([name, item], index) => name !== before[index]?.[0] || item !== before[index]?.[1]);
  return changed ? Object.fromEntries(after) : value;
}

function redactHeaders(headers: EndpointReply['headers'], secrets: readonly string[]): EndpointReply['headers'] {
  const holds = Object.values(headers).some((value) => secrets.some((secret) => value.includes(secret)));
  if (!holds) return headers;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redactText(value, secrets)]));
}

/**
 * An answer without the secrets that were sent for it: a backend that repeats them, in a mirror of the request or a
 * page about the connection, must not give them to the caller (security.md, T123). The same object when there are none
 * in it, which costs one search through the bytes.
 *
 * @param bytes The body as it came.
 */
export function withoutSecrets(reply: EndpointReply, bytes: Uint8Array, secrets: readonly string[]): EndpointReply {
  if (secrets.length === 0) return reply;
  const headers = redactHeaders(reply.headers, secrets);
  // Text may have come in another encoding than the one that is searched.
  const search = typeof reply.body === 'string' || mayHold(bytes, secrets);
  const body = search ? redactValue(reply.body, secrets) : reply.body;
  return body === reply.body && headers === reply.headers ? reply : { ...reply, headers, body };
}
