import { inspect } from 'node:util';
import type { ExecutionContext } from 'ava';
import type { Principal } from '../../src/auth/principal.js';
import { createSecret } from '../../src/auth/secret.js';
import type { Credential } from '../../src/credentials/credential.js';
import { CredentialError, type CredentialFailure } from '../../src/credentials/secret.js';

export const nowInSeconds = (): number => Math.floor(Date.now() / 1000);

/** A caller with a token of an hour. */
export function caller(more: Partial<Principal> & { readonly inbound?: string } = {}): Principal {
  const { inbound = 'canary-inbound-token', ...rest } = more;
  return {
    subject: 'ann',
    issuer: 'https://issuer.test',
    tenant: 'red',
    scopes: 'all',
    claims: {},
    expiresAt: nowInSeconds() + 3600,
    token: createSecret(inbound),
    ...rest,
  };
}

export interface Applying {
  readonly principal?: Principal;
  readonly scopes?: readonly string[];
  readonly refresh?: boolean;
}

/** The headers a credential sets. */
export async function applyCredential(
  credential: Credential,
  { principal = caller(), scopes = [], refresh = false }: Applying = {},
): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  const signal = new AbortController().signal;
  await credential(
    { method: 'GET', path: '/', headers, setQuery: () => {} },
    { principal, tool: 'get_order', scopes, signal, refresh },
  );
  return headers;
}

/** The bearer token a credential sets. */
export async function tokenOf(credential: Credential, applying: Applying = {}): Promise<string> {
  const { authorization = '' } = await applyCredential(credential, applying);
  if (!authorization.startsWith('Bearer ')) throw new Error(`Not a bearer token: ${authorization}`);
  return authorization.slice('Bearer '.length);
}

/** How a credential that must refuse refuses; fails when anything marked `canary` is in the error. */
export async function refusalOf(
  t: ExecutionContext,
  credential: Credential,
  applying: Applying = {},
): Promise<{ readonly reason: string; readonly failure: CredentialFailure | undefined }> {
  const error = await t.throwsAsync(applyCredential(credential, applying), { instanceOf: CredentialError });
  t.notRegex(inspect(error, { depth: 9, showHidden: true }), /canary/);
  return { reason: error?.message ?? '', failure: error?.failure };
}
