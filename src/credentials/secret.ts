import type { FailureCode, Problem } from '../errors.js';

/** What the caller is told when there is no credential for a call. */
export interface CredentialFailure {
  readonly code: FailureCode;
  /** Safe to show: no URL, token or name of another caller. */
  readonly message: string;
  readonly hint?: string;
  /** True when trying again later may work. */
  readonly retryable: boolean;
  /** Seconds to wait before that. */
  readonly retryAfter?: number;
}

/** A credential cannot be given to this call. Says why to the operator, and never what the secret is. */
export class CredentialError extends Error {
  override readonly name = 'CredentialError';

  /** @param failure What the caller is told; default: that there is no credential, and no more. */
  constructor(
    message: string,
    readonly failure?: CredentialFailure,
  ) {
    super(message);
  }
}

/** What is wrong with a secret that is to be sent in a header. The secret itself is never part of a message. */
export function secretProblem(place: string, value: unknown): Problem | undefined {
  const problem = textProblem(place, value);
  if (problem || typeof value !== 'string' || /^[\x20-\x7e\xa0-\xff]*$/.test(value)) return problem;
  return {
    place,
    message: 'It has a line break, a control character or one beyond latin-1; no header can carry that.',
  };
}

/** What is wrong with a secret that is to be sent in a query. The secret itself is never part of a message. */
export function querySecretProblem(place: string, value: unknown): Problem | undefined {
  const problem = textProblem(place, value);
  if (problem || typeof value !== 'string' || !/[\p{Cc}\p{Surrogate}]/u.test(value)) return problem;
  return { place, message: 'It has a line break, a control character or half a character; no key is like that.' };
}

function textProblem(place: string, value: unknown): Problem | undefined {
  if (typeof value !== 'string') return { place, message: `It is not a string but ${kindOf(value)}.` };
  if (value.trim() === '') return { place, message: 'It is empty.', fix: 'Set it, or use noCredential().' };
  if (value !== value.trim()) return { place, message: 'It starts or ends with white space.', fix: 'Trim it.' };
  return undefined;
}

/** What is wrong with the name of a query parameter that is to carry a secret. */
export function queryNameProblem(place: string, name: unknown): Problem | undefined {
  const usable = typeof name === 'string' && name.trim() !== '' && !/[\p{Cc}\p{Surrogate}]/u.test(name);
  return usable ? undefined : { place, message: 'It is not the name of a query parameter.' };
}

/** What is wrong with the name of a header that is to carry a secret. */
export function headerNameProblem(place: string, name: string): Problem | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return { place, message: 'It is not a header name.' };
  const owned = /^(host|connection|content-length|transfer-encoding|keep-alive|upgrade|te|trailer|expect)$/i.test(name);
  return owned ? { place, message: 'This header belongs to the HTTP client.', fix: 'Choose another.' } : undefined;
}

function kindOf(value: unknown): string {
  return value === null || value === undefined ? String(value) : `of type ${typeof value}`;
}
