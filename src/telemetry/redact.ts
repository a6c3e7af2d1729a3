/**
 * Redaction for logs: secrets never reach a line, whatever level it is written at, and text from outside can
 * neither start a new line nor move a terminal's cursor.
 */

const REDACTED = '[redacted]';

/** Compared after lower-casing and removing `-`, `_` and spaces. */
const secretNames = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'xapikey',
  'apikey',
  'apikeys',
  'key',
  'keys',
  'token',
  'tokens',
  'secret',
  'secrets',
  'password',
  'passwd',
  'passphrase',
  'code',
  'codeverifier',
  'state',
  'session',
  'sessionid',
  'sid',
  'mcpsessionid',
  'credential',
  'credentials',
  'assertion',
  'privatekey',
  'jwk',
  'jwks',
]);

const secretEndings = ['token', 'secret', 'password', 'apikey', 'sessionid', 'privatekey'];

/** Fields of our own whose `code` is a stable error code, not an authorization code: `[a-z]` words only. */
const errorCode = /^[a-z]+(?:_[a-z]+)*$|^[A-Z][A-Z0-9_]+$/;

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(cookie["']?\s*[=:]\s*["']?)[^\r\n"']+/gi, `$1${REDACTED}`],
  [/\b(authorization["']?\s*[=:](?!["'\s]*(?:bearer|basic|dpop)\b)["'\s]*)[^\r\n"']+/gi, `$1${REDACTED}`],
  [/\b(bearer|basic|dpop)\s+[\w.~+/=-]{4,}/gi, `$1 ${REDACTED}`],
  [/\beyJ[\w-]{4,}\.[\w-]+\.[\w-]*/g, REDACTED],
  [
    /\b(session_?id|mcp-session-id|(?:access|refresh|id|subject|actor)_?token|api[_-]?key|x-api-key|client_secret|code_verifier|token|password|secret)(["']?\s*[=:]\s*["']?)[^\s&"',;}]+/gi,
    `$1$2${REDACTED}`,
  ],
  [/([?&](?:code|state|key)=)[^\s&"'#]+/gi, `$1${REDACTED}`],
  [/(\/\/)[^/\s:@]+:[^/\s@]+@/g, `$1${REDACTED}@`],
];

const MAX_DEPTH = 8;
const MAX_TEXT = 4096;
const MAX_ITEMS = 100;

function isSecretName(name: string, value: unknown): boolean {
  const plain = name.toLowerCase().replace(/[-_\s]/g, '');
  if (plain === 'code' && (typeof value === 'number' || (typeof value === 'string' && errorCode.test(value)))) {
    return false;
  }
  return secretNames.has(plain) || secretEndings.some((ending) => plain.endsWith(ending));
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Escapes CR, LF, other control characters (ANSI sequences start with one), line separators and bidi overrides. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, escapeCharacter);
}

/** Removes bearer tokens, JWTs, `sessionId=…`, other named secrets and URL passwords from text, and escapes controls. */
export function redactText(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
  return escapeControls(patterns.reduce((result, [pattern, mask]) => result.replace(pattern, mask), cut));
}

function redactError(error: Error, depth: number, seen: ReadonlySet<object>): Record<string, unknown> {
  const code = 'code' in error && typeof error.code === 'string' ? { code: redactText(error.code) } : {};
  const cause = error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1, seen) };
  const stack = typeof error.stack === 'string' ? { stack: error.stack.split('\n').map(redactText) } : {};
  return { name: redactText(error.name), message: redactText(error.message), ...code, ...stack, ...cause };
}

function redactObject(value: object, depth: number, seen: ReadonlySet<object>): unknown {
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_ITEMS).map((item) => redactValue(item, depth + 1, seen));
    return value.length > MAX_ITEMS ? [...items, `… ${value.length - MAX_ITEMS} more`] : items;
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (value instanceof Map)
    return redactFields(
      [...value].map(([key, item]) => [String(key), item]),
      depth,
      seen,
    );
  if (value instanceof Set) return redactObject([...value], depth, seen);
  return redactFields(Object.entries(value), depth, seen);
}

function redactFields(entries: readonly (readonly [string, unknown])[], depth: number, seen: ReadonlySet<object>) {
  const result: Record<string, unknown> = Object.create(null);
  for (const [name, value] of entries.slice(0, MAX_ITEMS)) {
    const hidden = value !== undefined && value !== null && isSecretName(name, value);
    result[escapeControls(name)] = hidden ? REDACTED : redactValue(value, depth + 1, seen);
  }
  return result;
}

function redactValue(value: unknown, depth: number, seen: ReadonlySet<object>): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return '[circular]';
  if (depth > MAX_DEPTH) return '[deep]';
  const inside = new Set(seen).add(value);
  return value instanceof Error ? redactError(value, depth, inside) : redactObject(value, depth, inside);
}

/**
 * A copy of log fields that is safe to write: secrets replaced by name at any depth and by shape inside text,
 * errors turned into plain values, cycles cut.
 */
export function redact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactFields(Object.entries(fields), 0, new Set([fields]));
}
