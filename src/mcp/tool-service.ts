import type { Principal } from '../auth/principal.js';
import type { ToolResult } from '../endpoints/result.js';
import { UnknownToolError } from '../errors.js';
import type { Logger } from '../telemetry/logger.js';
import type { ToolDefinition, ToolSet } from '../tools/tool-set.js';
import { type AbortRules, splitSignal } from './abort.js';
import { createProgressReporter, type ProgressReporter, type ProgressToken, type SendProgress } from './progress.js';
import { RpcError, rpcCode } from './rpc-error.js';
import type { RunningTools } from './running-tools.js';

/** One `tools/call`, in words no SDK owns. */
export interface ToolCall extends AbortRules {
  readonly name: string;
  readonly args: unknown;
  readonly principal: Principal;
  /** Aborted by the SDK on a cancellation and on the end of the connection. */
  readonly signal: AbortSignal;
  readonly progressToken: ProgressToken | undefined;
  readonly sendProgress: SendProgress;
  /** Where the call is counted while it runs; an attached tool is not. */
  readonly running?: RunningTools;
}

/** One page of `tools/list`. */
export interface ToolPage {
  readonly tools: readonly ToolDefinition[];
  readonly nextCursor?: string;
}

/** Lists the tools that `principal` may see, `pageSize` at a time. @throws RpcError -32602 for a cursor we never gave. */
export function listTools(
  tools: ToolSet,
  principal: Principal,
  cursor: string | undefined,
  pageSize = Number.POSITIVE_INFINITY,
): ToolPage {
  const all = tools.list(principal);
  const start = cursor === undefined ? 0 : startOf(cursor, all);
  const page = all.slice(start, start + pageSize);
  const last = page.at(-1);
  return last === undefined || start + page.length >= all.length
    ? { tools: page }
    : { tools: page, nextCursor: cursorAfter(last) };
}

/** A shared cache may show a `public` list to other principals: only a list that is the same for everyone is. */
export function listScope(tools: ToolSet): 'public' | 'private' {
  return tools.definitions.some(({ scopes }) => scopes.length > 0) ? 'private' : 'public';
}

/** A cursor names the last tool of its page, so that it survives a restart and a change of the list behind it. */
function cursorAfter(tool: ToolDefinition): string {
  return Buffer.from(tool.name).toString('base64url');
}

function startOf(cursor: string, all: readonly ToolDefinition[]): number {
  const index = all.findIndex((tool) => cursorAfter(tool) === cursor);
  if (index < 0) throw new RpcError(rpcCode.invalidParams, 'Invalid cursor');
  return index + 1;
}

/**
 * Calls a tool. Wrong arguments and backend failures are results.
 * @throws RpcError -32602 for an unknown tool, -32603 with a fixed text for anything unexpected.
 */
export async function callTool(tools: ToolSet, logger: Logger, call: ToolCall): Promise<ToolResult> {
  const { cancel, ...signals } = splitSignal(call.signal, call);
  const progress = reporterFor(call);
  const done = call.running?.begin(cancel);
  try {
    return await tools.call(call.name, call.args ?? {}, {
      principal: call.principal,
      ...signals,
      ...(progress && { progress: progress.report }),
    });
  } catch (error) {
    throw publicError(error, call, logger);
  } finally {
    progress?.stop();
    done?.();
  }
}

function reporterFor({ progressToken, sendProgress, signal }: ToolCall): ProgressReporter | undefined {
  if (progressToken === undefined) return undefined;
  const reporter = createProgressReporter(progressToken, sendProgress);
  signal.addEventListener('abort', () => reporter.stop(), { once: true });
  return reporter;
}

function publicError(error: unknown, { name, signal }: ToolCall, logger: Logger): RpcError {
  if (error instanceof UnknownToolError) return unknownTool(name);
  // Nobody hears the answer to an aborted call, and its rejection is expected.
  if (!signal.aborted) logger.error({ tool: name, error }, 'A tool call failed unexpectedly');
  return new RpcError(rpcCode.internalError, 'Internal error');
}

/** The answer for a tool that does not exist, and for one that this caller may not see. */
export function unknownTool(name: string): RpcError {
  return new RpcError(rpcCode.invalidParams, new UnknownToolError(name).message);
}
