import type { Credential } from './credential.js';

/** The backend asks for nothing, or its client carries the credential in the connection (mutual TLS). */
export function noCredential(): Credential {
  return () => {};
}
