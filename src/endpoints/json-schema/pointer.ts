/** One name as a token of a JSON Pointer (RFC 6901). */
export function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The name behind a token of a JSON Pointer, also of one in a URI fragment. */
export function unescapeToken(token: string): string {
  return decodeFragment(token).replaceAll('~1', '/').replaceAll('~0', '~');
}

function decodeFragment(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}
