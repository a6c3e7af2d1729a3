import type { Principal } from '../auth/principal.js';
import type { Credential } from '../credentials/credential.js';
import { type Budget, startBudget } from './budget.js';
import { busy, lostAnswer, refusal } from './call-failure.js';
import type { BackendClient } from './client.js';
import { type Backend, type BackendCall, CallError, type EndpointReply } from './exchange.js';
import { failureIn } from './failure.js';
import { createGate, type Gate } from './gate.js';
import { type BackendOptions, type ResolvedBackend, resolveBackend } from './options.js';
import { runAttempts } from './run-attempts.js';
import { buildWireRequest } from './wire-request.js';

/**
 * A REST API behind one base URL. Every call is checked before it is sent, bounded in time and size, repeated
 * only where its retry class allows, and answered by exactly one reply or `CallError`.
 *
 * @throws ConfigurationError with every mistake in `options` at once.
 */
export function createBackend(options: BackendOptions): Backend {
  const backend = resolveBackend(options);
  const client = backend.client({ origin: backend.origin, limits: backend.limits });
  const gate = createGate({ limit: backend.limits.connections, queue: backend.queue, perKey: backend.perTenant });
  let closed = false;
  return {
    credential: backend.credential,
    async call(call) {
      if (closed) throw refusal('backend_unavailable', `The proxy is shutting down; ${call.tool} was not sent.`);
      return runCall({ backend, client, gate }, call);
    },
    async close() {
      closed = true;
      await client.close();
    },
  };
}

interface Parts {
  readonly backend: ResolvedBackend;
  readonly client: BackendClient;
  readonly gate: Gate;
}

async function runCall({ backend, client, gate }: Parts, call: BackendCall): Promise<EndpointReply> {
  const request = buildWireRequest(backend, call.request, call.tool);
  const credential: Credential = call.credential ?? backend.credential;
  const budget = startBudget(call.timeout ?? backend.totalTimeout, call.signal);
  try {
    const leave = await gate.enter(tenantKey(call.principal), budget.signal);
    if (leave === undefined) throw notAdmitted(budget, call);
    try {
      return await runAttempts({ backend, client, call, request, credential, budget });
    } finally {
      leave();
    }
  } finally {
    budget.dispose();
  }
}

function notAdmitted(budget: Budget, call: BackendCall): CallError {
  if (!budget.signal.aborted || budget.expired()) return busy(call.tool);
  return new CallError(lostAnswer(failureIn('waiting', 'cancelled'), { ...call, before: 'not_sent' }));
}

/** Whose share of the connections a call takes: the tenant's, or the caller's where there are no tenants. */
function tenantKey({ tenant, issuer, subject }: Principal): string {
  return JSON.stringify(tenant === undefined ? [issuer, subject] : [tenant]);
}
