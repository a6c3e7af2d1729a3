import type { Problem } from '../errors.js';

/** Limits on what a client may send and hold. Times are milliseconds, sizes are bytes. */
export interface HttpLimits {
  /** Largest request body; beyond it 413. Default 1 MiB. */
  readonly maxRequestBytes: number;
  /** Deepest nesting of a JSON body; beyond it 400. Default 64. */
  readonly maxJsonDepth: number;
  /** Most keys and array elements in a JSON body, all levels together; beyond it 400. Default 10000. */
  readonly maxJsonItems: number;
  /** Until the request's headers are complete. Only for `listen`. Default 10000. */
  readonly headersTimeout: number;
  /** Until the request's body is complete. Says nothing about how long an answer may take. Default 30000. */
  readonly requestTimeout: number;
  /** Until the auth strategy has answered. Default 10000. */
  readonly authTimeout: number;
  /** How long an idle connection is kept. Only for `listen`. Default 65000. */
  readonly keepAliveTimeout: number;
  /** Open sockets; more are closed at once. Only for `listen`. Default 10000. */
  readonly maxConnections: number;
}

const defaults: HttpLimits = {
  maxRequestBytes: 1024 * 1024,
  maxJsonDepth: 64,
  maxJsonItems: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  authTimeout: 10_000,
  keepAliveTimeout: 65_000,
  maxConnections: 10_000,
};

/** What a timer of Node can wait at most, in milliseconds: it takes a longer time for no time at all. */
export const LONGEST_TIME = 2 ** 31 - 1;

function isLimitName(name: string): name is keyof HttpLimits {
  return Object.hasOwn(defaults, name);
}

/** The limits with defaults filled in, and what is wrong with the given ones. */
export function resolveLimits(given: Partial<HttpLimits> = {}): { limits: HttpLimits; problems: readonly Problem[] } {
  const problems = Object.entries(given).flatMap(([name, value]): Problem[] => {
    const place = `limits.${name}`;
    if (!isLimitName(name)) {
      return [{ place, message: 'is not a limit.', fix: `Use one of: ${Object.keys(defaults).join(', ')}.` }];
    }
    if (Number.isInteger(value) && value > 0 && value <= LONGEST_TIME) return [];
    return [{ place, message: `must be a whole number from 1 to ${LONGEST_TIME}, not ${String(value)}.` }];
  });
  return { limits: { ...defaults, ...given }, problems };
}
