import type { Principal } from '../auth/principal.js';
import type { ToolResult } from '../endpoints/result.js';
import type { ToolCallContext, ToolSet } from '../tools/tool-set.js';

/** The result of a tool whose structured content has a known type. A failed call has `isError` and no such content. */
export type TypedToolResult<Result> = Omit<ToolResult, 'structuredContent'> & { readonly structuredContent?: Result };

/**
 * Calls one tool from your own code, typed, past any MCP client: arguments are checked and requests built exactly as
 * for a client.
 *
 * `context` defaults to the process itself: every scope, no cancelling.
 * @throws UnknownToolError when `tools` has no such tool for the principal.
 */
export type ToolHandler<Arguments, Result> = (
  tools: ToolSet,
  args: Arguments,
  context?: Partial<ToolCallContext>,
) => Promise<TypedToolResult<Result>>;

const PROCESS: Principal = { subject: 'local', issuer: 'process', scopes: 'all', claims: {} };

/** The typed handler of the tool `name`. The types are the generator's promise; what arrives is checked all the same. */
export function toolHandler<Arguments, Result = unknown>(name: string): ToolHandler<Arguments, Result> {
  return async (tools, args, context = {}) => {
    const { principal = PROCESS, signal = new AbortController().signal } = context;
    const result = await tools.call(name, args, { ...context, principal, signal });
    return result as TypedToolResult<Result>;
  };
}
