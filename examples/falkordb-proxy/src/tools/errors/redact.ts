const REDACTED = '[redacted]';

/** Lines of a stack trace and everything behind the first. */
const STACK = /\s+at (?:async )?(?:\S+ )?\(?(?:node:|file:|\/|[A-Za-z]:\\)[\s\S]*$/;

/** What tells of the inside of a network or a machine, the most specific first. */
const SECRETS: readonly RegExp[] = [
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s'"<>]+/gi,
  /\bBearer\s+[A-Za-z0-9._~+/=-]+/g,
  /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g,
  /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![\w.])/g,
  /(?<![\w:])\[?(?:(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?::[0-9a-f:]+)\]?(?::\d{1,5})?(?![\w:])/gi,
  /(?<=\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\s)[\w.-]+(?::\d{1,5})?/g,
  /(?<![\w./])(?:\/[\w.@-]+){2,}/g,
  /\b[A-Za-z]:\\[^\s'"]+/g,
  /\blocalhost:\d{1,5}\b/gi,
];

/**
 * Takes addresses, paths, tokens and stack traces out of a message of the backend. What the caller sent is the
 * caller's own and stays: a parse error quotes the query, and the query may well hold a path.
 */
export function redact(message: string, sent = ''): string {
  const text = message.replace(STACK, '');
  return SECRETS.reduce(
    (redacted, pattern) => redacted.replace(pattern, (found) => (sent.includes(found) ? found : REDACTED)),
    text,
  );
}
