import type { EndpointReply } from './exchange.js';

const DEFAULT_LENGTH = 300;
/** No useful message is longer; bounds the work on hostile input. */
const MAX_INPUT = 2000;
const MESSAGE_KEYS = ['message', 'detail', 'error_description', 'error', 'reason', 'title', 'errors'] as const;

/** In this order: later patterns would otherwise cut up what an earlier one takes whole. */
const REDACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>)\]}]+/gi, '[url]'],
  [/\beyJ[\w-]{5,}\.[\w-]+(\.[\w-]*)?/g, '[redacted]'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{4,}/gi, '$1 [redacted]'],
  [
    /\b((?:api[-_ ]?key|access[-_ ]?token|refresh[-_ ]?token|token|secret|passw(?:or)?d|pwd|authorization|credential)s?["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&"']+)/gi,
    '$1[redacted]',
  ],
  [/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+=\S+/g, '[redacted]'],
  [
    /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EADDRINUSE|EACCES|ENOENT)\s+[^\s,;]+/g,
    '$1',
  ],
  [/(?<!\w)[A-Za-z]:\\[^\s"'<>|]+/g, '[path]'],
  [
    /(?<![\w.])\/(?:usr|home|var|opt|etc|srv|root|app|tmp|mnt|proc|dev|run|lib|data|code|build|dist|workspace|work|Users|private|node_modules)\/[^\s"'<>,;)]*/g,
    '[path]',
  ],
  [
    /(?<!\w)(?:\.{0,2}\/)?(?:[\w@.-]+\/)+[\w@.-]+\.(?:[cm]?[jt]sx?|py|rb|go|java|php|cs|rs|c|cpp)\b(?::\d+)*/g,
    '[path]',
  ],
  [/(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![\w.]*\d)/g, '[address]'],
  [/\[?(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\w:])\]?(?::\d{1,5})?/gi, '[address]'],
  [
    /\[?(?<![\w:])(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?(?![\w:])\]?(?::\d{1,5})?/gi,
    '[address]',
  ],
  [/\b[\w-]+(?:\.[\w-]+)+:\d{2,5}\b|\b[a-z][\w-]*:\d{4,5}\b/gi, '[address]'],
  [
    /\b(?:[\w-]+\.)+(?:internal|local|lan|corp|svc|intranet|localdomain|home|private|cluster)\b(?:\.[\w-]+)*/gi,
    '[address]',
  ],
  [/\b[0-9a-f]{32,}\b/gi, '[redacted]'],
  [/\b(?=[\w+/-]*\d)(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])[\w+/]{24,}={0,2}/g, '[redacted]'],
];

/**
 * The backend's own words about an error, fit to be shown to a model: the message of a JSON error object, or
 * the text of a plain or HTML page, on one line. Addresses, internal host names, URLs, file paths, stack
 * traces, environment values and tokens are taken out. `undefined` when nothing readable is left.
 *
 * @param options.maxLength Characters. Default 300.
 * @param options.hide Texts that must not be shown whatever they look like. Default none.
 */
export function backendErrorText(
  reply: Pick<EndpointReply, 'body' | 'mediaType'>,
  options: { readonly maxLength?: number; readonly hide?: readonly string[] } = {},
): string | undefined {
  const found = findMessage(reply.body, 0);
  if (found === undefined) return undefined;
  const message = (options.hide ?? []).reduce((text, secret) => text.replaceAll(secret, '[redacted]'), found);
  const html = /html|xml/.test(reply.mediaType) || /^\s*<(!doctype|html)/i.test(message);
  const text = redactText(html ? stripTags(message) : message);
  return text === '' ? undefined : truncate(text, options.maxLength ?? DEFAULT_LENGTH);
}

/** Takes out of a text what an outsider must not see, and puts it on one line. */
export function redactText(text: string): string {
  let redacted = withoutStack(text.slice(0, MAX_INPUT));
  for (const [pattern, replacement] of REDACTIONS) redacted = redacted.replace(pattern, replacement);
  return oneLine(redacted);
}

function findMessage(body: unknown, depth: number): string | undefined {
  if (typeof body === 'string') return body.trim() === '' ? undefined : body;
  if (typeof body !== 'object' || body === null || depth > 3 || body instanceof Uint8Array) return undefined;
  const fields = new Map<string, unknown>(Object.entries(body));
  const candidates = Array.isArray(body) ? body.slice(0, 1) : MESSAGE_KEYS.map((key) => fields.get(key));
  for (const candidate of candidates) {
    const found = findMessage(candidate, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Everything from the first line of a stack trace on. */
function withoutStack(text: string): string {
  const [head = ''] = text.split(
    /\r?\n\s+at\s|\\n\s+at\s|\s+at\s+\S+\s+\([^)]*:\d+:\d+\)|Traceback \(most recent call last\)|\n\s+File "/,
    1,
  );
  return head;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };

function stripTags(html: string): string {
  return html
    .slice(0, 10 * MAX_INPUT)
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<(script|style|head)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => ENTITIES[name] ?? ' ');
}

/** Control characters would forge lines in logs and colours in terminals. */
function oneLine(text: string): string {
  return text
    .replace(/\p{Cc}\[[\d;]*[A-Za-z]/gu, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
