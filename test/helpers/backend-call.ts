import type { ExecutionContext } from 'ava';
import type { Principal } from '../../src/auth/principal.js';
import { type BackendCall, CallError, type CallFailure, type EndpointRequest } from '../../src/backend/exchange.js';

export const ann: Principal = { subject: 'ann', issuer: 'test', tenant: 'red', scopes: 'all', claims: {} };

/** A call with everything but what the test is about filled in. */
export function makeCall(request: Partial<EndpointRequest> = {}, call: Partial<BackendCall> = {}): BackendCall {
  const method = request.method ?? 'GET';
  return {
    request: { method, path: '/orders', query: new URLSearchParams(), headers: {}, ...request },
    retry: method === 'GET' ? 'safe' : 'connect-only',
    tool: 'get_order',
    scopes: [],
    principal: ann,
    signal: new AbortController().signal,
    ...call,
  };
}

/** The failure of a call that must fail, and fail as `CallError`. */
export async function callFailure(t: ExecutionContext, calling: Promise<unknown>): Promise<CallFailure> {
  const error = await t.throwsAsync(calling, { instanceOf: CallError });
  if (!error) throw new Error('it did not fail');
  t.is(error.cause, undefined);
  return error.failure;
}
