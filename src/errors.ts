/**
 * Errors thrown at start and by the API, each a class with a stable `code` to switch on; and the codes of failed tool
 * calls, which are results. Cause and fix of every code: docs/errors.md.
 */

/** Codes of errors thrown at start or by the API; they never reach an MCP client. */
export type ErrorCode =
  | 'configuration_invalid'
  | 'endpoint_invalid'
  | 'missing_peer'
  | 'unknown_tool'
  | 'authentication_failed'
  | 'transport_failed'
  | 'store_unavailable';

/**
 * Codes of failed tool calls: they reach MCP clients, in the text and in `_meta` of a result with `isError`. The
 * `mapError` and the `CallError`s of a map may add codes of their own.
 */
export type FailureCode =
  | 'backend_auth'
  | 'backend_error'
  | 'backend_protocol'
  | 'backend_timeout'
  | 'backend_tls'
  | 'backend_truncated'
  | 'backend_unavailable'
  | 'bad_content_type'
  | 'bad_json'
  | 'bad_response_shape'
  | 'busy'
  | 'cancelled'
  | 'conflict'
  | 'credential_failed'
  | 'credential_unavailable'
  | 'identity_incomplete'
  | 'internal_error'
  | 'invalid_arguments'
  | 'invalid_request'
  | 'invalid_request_body'
  | 'invalid_request_headers'
  | 'invalid_request_path'
  | 'not_found'
  | 'rate_limited'
  | 'request_refused'
  | 'response_too_large'
  | 'unexpected_redirect';

/** A failure as this library words it, before a map may change it: its code is one of ours. */
export type Coded<Failure extends { readonly code: string }> = Failure & { readonly code: FailureCode };

/** Base of the errors thrown at start and by the API. */
export class McpRestProxyError extends Error {
  override readonly name: string = 'McpRestProxyError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** One mistake in what the user wrote: where it is, what is wrong, and how to mend it. */
export interface Problem {
  /** For example `endpoints.get_order.params` or `BACKEND_TIMEOUT`. */
  readonly place: string;
  readonly message: string;
  /** What to do about it, as one sentence. */
  readonly fix?: string;
}

function describe(problems: readonly Problem[]): string {
  return problems.map(({ place, message, fix }) => `  - ${place}: ${message}${fix ? ` ${fix}` : ''}`).join('\n');
}

/** The configuration is wrong; thrown at start, with all mistakes at once. */
export class ConfigurationError extends McpRestProxyError {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], summary = 'The configuration is invalid') {
    super('configuration_invalid', `${summary}:\n${describe(problems)}`);
    this.problems = problems;
  }
}

/** The endpoint map is wrong; thrown by `compileTools` and `defineEndpoints`, with all mistakes at once. */
export class EndpointError extends McpRestProxyError {
  override readonly name = 'EndpointError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super('endpoint_invalid', `The endpoint map is invalid:\n${describe(problems)}`);
    this.problems = problems;
  }
}

/** An optional peer dependency is not installed; the message names the install command. */
export class MissingPeerError extends McpRestProxyError {
  override readonly name = 'MissingPeerError';

  constructor(peer: string, purpose: string, options?: ErrorOptions) {
    super(
      'missing_peer',
      `${purpose} needs the package "${peer}", which is not installed. Run: npm install ${peer}`,
      options,
    );
  }
}

/** A tool was called that does not exist, or that this principal may not see. The two are not told apart. */
export class UnknownToolError extends McpRestProxyError {
  override readonly name = 'UnknownToolError';

  constructor(tool: string) {
    super('unknown_tool', `Unknown tool: ${JSON.stringify(tool.slice(0, 128))}`);
  }
}
