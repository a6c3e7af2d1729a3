import { QueryTimeout } from './database.js';
import { messageOf, type RestReply, type RestRequest } from './rest.js';

export type DocumentedErrorType =
  | 'AuthenticationError'
  | 'ValidationError'
  | 'TenantError'
  | 'QueryError'
  | 'DatabaseError'
  | 'TimeoutError'
  | 'NotFoundError';

/** An error of the documented contract, with the status it is answered with. */
export class DocumentedError extends Error {
  override readonly name = 'DocumentedError';

  constructor(
    readonly status: number,
    readonly type: DocumentedErrorType,
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

export function invalid(field: string, message: string, value?: unknown): DocumentedError {
  return new DocumentedError(400, 'ValidationError', 'VALIDATION_FAILED', message, { field, message, value });
}

/** The error object of the documented contract. */
export function documentedErrorReply(
  error: DocumentedError,
  { path, headers }: Pick<RestRequest, 'path' | 'headers'>,
  tenant?: string,
): RestReply {
  const { type, message, code, details, status } = error;
  const requestId = headers['x-request-id'];
  return {
    status,
    body: {
      error: { type, message, code, details },
      timestamp: new Date().toISOString(),
      path,
      ...(tenant !== undefined && { tenant }),
      ...(requestId !== undefined && { requestId }),
    },
  };
}

const mistakes =
  /^(?:Error: |errMsg: |Unknown function|Procedure .* is not registered|Missing parameters|Property values can only|Encountered unhandled type|A shortestPath requires)|not defined$/;

/** Tells a mistake in the query from a failure of the database by FalkorDB's own text. */
export function fromDatabase(error: unknown, query: string): DocumentedError {
  const message = messageOf(error);
  if (error instanceof QueryTimeout || message === 'Query timed out') {
    return new DocumentedError(504, 'TimeoutError', 'QUERY_TIMEOUT', 'The query took too long.');
  }
  const position = positionIn(message);
  if (position) {
    return new DocumentedError(400, 'QueryError', 'CYPHER_SYNTAX_ERROR', message, { query, position });
  }
  if (mistakes.test(message)) return new DocumentedError(400, 'QueryError', 'CYPHER_ERROR', message, { query });
  if (isDisconnected(error)) {
    return new DocumentedError(500, 'DatabaseError', 'CONNECTION_FAILED', 'The database does not answer.');
  }
  return new DocumentedError(500, 'DatabaseError', 'QUERY_EXECUTION_FAILED', message, { query });
}

function positionIn(message: string): { line: number; column: number } | undefined {
  const [, line, column] = /line: (\d+), column: (\d+)/.exec(message) ?? [];
  return line === undefined || column === undefined ? undefined : { line: Number(line), column: Number(column) };
}

/** The database client's own errors, told by their class: FalkorDB's answers quote the query, so texts prove nothing. */
function isDisconnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /Client|Socket|Connection/.test(error.constructor.name) || ('code' in error && 'syscall' in error);
}
