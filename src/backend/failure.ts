import { BackendFailure, type BackendFailureCode, type Delivery } from './client.js';

/** How far one attempt has come. Up to `connecting`, no byte of the request can have left. */
export type Phase = 'waiting' | 'connecting' | 'sent' | 'body';

const MESSAGES: Readonly<Record<BackendFailureCode, string>> = {
  backend_unavailable: 'The connection to the backend was lost before an answer came.',
  backend_timeout: 'The backend did not answer in time.',
  backend_tls: 'The backend could not be verified over TLS.',
  backend_truncated: 'The answer of the backend broke off before its end, or was damaged.',
  backend_protocol: 'The answer of the backend is not valid HTTP.',
  response_too_large: 'The answer of the backend is larger than allowed.',
  cancelled: 'The call was cancelled.',
};
const NO_CONNECTION = 'No connection to the backend could be made.';

const TLS_CODES =
  /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_|EPROTO$)/;
const PROTOCOL_CODES = /^(HPE_|UND_ERR_HEADERS_OVERFLOW$|ERR_HTTP_INVALID|ERR_INVALID_CHAR$)/;
const TRUNCATED_CODES =
  /^(UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ERR_HTTP_CONTENT_LENGTH_MISMATCH|HPE_INVALID_EOF_STATE)$/;
/** A constant's name: nothing else that a hook may have put into `code` gets into a log. */
const SYSTEM_CODE = /^[A-Z][A-Z0-9_]{2,59}$/;
const TIMEOUT_CODES = /^(ETIMEDOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/;

/** What is known of the request's whereabouts in a phase. */
export function deliveryIn(phase: Phase): Delivery {
  return phase === 'waiting' || phase === 'connecting' ? 'not_sent' : 'unknown';
}

/** A failure in neutral words. */
export function failureIn(phase: Phase, code: BackendFailureCode, reason?: string): BackendFailure {
  const delivery = deliveryIn(phase);
  const message = code === 'backend_unavailable' && delivery === 'not_sent' ? NO_CONNECTION : MESSAGES[code];
  return new BackendFailure(code, delivery, message, reason);
}

/**
 * Translates whatever an HTTP library threw. Nothing of the original is kept but its code: such errors carry
 * addresses, URLs and request headers.
 */
export function translateError(error: unknown, phase: Phase): BackendFailure {
  if (error instanceof BackendFailure) return error;
  const codes = codesOf(error);
  const reason = codes.find((code) => SYSTEM_CODE.test(code));
  return failureIn(phase, codeFor(error, codes, phase), reason);
}

function codeFor(error: unknown, codes: readonly string[], phase: Phase): BackendFailureCode {
  const has = (pattern: RegExp) => codes.some((code) => pattern.test(code));
  if (has(TLS_CODES)) return 'backend_tls';
  if (deliveryIn(phase) === 'not_sent') return 'backend_unavailable';
  if (has(TIMEOUT_CODES)) return 'backend_timeout';
  if (has(TRUNCATED_CODES)) return phase === 'body' ? 'backend_truncated' : 'backend_protocol';
  if (has(PROTOCOL_CODES) || (phase !== 'body' && isBadAnswer(error))) return 'backend_protocol';
  return phase === 'body' ? 'backend_truncated' : 'backend_unavailable';
}

/**
 * undici tells an unexpected 100, 101 or second answer from a lost connection by words only, and its parser
 * errors often have no code.
 */
function isBadAnswer(error: unknown): boolean {
  return error instanceof Error && (error.name === 'HTTPParserError' || /^bad (response|upgrade)$/.test(error.message));
}

/** Codes of an error, of its cause, and of the errors it gathers: one per address tried. */
function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const gathered = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...own, ...gathered, ...codesOf(error.cause)];
}
