import type { Principal } from '../auth/principal.js';
import type { Secret } from '../auth/secret.js';
import { AuthenticationError } from '../auth/strategy.js';
import { ConfigurationError } from '../errors.js';
import type { Credential } from './credential.js';
import { signInAgain, tryCredentialLater } from './failures.js';
import { CredentialError, secretProblem } from './secret.js';

/** Where the tokens lie that an upstream provider gave for people who signed in through it. */
export interface UpstreamTokens {
  /**
   * The access token held for this subject, renewed when need be; `undefined` when there is none.
   *
   * @param options.refresh True when the backend has refused the last one: a fresh one is wanted.
   * @throws AuthenticationError 401 when only signing in again helps; 429 or 503 when waiting does.
   */
  get(subject: string, options: { readonly refresh: boolean }): Promise<Secret | undefined>;
}

export interface UpstreamTokenOptions {
  /** For example what the OAuth login with an upstream provider offers. */
  readonly tokens: UpstreamTokens;
  /**
   * The issuer whose callers have signed in there: the OAuth server of this proxy. A caller of the same name whom
   * somebody else vouches for is another person, and gets nothing.
   */
  readonly issuer: string;
}

/**
 * Sends the token that the upstream provider gave for this caller at sign-in: it never left the server, and is not
 * the one the MCP client holds. A caller for whom there is none is asked to sign in again.
 *
 * @throws ConfigurationError without an issuer.
 */
export function upstreamToken({ tokens, issuer }: UpstreamTokenOptions): Credential {
  if (typeof issuer !== 'string' || issuer === '') throw withoutIssuer();
  const credential: Credential = async (target, { principal, refresh }) => {
    if (principal.issuer !== issuer) throw signInAgain('upstreamToken is not for callers of another issuer.');
    const token = await tokens.get(principal.subject, { refresh }).catch((error: unknown) => {
      throw translate(error);
    });
    if (token === undefined) throw signInAgain('upstreamToken holds no token for this caller.');
    target.headers.authorization = `Bearer ${usable(token.reveal(), principal)}`;
  };
  return Object.assign(credential, { refreshable: true });
}

function translate(error: unknown): unknown {
  if (!(error instanceof AuthenticationError)) return error;
  const { status, retryAfter } = error;
  if (status === 401 || status === 403) return signInAgain('The sign-in upstream has ended.');
  return tryCredentialLater('The upstream provider does not answer now.', retryAfter);
}

function usable(value: string, { token }: Principal): string {
  const problem = secretProblem('upstreamToken', value);
  if (problem) throw new CredentialError(`The upstream token cannot be sent: ${problem.message}`);
  if (value === token?.reveal()) throw new CredentialError('The upstream token is the inbound token; it is not sent.');
  return value;
}

function withoutIssuer(): ConfigurationError {
  const place = 'upstreamToken.issuer';
  const fix = 'Give the issuer of the OAuth server that holds the tokens.';
  return new ConfigurationError([{ place, message: 'It is empty.', fix }], 'The upstream token is configured wrongly');
}
