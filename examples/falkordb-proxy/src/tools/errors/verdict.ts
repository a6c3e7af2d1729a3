import type { CallFailure, CallInfo, Outcome } from 'mcp-rest-proxy';
import type { BackendError } from './error-body.js';

/** The codes a failed call can have, besides the library's own for calls without an answer. */
export type FailureCode =
  | 'credentials_refused'
  | 'invalid_request'
  | 'query_error'
  | 'graph_not_found'
  | 'request_too_large'
  | 'permission_denied'
  | 'rate_limited'
  | 'timeout'
  | 'database_error'
  | 'database_unavailable'
  | 'backend_unhealthy'
  | 'backend_misconfigured'
  | 'backend_error';

/** Names of MCP error codes, as the backend's table of errors uses them. */
export type McpErrorName = 'InvalidRequest' | 'PermissionDenied' | 'InternalError';

/** The MCP error name of each code; the message of a failure begins with it. */
export const MCP_ERROR_NAMES: Readonly<Record<FailureCode, McpErrorName>> = {
  credentials_refused: 'InvalidRequest',
  invalid_request: 'InvalidRequest',
  query_error: 'InvalidRequest',
  graph_not_found: 'InvalidRequest',
  request_too_large: 'InvalidRequest',
  permission_denied: 'PermissionDenied',
  rate_limited: 'InternalError',
  timeout: 'InternalError',
  database_error: 'InternalError',
  database_unavailable: 'InternalError',
  backend_unhealthy: 'InternalError',
  backend_misconfigured: 'InternalError',
  backend_error: 'InternalError',
};

/** What went wrong, in words. The message says what was asked and why it failed, the hint what to do next. */
export interface Verdict {
  readonly code: FailureCode;
  readonly message: string;
  readonly hint: string;
  /** Default false. */
  readonly retryable?: boolean;
  /** Default `failed`: the backend said no. */
  readonly outcome?: Outcome;
}

/** Everything a rule may look at. */
export interface Case {
  readonly failure: CallFailure;
  readonly call: CallInfo;
  /** HTTP status, or what stands for it in an error of status 200. */
  readonly status: number;
  readonly error: BackendError;
  /** The backend's message, redacted. */
  readonly text: string;
  /** What was asked: `The query on graph `memories``. */
  readonly subject: string;
  /** The caller's own text: the query and its parameters. Empty for other tools. */
  readonly sent: string;
}
