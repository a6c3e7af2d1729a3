const MAX_LENGTH = 2048;

/** Names a native application listens under on its own machine (RFC 8252 section 7.3). */
export const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Private-use schemes (RFC 8252 section 7.1) of editors and assistants that are known to register with them. */
export const editorSchemes: readonly string[] = [
  'claude',
  'cursor',
  'goose',
  'jetbrains',
  'kiro',
  'lmstudio',
  'raycast',
  'vscode',
  'vscode-insiders',
  'vscodium',
  'warp',
  'windsurf',
  'zed',
];

/** Schemes that name code, files or other protocols, and can never be a redirect. */
const dangerousSchemes: ReadonlySet<string> = new Set([
  'about',
  'blob',
  'data',
  'file',
  'filesystem',
  'ftp',
  'javascript',
  'view-source',
  'vbscript',
  'ws',
  'wss',
]);

export type RedirectKind = 'web' | 'loopback' | 'private';

export interface CheckedRedirect {
  readonly kind: RedirectKind;
}

function hasForbiddenCharacter(uri: string): boolean {
  return [...uri].some((character) => character <= ' ' || character >= '\x7f' || '\\*"<>`{}|^'.includes(character));
}

/** The part between `//` and the path, as written: a parser would already have changed it. */
function rawAuthority(uri: string): string {
  return /^[^:]*:\/\/([^/?#]*)/.exec(uri)?.[1] ?? '';
}

/** Written in a way that parsers mend: `https:host`, `https:/host` and `https:///host` all become `https://host`. */
function lacksAuthority(uri: string): boolean {
  return /^https?:(?!\/\/[^/?#])/i.test(uri);
}

function hasDotSegment(uri: string): boolean {
  const path = uri.replace(/^[^:]*:(\/\/[^/?#]*)?/, '').replace(/[?#].*$/, '');
  const segments = path.split('/').map((segment) => segment.replace(/%2e/gi, '.'));
  return segments.some((segment) => segment === '.' || segment === '..');
}

function kindOf({ protocol, hostname }: URL, schemes: ReadonlySet<string>): RedirectKind | string {
  if (protocol === 'https:') return loopbackHosts.has(hostname) ? 'loopback hosts must use http.' : 'web';
  if (protocol === 'http:') return loopbackHosts.has(hostname) ? 'loopback' : 'http is for loopback hosts only.';
  const scheme = protocol.slice(0, -1);
  return schemes.has(scheme) && !dangerousSchemes.has(scheme) ? 'private' : 'its scheme is not accepted.';
}

/**
 * What kind of redirect this is, or why it is refused (security.md, T012 to T014).
 *
 * @param schemes private-use schemes that are accepted, without colon.
 */
export function checkRedirectUri(uri: unknown, schemes: ReadonlySet<string>): CheckedRedirect | string {
  if (typeof uri !== 'string' || uri === '') return 'it is not a text.';
  if (Buffer.byteLength(uri) > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} bytes.`;
  if (hasForbiddenCharacter(uri)) return 'it holds a character that is not allowed.';
  if (uri.includes('#')) return 'it has a fragment.';
  if (!URL.canParse(uri)) return 'it is not an absolute URI.';
  if (lacksAuthority(uri)) return 'its host does not follow "//".';
  if (rawAuthority(uri).includes('@')) return 'it has a user part.';
  if (hasDotSegment(uri)) return 'it has a "." or ".." segment.';
  const kind = kindOf(new URL(uri), schemes);
  return kind === 'web' || kind === 'loopback' || kind === 'private' ? { kind } : kind;
}

/** Schemes that may be configured: RFC 3986 section 3.1, and none of the dangerous or built-in ones. */
export function isAcceptableScheme(scheme: string): boolean {
  return /^[a-z][a-z0-9+.-]*$/.test(scheme) && !dangerousSchemes.has(scheme) && !['http', 'https'].includes(scheme);
}
