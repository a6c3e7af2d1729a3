import type { Principal } from '../auth/principal.js';
import { ConfigurationError } from '../errors.js';
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
 * capability `tools`, or has a tool of the same name; or when the tools send the token of their caller on.
 */
export function attachTools(server: AttachableServer, tools: ToolSet, options: AttachOptions = {}): void {
  const target = recognise(server);
  refuseRelays(tools);
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

/** For whom a token was issued is checked by the auth strategy of a proxy; here there is none (security.md, T128). */
function refuseRelays({ credentials = [] }: ToolSet): void {
  const problems = credentials.flatMap(({ relaysInboundToken: name }) =>
    name === undefined
      ? []
      : [
          {
            place: 'backend.credential',
            message: `${name} sends the token of the caller on, but for whom it was issued is not checked by a server of your own.`,
            fix: 'Use createProxy with an auth strategy such as jwt; or a credential such as mintedToken.',
          },
        ],
  );
  if (problems.length > 0) throw new ConfigurationError(problems);
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
