import type { Logger } from '../telemetry/logger.js';
import { isPrincipal } from './is-principal.js';
import type { Principal } from './principal.js';
import { challengeFor } from './resource-challenge.js';
import { AuthenticationError, type AuthRequest, type AuthStrategy } from './strategy.js';

const statuses: readonly number[] = [400, 401, 403, 429, 503];

function refusal(strategy: AuthStrategy, request: AuthRequest, reason: string, cause?: unknown): AuthenticationError {
  const sent = request.headers.authorization !== undefined;
  const challenge = challengeFor(strategy.protectedResource, request, { error: sent ? 'invalid_token' : undefined });
  return new AuthenticationError(reason, { challenge, cause });
}

async function ask(strategy: AuthStrategy, request: AuthRequest, timeout: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${timeout} ms`)), timeout);
  });
  try {
    return await Promise.race([strategy.authenticate(request), late]);
  } finally {
    clearTimeout(timer);
  }
}

function asRefusal(error: unknown, strategy: AuthStrategy, request: AuthRequest): AuthenticationError {
  if (!(error instanceof AuthenticationError))
    return refusal(strategy, request, 'The credentials were not accepted.', error);
  const { status, challenge, retryAfter, message } = error;
  if (statuses.includes(status) && (status !== 401 || challenge !== undefined)) return error;
  const usual = refusal(strategy, request, message, error);
  return new AuthenticationError(message, {
    status: statuses.includes(status) ? status : 401,
    challenge: challenge ?? usual.challenge ?? 'Bearer',
    ...(retryAfter === undefined ? {} : { retryAfter }),
    cause: error,
  });
}

/**
 * Asks the strategy who is calling and fails closed: an answer that is not a complete, unexpired principal, an
 * error of any kind and an answer that takes longer than `timeout` milliseconds are all refusals.
 *
 * @throws AuthenticationError and nothing else; a 401 always has a challenge.
 */
export async function authenticate(
  strategy: AuthStrategy,
  request: AuthRequest,
  options: { readonly timeout: number; readonly logger: Logger },
): Promise<Principal> {
  const { timeout, logger } = options;
  let answer: unknown;
  try {
    answer = await ask(strategy, request, timeout);
  } catch (error) {
    if (!(error instanceof AuthenticationError)) {
      logger.warn({ strategy: strategy.name, error }, 'The auth strategy failed; the request is refused');
    }
    throw asRefusal(error, strategy, request);
  }
  if (!isPrincipal(answer)) {
    logger.warn({ strategy: strategy.name }, 'The auth strategy gave no valid principal; the request is refused');
    throw refusal(strategy, request, 'The credentials were not accepted.');
  }
  if (answer.expiresAt !== undefined && answer.expiresAt * 1000 <= Date.now()) {
    throw refusal(strategy, request, 'The credentials have expired.');
  }
  return answer;
}
