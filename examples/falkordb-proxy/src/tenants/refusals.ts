import { CallError, type CallFailure } from 'mcp-rest-proxy';

/** The backend's answer is not the caller's, or does not say whose it is. */
export const BREACH = 'tenant_mismatch';

/** Refuses a call of somebody who has no tenant, before anything is sent. */
export function refuseWithoutTenant(tool: string): never {
  throw new CallError({
    code: 'identity_incomplete',
    message: `${tool} needs the tenant of the caller, and the caller's identity names none that can be used. Nothing was sent.`,
    hint: 'No argument can supply it; sign in with an identity that has a tenant, or ask the operator.',
    retryable: false,
    outcome: 'not_sent',
  });
}

/** Refuses a graph that every tenant could read and write. */
export function refuseShared(): never {
  throw new CallError({
    code: 'invalid_arguments',
    message: 'graphName: names that begin with `shared_` belong to no tenant, and this proxy keeps tenants apart.',
    hint: 'Choose another name.',
    retryable: false,
    outcome: 'not_sent',
  });
}

/** What is told in place of an answer that may be another tenant's: nothing of it. */
export function breach(tool: string): CallFailure {
  return {
    code: BREACH,
    message: `InternalError: ${tool} got an answer that is not marked as the caller's own, and it is not shown.`,
    hint: 'Repeating the call does not help. The backend does not keep tenants apart as it should; this is a matter for whoever runs the proxy, who finds it in the log.',
    retryable: false,
    outcome: 'unknown',
  };
}
