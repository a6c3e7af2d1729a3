import type { Principal } from '../auth/principal.js';
import type { Credential } from '../credentials/credential.js';
import type { ToolAnnotations } from '../endpoints/endpoint.js';
import type { ToolResult } from '../endpoints/result.js';
import type { JsonSchema } from '../endpoints/schema.js';

/** One tool as published in `tools/list`. Frozen; compiled once. */
export interface ToolDefinition {
  /** 1 to 64 characters of `[A-Za-z0-9_-]`. */
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  /** Object root, no root composition, no external `$ref`: accepted by every host. */
  readonly inputSchema: JsonSchema;
  /** Object root. */
  readonly outputSchema?: JsonSchema;
  readonly annotations: ToolAnnotations;
  /** Needed to see and to call the tool; not published. */
  readonly scopes: readonly string[];
}

/** Progress of one running call (MCP, Progress). `progress` grows with every update. */
export interface ProgressUpdate {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

/** What a call needs besides its arguments. */
export interface ToolCallContext {
  readonly principal: Principal;
  /** Aborted when the client cancels the call: the backend request is aborted too. */
  readonly signal: AbortSignal;
  /**
   * Aborted when the client goes away without cancelling: calls of class `safe` are aborted;
   * others run to their end, and their outcome is logged, since aborting would not undo them.
   */
  readonly disconnected?: AbortSignal;
  /** Given only when the client asked for progress. */
  readonly progress?: (update: ProgressUpdate) => void;
}

/** A compiled endpoint map: what may be listed and called. Holds no state of any caller. */
export interface ToolSet {
  /** Every tool, in map order. */
  readonly definitions: readonly ToolDefinition[];
  /** The tools this principal may see, in map order. */
  list(principal: Principal): readonly ToolDefinition[];
  /**
   * Calls a tool. Wrong arguments and backend failures are results with `isError: true`.
   * @throws UnknownToolError when there is no such tool for this principal.
   */
  call(name: string, args: unknown, context: ToolCallContext): Promise<ToolResult>;
  /** Ends the backend's connections. */
  close(): Promise<void>;
  /** What its calls show the backend, for whoever serves them: some credentials bring routes, or conditions. */
  readonly credentials?: readonly Credential[];
}
