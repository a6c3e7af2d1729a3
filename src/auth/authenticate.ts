import type { Logger } from '../telemetry/logger.js';
import { bearerChallenge } from './challenge.js';
import type { Principal } from './principal.js';
import { AuthenticationError, type AuthRequest, type AuthStrategy } from './strategy.js';

const statuses: readonly number[] = [400, 401, 403, 429, 503];

function isStringList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isPrincipal(value: unknown): value is Principal {
  if (typeof value !== 'object' || value === null) return false;
  const { subject, issuer, scopes, claims, tenant, clientId, expiresAt } = value as Record<string, unknown>;
  return (
    isName(subject) &&
    isName(issuer) &&
    (scopes === 'all' || isStringList(scopes)) &&
    typeof claims === 'object' &&
    claims !== null &&
    (tenant === undefined || isName(tenant)) &&
    (clientId === undefined || isName(clientId)) &&
    (expiresAt === undefined || Number.isFinite(expiresAt))
  );
}

function refusal(request: AuthRequest, reason: string, cause?: unknown): AuthenticationError {
  const sent = request.headers.authorization !== undefined;
  const challenge = bearerChallenge({ realm: 'mcp', error: sent ? 'invalid_token' : undefined });
  return new AuthenticationError(reason, { challenge, cause });
}

function deadline(milliseconds: number, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No answer within ${milliseconds} ms`)), milliseconds);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

async function ask(strategy: AuthStrategy, request: AuthRequest, timeout: number): Promise<unknown> {
  const answered = new AbortController();
  try {
    return await Promise.race([strategy.authenticate(request), deadline(timeout, answered.signal)]);
  } finally {
    answered.abort();
  }
}

function asRefusal(error: unknown, request: AuthRequest): AuthenticationError {
  if (!(error instanceof AuthenticationError)) return refusal(request, 'The credentials were not accepted.', error);
  const { status, challenge, retryAfter, message } = error;
  if (statuses.includes(status) && (status !== 401 || challenge !== undefined)) return error;
  const usual = refusal(request, message, error);
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
    throw asRefusal(error, request);
  }
  if (!isPrincipal(answer)) {
    logger.warn({ strategy: strategy.name }, 'The auth strategy gave no valid principal; the request is refused');
    throw refusal(request, 'The credentials were not accepted.');
  }
  if (answer.expiresAt !== undefined && answer.expiresAt * 1000 <= Date.now()) {
    throw refusal(request, 'The credentials have expired.');
  }
  return answer;
}
