/** Headers the HTTP client owns: they frame the message, or name its target. */
const OWNED: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What is wrong with a request header, without repeating its value; `undefined` when it may be sent. */
export function headerProblem(name: string, value: unknown): string | undefined {
  if (!TOKEN.test(name)) return 'This is not a header name.';
  if (OWNED.has(name.toLowerCase())) return 'This header belongs to the HTTP client and cannot be set.';
  if (typeof value !== 'string') return 'Its value is not a string.';
  return isHeaderValue(value) ? undefined : 'Its value has a line break, a control character or one beyond latin-1.';
}

/** True for what may be a header's value: visible latin-1, spaces and tabs (RFC 9110, section 5.5). */
export function isHeaderValue(value: string): boolean {
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f || code > 0xff) return false;
  }
  return true;
}
