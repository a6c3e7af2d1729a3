import { ConfigurationError, type Problem } from '../errors.js';
import type { ToolSet } from '../tools/tool-set.js';

/** `Server` of either SDK, by shape. */
export interface LowLevelServer {
  readonly transport?: object | undefined;
  setRequestHandler(...args: never[]): unknown;
  removeRequestHandler(method: never): void;
  registerCapabilities(capabilities: { tools: Record<string, never> }): void;
  sendToolListChanged(): unknown;
}

/** `McpServer` of either SDK, by shape. */
export interface HighLevelServer {
  readonly server: LowLevelServer;
  registerTool(...args: never[]): unknown;
}

/**
 * A `Server` or `McpServer` of `@modelcontextprotocol/sdk` 1.x or of `@modelcontextprotocol/server` 2.x.
 * Described by shape, so that nobody needs both packages, nor the same copy of one as this library.
 */
export type AttachableServer = LowLevelServer | HighLevelServer;

export interface HandlerRequest {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** A request handler as both SDKs keep it: checks the request's shape, then calls the user's function. */
export type StoredHandler = (request: HandlerRequest, context: never) => Promise<unknown>;

/** A handler that is handed the one it stands in front of, if there is one. */
export type FrontHandler = (
  own: StoredHandler | undefined,
  request: HandlerRequest,
  context: never,
) => Promise<unknown>;

/** A recognised server. */
export interface AttachTarget {
  readonly server: LowLevelServer;
  /**
   * The server's handlers by method. Private in both SDKs, under one name since their first releases: the only
   * way to reach the handlers that are there already, which ours have to stand beside and not replace.
   */
  readonly handlers: Map<string, StoredHandler>;
  readonly registry: HighLevelServer | undefined;
}

/** @throws ConfigurationError when `value` is none of the four kinds of server. */
export function recognise(value: unknown): AttachTarget {
  const registry = isHighLevel(value) ? value : undefined;
  const server: unknown = registry?.server ?? value;
  const handlers: unknown = isObject(server) ? Reflect.get(server, '_requestHandlers') : undefined;
  if (!isLowLevel(server) || !(handlers instanceof Map)) {
    throw refusal({
      place: 'server',
      message:
        'is neither a Server nor a McpServer of @modelcontextprotocol/sdk 1.x or @modelcontextprotocol/server 2.x.',
      fix: 'Pass the server itself, before or after its own tools are registered.',
    });
  }
  return { server, handlers, registry };
}

/** @throws ConfigurationError when clients have already been told that the server has no tools. */
export function declareTools({ server }: AttachTarget): void {
  if (server.transport === undefined) {
    server.registerCapabilities({ tools: {} });
    return;
  }
  const capabilities: unknown = Reflect.get(server, '_capabilities');
  if (isObject(capabilities) && Reflect.get(capabilities, 'tools') !== undefined) return;
  throw refusal({
    place: 'server',
    message: 'is already connected, and did not declare the capability "tools".',
    fix: 'Call attachTools before connect, or declare capabilities: { tools: {} }.',
  });
}

/**
 * Registers a stand-in for every tool with a `McpServer`, so that a second tool of the same name is refused at once,
 * whoever comes first, and so that its own handlers are in place before ours go around them.
 * @returns false when there is no registry in use: the user has set the handlers of its inner server.
 * @throws ConfigurationError naming every tool that exists twice.
 */
export function reserveNames({ registry, handlers }: AttachTarget, tools: ToolSet): boolean {
  if (registry === undefined) return false;
  const before = handlers.get('tools/list');
  const standIns: unknown[] = [];
  const problems: Problem[] = [];
  for (const { name, description } of tools.definitions) {
    try {
      standIns.push(Reflect.apply(registry.registerTool, registry, [name, { description }, unreachable]));
    } catch (error) {
      if (before !== undefined && isOccupied(error)) return false;
      problems.push(clash(name, error));
    }
  }
  if (problems.length === 0) return true;
  for (const standIn of standIns) if (isRemovable(standIn)) standIn.remove();
  throw new ConfigurationError(problems, 'The tools cannot be attached');
}

function unreachable(): never {
  throw new Error('Calls of an attached tool do not come this way');
}

function isOccupied(error: unknown): boolean {
  return error instanceof Error && error.message.includes('A request handler for tools/');
}

function clash(name: string, error: unknown): Problem {
  const message = error instanceof Error ? `${error.message}.` : 'cannot be registered.';
  return { place: `tools.${name}`, message, fix: 'Rename one of the two, or attach the tools only once.' };
}

function refusal(problem: Problem): ConfigurationError {
  return new ConfigurationError([problem], 'The tools cannot be attached');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function hasMethods(value: unknown, ...names: string[]): value is object {
  return isObject(value) && names.every((name) => typeof Reflect.get(value, name) === 'function');
}

function isLowLevel(value: unknown): value is LowLevelServer {
  return hasMethods(value, 'setRequestHandler', 'removeRequestHandler', 'registerCapabilities', 'sendToolListChanged');
}

function isHighLevel(value: unknown): value is HighLevelServer {
  return hasMethods(value, 'registerTool') && 'server' in value && isLowLevel(value.server);
}

function isRemovable(value: unknown): value is { remove(): void } {
  return hasMethods(value, 'remove');
}
