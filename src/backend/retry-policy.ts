import type { BackendFailure, BackendFailureCode } from './client.js';
import type { RetryClass } from './retry-class.js';

/** How often and how patiently a call is repeated. */
export interface RetryOptions {
  /** Attempts in all, the first one included. Default 3. */
  readonly attempts: number;
  /** Longest wait before the first repeat, in milliseconds; doubles with each repeat. Default 100. */
  readonly minDelay: number;
  /** Longest wait before any repeat, in milliseconds. Default 2000. */
  readonly maxDelay: number;
}

const REPEATABLE_STATUS: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const LOST_ANSWERS: ReadonlySet<BackendFailureCode> = new Set([
  'backend_unavailable',
  'backend_timeout',
  'backend_truncated',
]);

/** Whether an attempt without an answer may be repeated. Timed-out answers are waited for once more at most. */
export function mayRepeatFailure(retry: RetryClass, failure: BackendFailure, timeouts: number): boolean {
  if (retry === 'never' || !LOST_ANSWERS.has(failure.code)) return false;
  if (failure.delivery === 'not_sent') return true;
  return retry === 'safe' && (failure.code !== 'backend_timeout' || timeouts <= 1);
}

/** Whether an attempt with this answer may be repeated. */
export function mayRepeatStatus(retry: RetryClass, status: number): boolean {
  return retry === 'safe' && REPEATABLE_STATUS.has(status);
}

/** Full jitter: anything between nothing and a limit that doubles. `repeat` counts from 1. */
export function backoffDelay({ minDelay, maxDelay }: RetryOptions, repeat: number, random = Math.random): number {
  return random() * Math.min(maxDelay, minDelay * 2 ** (repeat - 1));
}

/**
 * Reads `retry-after` (RFC 9110, section 10.2.3) as milliseconds from now; a date in the past is 0.
 * `undefined` for anything that is neither whole seconds nor an HTTP date.
 */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Z][a-z]{2,8}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
