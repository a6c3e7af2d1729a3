import type { Problem } from '../errors.js';

/** True for a host name that only this machine can give to itself. */
function isLoopbackName(hostname: string): boolean {
  return /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/.test(hostname);
}

function flawOf(text: unknown, allowQuery: boolean): string | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return `${JSON.stringify(text)} is not an absolute URL.`;
  const { protocol, hostname, username, password, search } = new URL(text);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopbackName(hostname))) {
    return 'must be https; http is for loopback only.';
  }
  if (username !== '' || password !== '') return 'must not hold a user or password.';
  if (text.includes('#')) return 'must not have a fragment.';
  if (!allowQuery && (search !== '' || text.includes('?'))) return 'must not have a query.';
  return undefined;
}

/** True for https, and for http on loopback, without user, fragment or query (OAuth 2.1 section 1.5). */
export function isSecureUrl(text: unknown, { query = false }: { readonly query?: boolean } = {}): text is string {
  return flawOf(text, query) === undefined;
}

/** What is wrong with a configured URL of an issuer, a resource or a key set. */
export function checkSecureUrl(
  place: string,
  text: unknown,
  { query = false }: { readonly query?: boolean } = {},
): readonly Problem[] {
  const message = flawOf(text, query);
  return message === undefined ? [] : [{ place, message, fix: 'Write it like "https://auth.example.com".' }];
}
