import { isObject } from '../replies/json.js';
import { describeHiddenText } from './hidden-text.js';
import type { Case, Verdict } from './verdict.js';

/** Looks at one kind of failure; `undefined` leaves it to the next rule. */
export type Rule = (failed: Case) => Verdict | undefined;

const OPERATOR = 'This is a matter for whoever runs the proxy.';

/** 401 and 403 without a code, or of type AuthenticationError, are about credentials. */
const credentials: Rule = ({ status, error, text, subject }) => {
  const untyped = (status === 401 || status === 403) && error.type === undefined && error.code === undefined;
  if (error.type !== 'AuthenticationError' && !untyped) return undefined;
  return {
    code: 'credentials_refused',
    message: `${subject} was refused: the backend does not accept the proxy's credentials${reason(text)}.`,
    hint: `Repeating the call does not help. The backend's key or token is wrong. ${OPERATOR}`,
  };
};

const tenant: Rule = ({ status, error, text, subject }) => {
  if (error.type !== 'TenantError' && !(status === 403 && error.form === 'typed')) return undefined;
  const why = isObject(error.details) && typeof error.details.reason === 'string' ? ` - ${error.details.reason}` : '';
  return {
    code: 'permission_denied',
    message: text === '' ? `${subject} was refused.` : `${text}${why}`,
    hint: 'Use a graph of your own: falkordb_list_graphs shows them. Give names without the prefix of the tenant.',
  };
};

const hidden: Rule = (failed) => describeHiddenText(failed);

const validation: Rule = ({ error, text, subject }) => {
  if (error.type !== 'ValidationError' && error.code !== 'VALIDATION_ERROR' && error.code !== 'VALIDATION_FAILED') {
    return undefined;
  }
  const faults = (Array.isArray(error.details) ? error.details : [error.details]).flatMap(describeFault);
  return {
    code: 'invalid_request',
    message: `${subject} was refused: ${[text || 'the request is not valid', ...faults].join('; ')}.`,
    hint: 'Correct the arguments and call again.',
  };
};

function describeFault(fault: unknown): string[] {
  if (!isObject(fault) || typeof fault.message !== 'string') return [];
  return [typeof fault.field === 'string' ? `${fault.field}: ${fault.message}` : fault.message];
}

const timeout: Rule = ({ status, error, subject, call }) => {
  if (status !== 504 && error.type !== 'TimeoutError') return undefined;
  const isQuery = call.tool === 'falkordb_query';
  return {
    code: 'timeout',
    message: `${subject} took longer than the backend waits.${isQuery ? ' The query goes on in the database all the same, so its outcome is unknown.' : ''}`,
    hint: isQuery
      ? 'Check with a read whether a write has been carried out before repeating it. Make the query cheaper: add LIMIT, start from an indexed property, split it.'
      : 'A slow query may be ahead in the queue. Try again in some seconds.',
    retryable: !isQuery,
    outcome: isQuery ? 'unknown' : 'failed',
  };
};

const missingGraph: Rule = ({ status, error, text, subject }) =>
  status === 404 && (error.form === 'typed' || error.form === 'plain')
    ? {
        code: 'graph_not_found',
        message: `${subject} found no such graph${reason(text)}.`,
        hint: 'falkordb_list_graphs shows the graphs that exist.',
      }
    : undefined;

const tooLarge: Rule = ({ status, subject }) =>
  status === 413
    ? {
        code: 'request_too_large',
        message: `${subject} was refused: the request is larger than the backend takes.`,
        hint: 'Split the work into several calls, for example fewer rows for each UNWIND.',
      }
    : undefined;

const rateLimit: Rule = ({ status, subject, failure }) =>
  status === 429
    ? {
        code: 'rate_limited',
        message: `${subject} was refused: too many requests.`,
        hint: `Wait ${failure.retryAfter === undefined ? 'some' : failure.retryAfter} seconds and call again.`,
        retryable: true,
      }
    : undefined;

/** Answers that no FalkorDB MCPServer gives to the proxy's own requests, unless something is set up wrongly. */
const MISCONFIGURED: Readonly<Record<number, string>> = {
  404: 'there is no such address at the backend, so its base URL is probably wrong',
  405: 'the address does not take this method, so the base URL is probably wrong',
  415: 'the backend does not take JSON at this address',
  431: "the headers are too long, most likely the caller's token",
};

const misconfigured: Rule = ({ status, subject }) => {
  const cause =
    MISCONFIGURED[status] ?? (status >= 301 && status <= 308 ? 'the backend answers with a redirect' : undefined);
  if (cause === undefined) return undefined;
  return {
    code: 'backend_misconfigured',
    message: `${subject} failed: ${cause}.`,
    hint: `Repeating the call does not help. ${OPERATOR}`,
  };
};

function reason(text: string): string {
  return text === '' ? '' : ` (${text})`;
}

/** What holds for every tool, the most specific first. */
export const COMMON_RULES: readonly Rule[] = [
  credentials,
  tenant,
  hidden,
  missingGraph,
  validation,
  timeout,
  tooLarge,
  rateLimit,
  misconfigured,
];
