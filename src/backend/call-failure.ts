import type { Coded, FailureCode } from '../errors.js';
import type { BackendFailure, BackendFailureCode } from './client.js';
import { backendErrorText } from './error-text.js';
import { CallError, type CallFailure, type EndpointReply, type Outcome } from './exchange.js';
import type { RetryClass } from './retry-class.js';
import { parseRetryAfter } from './retry-policy.js';

const UNCERTAIN_HINT = 'It may have been carried out all the same: check before repeating it.';

/** Refused before anything was sent, for a reason that repeating cannot mend. */
export function refusal(code: FailureCode, message: string, hint?: string): CallError {
  return new CallError({ code, message, outcome: 'not_sent', retryable: false, ...(hint ? { hint } : {}) });
}

/** Too many calls at once; nothing was sent. */
export function busy(tool: string): CallError {
  const message = `Too many calls are under way; ${tool} was not sent.`;
  const failure: Coded<CallFailure> = {
    code: 'busy',
    message,
    hint: 'Wait a moment, then repeat it.',
    outcome: 'not_sent',
    retryable: true,
  };
  return new CallError(failure);
}

const WORDS: Readonly<Record<BackendFailureCode, string>> = {
  backend_unavailable: 'The backend could not be reached for',
  backend_timeout: 'The backend did not answer in time to',
  backend_tls: 'The identity of the backend could not be verified for',
  backend_truncated: 'The answer of the backend broke off or was damaged in',
  backend_protocol: 'The backend did not answer in valid HTTP to',
  response_too_large: 'The answer of the backend is too large in',
  cancelled: 'The caller cancelled',
};
/** Beyond a connection that was never made, there is one that was lost with the request on it. */
const LOST = 'The connection to the backend was lost during';
const WORTH_REPEATING: ReadonlySet<BackendFailureCode> = new Set([
  'backend_unavailable',
  'backend_timeout',
  'backend_truncated',
  'cancelled',
]);

/** What surrounds a failure: the call it belongs to, and what earlier attempts may have done. */
export interface FailureContext {
  readonly tool: string;
  readonly retry: RetryClass;
  /** The gravest outcome of earlier attempts. */
  readonly before: Outcome;
}

/** No complete answer came. */
export function lostAnswer(failure: BackendFailure, context: FailureContext): Coded<CallFailure> {
  const { code, delivery } = failure;
  const outcome = gravest(context.before, delivery);
  const harmless = context.retry === 'safe' || outcome === 'not_sent';
  return {
    code,
    message: `${code === 'backend_unavailable' && delivery === 'unknown' ? LOST : WORDS[code]} ${context.tool}.`,
    outcome,
    retryable: harmless && WORTH_REPEATING.has(code),
    ...uncertainHint(outcome, context),
  };
}

/**
 * The backend answered with an error, or with something other than was asked for.
 *
 * @param context.hide What of the request its words must not repeat.
 */
export function errorAnswer(
  reply: EndpointReply,
  context: FailureContext & { readonly hide: readonly string[] },
): Coded<CallFailure> {
  const { status } = reply;
  const code = codeOf(status);
  const outcome = gravest(context.before, status === 502 || status === 504 || status < 400 ? 'unknown' : 'failed');
  const text = status < 400 ? undefined : backendErrorText(reply, { hide: context.hide });
  const retryAfter = parseRetryAfter(reply.headers['retry-after']);
  return {
    code,
    message: `The backend answered ${status} to ${context.tool}${text === undefined ? '.' : `: ${text}`}`,
    status,
    outcome,
    retryable: context.retry === 'safe' && (status === 429 || status >= 500),
    ...(retryAfter === undefined ? {} : { retryAfter: Math.ceil(retryAfter / 1000) }),
    ...uncertainHint(outcome, context),
    reply,
  };
}

const UNREADABLE = {
  bad_json: 'is not valid JSON',
  bad_content_type: 'is not of a type that can be used',
} as const;

/** The backend said yes, but what it said cannot be read. */
export function unreadableAnswer(
  code: keyof typeof UNREADABLE,
  reply: EndpointReply,
  context: FailureContext,
  detail: string = UNREADABLE[code],
): Coded<CallFailure> {
  return {
    code,
    message: `The backend answered ${reply.status} to ${context.tool}, but the answer ${detail}.`,
    status: reply.status,
    outcome: 'unknown',
    retryable: false,
    ...uncertainHint('unknown', context),
    reply,
  };
}

const CODES: Readonly<Record<number, FailureCode>> = {
  401: 'backend_auth',
  403: 'backend_auth',
  404: 'not_found',
  409: 'conflict',
  429: 'rate_limited',
  503: 'backend_unavailable',
  504: 'backend_timeout',
};

function codeOf(status: number): FailureCode {
  if (status < 400) return 'unexpected_redirect';
  return CODES[status] ?? (status < 500 ? 'invalid_request' : 'backend_error');
}

const GRAVITY: readonly Outcome[] = ['not_sent', 'failed', 'unknown', 'done'];

/** The outcome that promises least: what one attempt may have done, a later one cannot undo. */
export function gravest(one: Outcome, other: Outcome): Outcome {
  return GRAVITY.indexOf(one) > GRAVITY.indexOf(other) ? one : other;
}

function uncertainHint(outcome: Outcome, { retry }: FailureContext): { hint?: string } {
  return outcome === 'unknown' && retry !== 'safe' ? { hint: UNCERTAIN_HINT } : {};
}
