import type { Outcome } from '../backend/exchange.js';

/** Content of a tool result, as MCP defines it (revision 2025-06-18, Tools). */
export type ContentBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly data: string; readonly mimeType: string }
  | { readonly type: 'audio'; readonly data: string; readonly mimeType: string }
  | {
      readonly type: 'resource_link';
      readonly uri: string;
      readonly name: string;
      readonly description?: string;
      readonly mimeType?: string;
    }
  | {
      readonly type: 'resource';
      readonly resource:
        | { readonly uri: string; readonly mimeType?: string; readonly text: string }
        | { readonly uri: string; readonly mimeType?: string; readonly blob: string };
    };

/** What a tool call answers. */
export interface ToolResult {
  readonly content: readonly ContentBlock[];
  /** Must fit the tool's output schema when it has one. */
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly isError?: boolean;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

/** A failed call in the form a model can act on; becomes a result with `isError: true`. */
export interface ToolFailure {
  /** Stable, snake_case: a `FailureCode`, or one that the map made up. */
  readonly code: string;
  /** What was asked, and why it failed. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  readonly status?: number;
  /** True only when repeating the call cannot do harm. */
  readonly retryable: boolean;
  readonly outcome: Outcome;
  /** Seconds to wait before a retry. */
  readonly retryAfter?: number;
}
