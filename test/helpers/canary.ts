import { inspect } from 'node:util';
import type { ExecutionContext } from 'ava';
import type { Principal } from '../../src/auth/principal.js';
import { createSecret } from '../../src/auth/secret.js';
import type { AuthStrategy } from '../../src/auth/strategy.js';
import type { BackendOptions } from '../../src/backend/options.js';
import type { EndpointMap } from '../../src/endpoints/endpoint.js';
import { createProxy, type McpProxy } from '../../src/proxy.js';
import { callMessage, modernCall, openSession, post } from './proxy.js';
import { type LogEntry, recordingLogger } from './recording-logger.js';

/** In everything a client sends that the backend must not see. */
export const MARK = 'canary';

/** What a client, or a proxy before ours, may send along. All of it is marked. */
export const inboundHeaders: Readonly<Record<string, string>> = {
  authorization: `Bearer ${MARK}-inbound-access-token`,
  cookie: `session=${MARK}-cookie`,
  'x-api-key': `${MARK}-key`,
  'proxy-authorization': `Basic ${MARK}-proxy`,
  'x-tenant-id': `${MARK}-tenant`,
  'tenant-id': `${MARK}-tenant`,
  'x-user': `${MARK}-user`,
  'mcp-canary': `${MARK}-mcp`,
  forwarded: `for=${MARK}`,
  'x-forwarded-for': `${MARK}-for`,
  'x-forwarded-host': `${MARK}-host`,
  'x-forwarded-user': `${MARK}-user`,
  'x-request-id': `${MARK}-request`,
  traceparent: `00-${MARK}`,
  te: 'trailers',
  'user-agent': `${MARK}-agent`,
  'accept-language': `${MARK}`,
};

/** A strategy that believes whoever comes with a token, and keeps it as strategies do. */
export function believing(more: Partial<Principal> = {}): AuthStrategy {
  return {
    name: 'believing',
    async authenticate({ headers }) {
      const token = createSecret(String(headers.authorization).slice('Bearer '.length));
      const expiresAt = Math.floor(Date.now() / 1000) + 600;
      return { subject: 'ann', issuer: 'test', tenant: 'red', scopes: 'all', claims: {}, expiresAt, token, ...more };
    },
  };
}

const things: EndpointMap = {
  get_things: { method: 'GET', path: '/things', description: 'Read.', response: { type: 'object' } },
  add_thing: { method: 'POST', path: '/things', description: 'Write.', constants: { body: { name: 'x' } } },
};

export interface CanaryProxy {
  readonly proxy: McpProxy;
  readonly port: number;
  readonly log: readonly LogEntry[];
}

/** A proxy over a real backend, with its whole log, debug level included. */
export async function startCanaryProxy(
  t: ExecutionContext,
  backend: BackendOptions,
  auth: AuthStrategy = believing(),
): Promise<CanaryProxy> {
  const logger = recordingLogger();
  const retry = { minDelay: 1, maxDelay: 2 };
  const options = { name: 'probe', version: '1.0.0', logger, auth, endpoints: things, drainTimeout: 100 };
  const proxy = createProxy({ ...options, backend: { retry, ...backend } });
  t.teardown(() => proxy.close());
  const { port } = await proxy.listen({ port: 0 });
  return { proxy, port, log: logger.entries };
}

/** Calls both tools, in a session of 2025-11-25 and without one in 2026-07-28; everything that came back. */
export async function callEverything(at: CanaryProxy): Promise<string> {
  const answers: unknown[] = [];
  const session = await openSession(at, inboundHeaders);
  for (const tool of ['get_things', 'add_thing']) {
    answers.push(await post(at, callMessage(1, tool), { ...session, ...inboundHeaders }));
    const { body, headers } = modernCall(2, tool);
    answers.push(await post(at, body, { ...inboundHeaders, ...headers }));
  }
  return inspect(answers, { depth: 9, maxStringLength: null });
}

/** Fails when a mark is anywhere in `where`, however deep, secrets in their printed form. */
export function assertUnmarked(t: ExecutionContext, where: unknown, what: string): void {
  const text = inspect(where, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null });
  const at = text.indexOf(MARK);
  t.is(at, -1, `${what}: …${text.slice(Math.max(0, at - 80), at + 80)}…`);
}
