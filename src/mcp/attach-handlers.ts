import { randomUUID } from 'node:crypto';
import { isPrincipal } from '../auth/is-principal.js';
import type { Principal } from '../auth/principal.js';
import type { Logger } from '../telemetry/logger.js';
import type { ToolSet } from '../tools/tool-set.js';
import { type AttachedRequest, type HandlerContext, readContext } from './attach-context.js';
import type { FrontHandler, HandlerRequest, LowLevelServer, StoredHandler } from './attach-target.js';
import { fitResult, legacyVersions, publishTool } from './revisions.js';
import { RpcError, rpcCode } from './rpc-error.js';
import { callTool, listScope, unknownTool } from './tool-service.js';

/** What the handlers of one attachment share. */
export interface Attachment {
  readonly server: LowLevelServer;
  readonly tools: ToolSet;
  readonly principal: (request: AttachedRequest) => Principal | Promise<Principal>;
  readonly logger: Logger;
  readonly abortWrites: boolean;
  /** True when the user's own handlers know stand-ins for our tools. */
  readonly reserved: boolean;
}

/** Handlers that serve our tools beside those of the handlers they stand in front of. */
export function createAttachedHandlers(attachment: Attachment): { list: FrontHandler; call: FrontHandler } {
  const names: ReadonlySet<string> = new Set(attachment.tools.definitions.map(({ name }) => name));
  return {
    async list(own, request, context) {
      const theirs = await ownPage(own, request, context);
      const tools = attachment.reserved ? theirs.tools.filter((tool) => !names.has(nameOf(tool))) : theirs.tools;
      refuseClashes(tools.map(nameOf).filter((name) => names.has(name)));
      // Ours follow the last page of theirs, so that their cursors stay theirs.
      if (theirs.nextCursor !== undefined) return { ...theirs, tools };
      const ours = await ourPage(attachment, readContext(context));
      return { ...theirs, ...ours, tools: [...tools, ...ours.tools] };
    },
    async call(own, request, context) {
      const name = request.params?.name;
      if (typeof name === 'string' && names.has(name)) return callOurs(attachment, name, own, request, context);
      if (own !== undefined) return own(request, context);
      throw typeof name === 'string' ? unknownTool(name) : invalidCall();
    },
  };
}

interface OwnPage {
  readonly tools: readonly unknown[];
  readonly nextCursor?: unknown;
}

async function ownPage(own: StoredHandler | undefined, request: HandlerRequest, context: never): Promise<OwnPage> {
  if (own === undefined) {
    if (request.params?.cursor !== undefined) throw new RpcError(rpcCode.invalidParams, 'Invalid cursor');
    return { tools: [] };
  }
  const page = await own(request, context);
  return isPage(page) ? page : { tools: [] };
}

function isPage(value: unknown): value is OwnPage {
  return typeof value === 'object' && value !== null && 'tools' in value && Array.isArray(value.tools);
}

function nameOf(tool: unknown): string {
  return typeof tool === 'object' && tool !== null && 'name' in tool ? String(tool.name) : '';
}

/** A `Server` has no list of tools to look into beforehand, so the clash shows where the list is made. */
function refuseClashes(names: readonly string[]): void {
  if (names.length === 0) return;
  const message = `Two tools of this server have the same name: ${names.join(', ')}. Rename one of each pair.`;
  throw new RpcError(rpcCode.internalError, message);
}

async function ourPage(attachment: Attachment, context: HandlerContext) {
  const principal = await identify(attachment, context);
  const version = revisionOf(attachment.server);
  return {
    tools: attachment.tools.list(principal).map((definition) => publishTool(definition, version)),
    // What the user's server says about caching cannot know that our part of the list depends on the caller.
    ...(context.modern && listScope(attachment.tools) === 'private' && { cacheScope: 'private' }),
  };
}

async function callOurs(
  attachment: Attachment,
  name: string,
  own: StoredHandler | undefined,
  request: HandlerRequest,
  raw: never,
): Promise<unknown> {
  const { server, tools, logger, abortWrites } = attachment;
  const context = readContext(raw);
  const principal = await identify(attachment, context);
  if (own !== undefined && !tools.list(principal).some((tool) => tool.name === name)) {
    return answerAsUnknown(attachment, name, own, request, raw);
  }
  const args = argumentsOf(request);
  const isClosed = (): boolean => server.transport === undefined;
  const result = await callTool(tools, logger, { ...context, name, args, principal, isClosed, abortWrites });
  return fitResult(result, revisionOf(server));
}

function argumentsOf({ params }: HandlerRequest): unknown {
  const args = params?.arguments ?? {};
  if (typeof args === 'object' && !Array.isArray(args)) return args;
  throw invalidCall();
}

function invalidCall(): RpcError {
  return new RpcError(rpcCode.invalidParams, 'Invalid params of tools/call');
}

async function identify({ principal, logger }: Attachment, { request }: HandlerContext): Promise<Principal> {
  try {
    const caller: unknown = await principal(request);
    if (isPrincipal(caller)) return caller;
    throw new TypeError('The principal option gave no valid principal');
  } catch (error) {
    logger.error({ error }, 'The caller of an attached tool could not be told');
    throw new RpcError(rpcCode.internalError, 'Internal error');
  }
}

/**
 * Answers for a tool the caller may not see as the user's server answers for one that does not exist: the two SDKs
 * do so in different ways, and a difference would give the tool away. Where the server knows a stand-in of that
 * name, it is asked about a name that nobody has.
 */
async function answerAsUnknown(
  { reserved }: Attachment,
  name: string,
  own: StoredHandler,
  request: HandlerRequest,
  context: never,
): Promise<unknown> {
  if (!reserved) return own(request, context);
  const nobody = randomUUID();
  const restore = (text: string): string => text.replaceAll(nobody, name);
  try {
    const answer = await own({ ...request, params: { ...request.params, name: nobody } }, context);
    return JSON.parse(restore(JSON.stringify(answer)));
  } catch (error) {
    throw new RpcError(codeOf(error), restore(error instanceof Error ? error.message : 'Internal error'));
  }
}

function codeOf(error: unknown): number {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'number' && Number.isSafeInteger(code) ? code : rpcCode.internalError;
}

/** SDK 1.x keeps the negotiated revision to itself; its clients ignore fields they do not know. */
function revisionOf(server: LowLevelServer): string {
  const negotiated: unknown = Reflect.get(server, '_negotiatedProtocolVersion');
  return typeof negotiated === 'string' ? negotiated : (legacyVersions[0] ?? '');
}
