import type { Principal } from '../auth/principal.js';
import { consoleLogger } from '../telemetry/console-logger.js';
import type { Logger } from '../telemetry/logger.js';
import type { ToolSet } from '../tools/tool-set.js';
import { type AttachedRequest, principalOf } from './attach-context.js';
import { createAttachedHandlers } from './attach-handlers.js';
import {
  type AttachableServer,
  type AttachTarget,
  declareTools,
  type FrontHandler,
  recognise,
  reserveNames,
  type StoredHandler,
} from './attach-target.js';

export interface AttachOptions {
  /**
   * Who is calling. Default: the `authInfo` of the request; without it, the user of the process with every scope,
   * or over HTTP a caller without scopes.
   */
  readonly principal?: (request: AttachedRequest) => Principal | Promise<Principal>;
  /** Default: warnings and errors to stderr. */
  readonly logger?: Logger;
  /** Aborts a running write when its client goes away, as reads always are. Default false: it runs to its end. */
  readonly abortWrites?: boolean;
}

/**
 * Adds compiled tools to a server you already have, beside the tools it has, whether those are registered before
 * or after. Tool names must differ: a `McpServer` refuses the second of two at once, a `Server`
 * answers `tools/list` with an error that names them. Call it before `connect`, unless the server
 * has declared the capability `tools`. Closing `tools` is left to you.
 * @throws ConfigurationError when the server is not one of the four known kinds, is already connected without the
 * capability `tools`, or has a tool of the same name.
 */
export function attachTools(server: AttachableServer, tools: ToolSet, options: AttachOptions = {}): void {
  const target = recognise(server);
  if (tools.definitions.length === 0) return;
  declareTools(target);
  const { principal = principalOf, logger = consoleLogger({ level: 'warn' }), abortWrites = false } = options;
  const reserved = reserveNames(target, tools);
  const handlers = createAttachedHandlers({
    server: target.server,
    tools,
    principal,
    logger,
    abortWrites,
    reserved,
  });
  interpose(target, { 'tools/list': handlers.list, 'tools/call': handlers.call });
}

/**
 * Puts our handlers in front of the user's, and keeps them there: a handler that the user sets or removes
 * later changes what stands behind ours, not ours.
 */
function interpose({ server, handlers }: AttachTarget, fronts: Readonly<Record<string, FrontHandler>>): void {
  const claims = Object.entries(fronts).map(([method, front]) => claimMethod(handlers, method, front));
  for (const name of ['setRequestHandler', 'removeRequestHandler'] as const) {
    const original = server[name];
    const value = (...args: unknown[]): void => {
      Reflect.apply(original, server, args);
      for (const claim of claims) claim();
    };
    Object.defineProperty(server, name, { value, configurable: true, writable: true });
  }
  for (const claim of claims) claim();
}

function claimMethod(handlers: AttachTarget['handlers'], method: string, front: FrontHandler): () => void {
  let own: StoredHandler | undefined;
  const ours: StoredHandler = (request, context) => front(own, request, context);
  return () => {
    const current = handlers.get(method);
    if (current === ours) return;
    own = current;
    handlers.set(method, ours);
  };
}
