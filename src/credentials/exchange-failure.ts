import { signInAgain, tryCredentialLater } from './failures.js';
import { FetchRefusal } from './guarded-fetch.js';
import { CredentialError } from './secret.js';

/** Errors of the token endpoint that are about the caller, not about this client (RFC 6749, 8693, 8707, 9470). */
const ABOUT_THE_CALLER: readonly string[] = [
  'invalid_grant',
  'invalid_target',
  'access_denied',
  'login_required',
  'consent_required',
  'interaction_required',
  'insufficient_user_authentication',
];
const PASSING: readonly string[] = ['temporarily_unavailable', 'server_error', 'slow_down'];

/**
 * Puts a failed exchange into words. Of what the library threw only the error code is kept: its errors hold the
 * answer, and servers repeat in it what they were sent.
 */
export function exchangeFailure(error: unknown): CredentialError {
  if (error instanceof CredentialError) return error;
  const refusal = refusalIn(error);
  if (refusal !== undefined) return refusedFetch(refusal);
  const code = oauthCode(error);
  if (code === undefined) return new CredentialError(`The token exchange failed: ${libraryCode(error)}.`);
  const reason = `The token endpoint answered ${code}.`;
  if (ABOUT_THE_CALLER.includes(code)) return signInAgain(reason);
  return PASSING.includes(code) ? tryCredentialLater(reason) : new CredentialError(reason);
}

function refusedFetch({ message, retryable, retryAfter }: FetchRefusal): CredentialError {
  const reason = `The token endpoint cannot be used: ${message}`;
  return retryable ? tryCredentialLater(reason, retryAfter) : new CredentialError(reason);
}

function refusalIn(error: unknown): FetchRefusal | undefined {
  if (error instanceof FetchRefusal) return error;
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : undefined;
}

/** The `error` member (RFC 6749, section 5.2), if it is one of plain form. */
function oauthCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('error' in error) || typeof error.error !== 'string') return undefined;
  return /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'an error code of unusual form';
}

function libraryCode(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  return 'code' in error && typeof error.code === 'string' && /^[A-Z_]{1,60}$/.test(error.code)
    ? error.code
    : error.name;
}
