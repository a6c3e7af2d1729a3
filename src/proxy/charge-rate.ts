import type { IncomingMessage } from 'node:http';
import { type Principal, principalKey } from '../auth/principal.js';
import type { AuthStrategy } from '../auth/strategy.js';
import { clientAddress } from '../http/client-address.js';
import { tryLater } from '../http/http-error.js';
import { createRateLimiter, type RateLimiter, type RateLimitOptions } from '../http/rate-limit.js';
import type { ToolSet } from '../tools/tool-set.js';
import { calledTool } from '../transports/message.js';
import type { HttpTransportHost } from '../transports/transport.js';

/** Counts what callers send against their rates; without a limit it counts nothing. */
export interface RateCharge {
  /** One POST, before its body is read. @throws HttpError 429 */
  readonly chargeRequest: (principal: Principal, request: IncomingMessage) => void;
  readonly chargeMessages: HttpTransportHost['chargeMessages'];
}

const unlimited: RateCharge = { chargeRequest: () => undefined, chargeMessages: () => undefined };

function take(limiter: RateLimiter, key: string, count: number, what: string): void {
  const wait = limiter.take(key, count);
  if (wait > 0) throw tryLater(429, `Too many ${what}.`, wait);
}

/**
 * A tool that the caller may not see has no rate of its own: it is not told apart from one that does not exist, and
 * invented names cannot push out those that do.
 */
export function createRateCharge(
  options: RateLimitOptions | undefined,
  auth: AuthStrategy,
  tools: ToolSet,
): RateCharge {
  if (options === undefined) return unlimited;
  const caller = createRateLimiter(options);
  const perTool = options.perTool && createRateLimiter(options.perTool);

  /** Whose rate it is: the caller's, or the address's where everybody is the same caller. */
  const keyOf = (principal: Principal, request: IncomingMessage): string =>
    auth.anonymous === true ? `address ${clientAddress(request) ?? ''}` : principalKey(principal);

  return {
    chargeRequest(principal, request) {
      if (request.method === 'POST') take(caller, keyOf(principal, request), 1, 'requests');
    },
    chargeMessages({ principal, request }, messages) {
      const key = keyOf(principal, request);
      if (messages.length > 1) take(caller, key, messages.length - 1, 'requests');
      if (perTool === undefined) return;
      const visible = tools.list(principal);
      for (const message of messages) {
        const tool = calledTool(message);
        if (visible.some(({ name }) => name === tool)) take(perTool, `${tool} ${key}`, 1, `calls of ${tool}`);
      }
    },
  };
}
