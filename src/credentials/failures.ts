import { CredentialError } from './secret.js';

const NOT_SENT = 'Nothing was sent to the backend.';

/** The caller's sign-in is not, or no longer, good for the backend: only signing in again helps. */
export function signInAgain(reason: string): CredentialError {
  return new CredentialError(reason, {
    code: 'backend_auth',
    message: `The backend's sign-in does not accept this caller any more, or never has. ${NOT_SENT}`,
    hint: 'Sign in again; if that does not help, ask the operator for access to the backend.',
    retryable: false,
  });
}

/** Whoever issues credentials does not answer, or not now. */
export function tryCredentialLater(reason: string, retryAfter?: number): CredentialError {
  return new CredentialError(reason, {
    code: 'credential_unavailable',
    message: `The credential for the backend cannot be had at the moment. ${NOT_SENT}`,
    hint: 'Wait a moment, then repeat it.',
    retryable: true,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

/** The caller's identity lacks what the backend's credential is made from. */
export function identityLacks(what: string, reason: string): CredentialError {
  return new CredentialError(reason, {
    code: 'identity_incomplete',
    message: `The credential for the backend needs ${what}, which the caller's identity lacks. ${NOT_SENT}`,
    hint: 'No argument can supply it; sign in with an identity that has it, or ask the operator.',
    retryable: false,
  });
}
