import { ConfigurationError } from '../errors.js';
import type { Credential, CredentialContext } from './credential.js';
import { CredentialError, secretProblem } from './secret.js';

export interface BearerOptions {
  /**
   * The backend's own token, or a function that gives it. The function is asked for every attempt; on the
   * one repeat after the backend refused the token it is told `refresh: true`.
   */
  readonly token: string | ((context: CredentialContext) => string | Promise<string>);
}

/**
 * Sends `Authorization: Bearer` (RFC 6750, section 2.1) with a token of the backend, never the caller's.
 *
 * @throws ConfigurationError for an unusable token, without showing it.
 */
export function bearer({ token }: BearerOptions): Credential {
  if (typeof token === 'function') return dynamicBearer(token);
  const problem = secretProblem('bearer.token', token);
  if (problem) throw new ConfigurationError([problem], 'The bearer credential is configured wrongly');
  return (target) => {
    target.headers.authorization = `Bearer ${token}`;
  };
}

function dynamicBearer(token: (context: CredentialContext) => string | Promise<string>): Credential {
  const credential: Credential = async (target, context) => {
    const value = await token(context);
    const problem = secretProblem('bearer.token', value);
    if (problem) throw new CredentialError(`What the token function gave cannot be sent: ${problem.message}`);
    target.headers.authorization = `Bearer ${value}`;
  };
  return Object.assign(credential, { refreshable: true });
}
