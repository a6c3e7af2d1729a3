import { ConfigurationError } from '../errors.js';
import type { Credential } from './credential.js';
import { signInAgain } from './failures.js';
import { secretProblem } from './secret.js';

export interface ForwardTokenOptions {
  /**
   * Must be `true`, so that nobody relays tokens without having read its name. MCP 2026-07-28 forbids it (security
   * considerations: "The MCP server MUST NOT pass through the token it received from the MCP client").
   */
  readonly dangerouslyRelayInboundToken: true;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Sends the caller's own token to the backend: for old setups in which proxy and backend share one issuer and one
 * audience. A proxy starts with it only when its auth strategy checks both, and warns. The token goes to the
 * backend's origin alone, follows no redirect, and is kept nowhere. `mintedToken` and `tokenExchange` do the same
 * job and conform.
 *
 * @throws ConfigurationError without `dangerouslyRelayInboundToken: true`.
 */
export function forwardToken({ dangerouslyRelayInboundToken, now = Date.now }: ForwardTokenOptions): Credential {
  if (dangerouslyRelayInboundToken !== true) throw notNamed();
  const credential: Credential = (target, { principal: { token, expiresAt } }) => {
    if (token === undefined) throw signInAgain('forwardToken has no token of this caller: its strategy gives none.');
    if (expiresAt === undefined || expiresAt * 1000 <= now()) {
      throw signInAgain('forwardToken does not send a token that has expired, or that never does.');
    }
    const value = token.reveal();
    if (secretProblem('forwardToken', value)) throw signInAgain('The token of this caller cannot be sent.');
    target.headers.authorization = `Bearer ${value}`;
  };
  return Object.assign(credential, { relaysInboundToken: 'forwardToken' });
}

function notNamed(): ConfigurationError {
  const problem = {
    place: 'forwardToken.dangerouslyRelayInboundToken',
    message: 'It is not true, and MCP forbids sending the token of the caller to the backend.',
    fix: 'Use mintedToken or tokenExchange; or set it to true, if you know that nothing else works.',
  };
  return new ConfigurationError([problem], 'The inbound token is not forwarded');
}
