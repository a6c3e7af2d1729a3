import { CredentialError, secretProblem } from './secret.js';

export interface ExchangedToken {
  readonly value: string;
  /** Seconds; `undefined` when the server does not say, and the token is then used for one call only. */
  readonly expiresIn: number | undefined;
}

const ISSUED_TYPES: readonly unknown[] = [
  'urn:ietf:params:oauth:token-type:access_token',
  'urn:ietf:params:oauth:token-type:jwt',
];

/**
 * Takes the token out of the answer (RFC 8693, section 2.2.1).
 *
 * @throws CredentialError when a field is missing or wrong, or when the token is the caller's own: an exchange that
 * changes nothing would pass the inbound token on.
 */
export function readExchangedToken(reply: Readonly<Record<string, unknown>>, inbound: string): ExchangedToken {
  const { access_token: value, token_type: type, issued_token_type: issued, expires_in: expiresIn } = reply;
  const refuse = (reason: string) => new CredentialError(`The answer of the token exchange is refused: ${reason}`);
  if (!ISSUED_TYPES.includes(issued)) throw refuse('issued_token_type is not that of an access token.');
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') throw refuse('token_type is not Bearer.');
  if (typeof value !== 'string' || secretProblem('', value)) throw refuse('access_token cannot be sent.');
  if (value === inbound) throw refuse('access_token is the inbound token.');
  if (expiresIn !== undefined && !isPositive(expiresIn)) throw refuse('expires_in is not a number above 0.');
  return { value, expiresIn: isPositive(expiresIn) ? expiresIn : undefined };
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
