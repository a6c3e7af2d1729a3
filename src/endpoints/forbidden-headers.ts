/** Headers that frame the message, carry credentials or tell the backend who asks: never from a map. */
const RESERVED = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'http2-settings',
  'keep-alive',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'api-key',
  'x-api-key',
  'x-auth-token',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-url',
  'x-real-ip',
  'x-rewrite-url',
]);
const RESERVED_PREFIXES = ['x-forwarded-', 'proxy-', 'sec-'];

/** Headers a map may fix or bind, but a model must not choose. */
const NOT_FROM_ARGUMENTS = new Set(['content-type', 'x-tenant', 'x-tenant-id', 'x-user', 'x-user-id']);

/** Header names are tokens (RFC 9110 section 5.1). */
export function isHeaderName(name: string): boolean {
  return /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/.test(name);
}

/** True for a header that only the proxy itself may send (T109). */
export function isReservedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED.has(lower) || RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix));
}

/** True for a header whose value must not come from a model's argument. */
export function isTrustedHeader(name: string): boolean {
  return NOT_FROM_ARGUMENTS.has(name.toLowerCase());
}

/** True for text that can be a header's value: visible Latin-1, spaces and tabs (RFC 9110 section 5.5). */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
