import type { Rule } from './rules.js';

/** Messages of the backend's own network code, not of FalkorDB: the database was not reached, or not any more. */
const UNREACHABLE = /\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b|^Connection timeout$/;
const INTERRUPTED = /\b(?:ECONNRESET|EPIPE)\b|^Disconnects client$|^Socket closed|^The client is closed/;

/** The database is down, or the backend is shutting down. */
export const unreachable: Rule = ({ status, error, subject }) => {
  if (status < 500 || (!UNREACHABLE.test(error.message) && error.code !== 'CONNECTION_FAILED')) return undefined;
  return {
    code: 'database_unavailable',
    message: `${subject} failed: the backend cannot reach its database.`,
    hint: 'Nothing was carried out. Try again in some seconds; falkordb_health tells how things are.',
    retryable: true,
  };
};

/** The database went away while the query was under way. */
export const interrupted: Rule = ({ status, error, subject }) => {
  if (status < 500 || !INTERRUPTED.test(error.message)) return undefined;
  return {
    code: 'database_unavailable',
    message: `${subject} was interrupted: the backend has lost its database or is shutting down.`,
    hint: 'The outcome is unknown: before repeating a write, check with a read whether it has been carried out.',
    outcome: 'unknown',
  };
};

/** FalkorDB's own time limit, which unlike the backend's does stop the query. */
export const databaseTimeout: Rule = ({ status, error, subject }) => {
  if (status < 500 || error.message !== 'Query timed out') return undefined;
  return {
    code: 'timeout',
    message: `${subject} was stopped by FalkorDB's own time limit, and anything it wrote was rolled back.`,
    hint: 'Make the query cheaper: add LIMIT, start from an indexed property, split it into several calls.',
  };
};

/** Requests other than queries that wait behind a slow query. */
export const listTimeout: Rule = ({ status, error, subject }) => {
  if (status < 500 || error.message !== 'List graphs timeout') return undefined;
  return {
    code: 'timeout',
    message: `${subject} took longer than the backend waits; most likely a slow query is ahead in the queue.`,
    hint: 'Try again in some seconds.',
    retryable: true,
  };
};

/** Anything else with status 500 or above. */
export const serverFault: Rule = ({ status, error, text, subject, call }) => {
  if (status < 500) return undefined;
  const isQuery = call.tool === 'falkordb_query';
  const why = text === '' || error.form === 'page' ? ` with status ${status}` : `: ${text}`;
  return {
    code: error.type === 'DatabaseError' ? 'database_error' : 'backend_error',
    message: `${subject} failed in the backend${why}.`,
    hint: isQuery
      ? 'The outcome is unknown: before repeating a write, check with a read whether it has been carried out.'
      : 'Try again in some seconds.',
    retryable: !isQuery,
    outcome: isQuery ? 'unknown' : 'failed',
  };
};

/** Anything else below 500. */
export const otherRefusal: Rule = ({ status, text, subject }) => ({
  code: 'invalid_request',
  message: `${subject} was refused by the backend with status ${status}${text === '' ? '' : `: ${text}`}.`,
  hint: 'Check the arguments.',
});
