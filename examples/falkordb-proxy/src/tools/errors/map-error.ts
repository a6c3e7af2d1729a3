import type { CallFailure, CallInfo, EndpointReply, ToolFailure } from 'mcp-rest-proxy';
import type { FalkordbSettings } from '../options.js';
import { describeQueryArguments, type QueryArguments } from '../query-arguments.js';
import { compact } from '../replies/json.js';
import { readHealth } from '../replies/server-reply.js';
import { codeSpan } from '../text/markdown.js';
import { databaseTimeout, interrupted, listTimeout, otherRefusal, serverFault, unreachable } from './database-rules.js';
import { type BackendError, readError } from './error-body.js';
import { describeNoAnswer } from './no-answer.js';
import { describeQueryError } from './query-error.js';
import { redact } from './redact.js';
import { COMMON_RULES, type Rule } from './rules.js';
import { type Case, MCP_ERROR_NAMES, type Verdict } from './verdict.js';

/** Puts a failed query into words; `undefined` for failures that never left the proxy. */
export function queryFailure(
  failure: CallFailure,
  call: CallInfo,
  settings: FalkordbSettings,
): ToolFailure | undefined {
  const asked = describeQueryArguments(call.arguments);
  const subject = `The query on graph ${codeSpan(asked.graphName)}`;
  const rules = [...COMMON_RULES, unreachable, interrupted, databaseTimeout, queryError(asked, settings), serverFault];
  const sent = asked.query + JSON.stringify(asked.parameters);
  return describe(failure, call, { subject, sent, rules });
}

/** Puts a failed listing of graphs into words. */
export function graphsFailure(failure: CallFailure, call: CallInfo): ToolFailure | undefined {
  const rules = [...COMMON_RULES, unreachable, interrupted, listTimeout, serverFault];
  return describe(failure, call, { subject: 'The list of graphs', sent: '', rules });
}

/** Puts a failed request for the metadata into words. */
export function serverFailure(failure: CallFailure, call: CallInfo): ToolFailure | undefined {
  return describe(failure, call, {
    subject: 'The request for server information',
    sent: '',
    rules: [...COMMON_RULES, serverFault],
  });
}

/** Puts a failed health check into words; a 503 is the backend's honest answer that something is wrong. */
export function healthFailure(failure: CallFailure, call: CallInfo): ToolFailure | undefined {
  return describe(failure, call, {
    subject: 'The health check',
    sent: '',
    rules: [unhealthy, ...COMMON_RULES, serverFault],
  });
}

/** The library's codes for answers of status 2xx that could not be decoded. */
const UNREADABLE = new Set(['bad_json', 'bad_content_type']);

interface Situation {
  readonly subject: string;
  readonly sent: string;
  readonly rules: readonly Rule[];
}

function describe(failure: CallFailure, call: CallInfo, { subject, sent, rules }: Situation): ToolFailure | undefined {
  const { reply } = failure;
  if (failure.code === 'bad_response_shape') return undefined;
  if (reply === undefined || UNREADABLE.has(failure.code)) return describeNoAnswer(failure, call, subject);
  const error = readError(reply);
  const failed = {
    failure,
    call,
    status: statusOf(reply, error),
    error,
    text: redact(error.message, sent),
    subject,
    sent,
  };
  return toFailure(firstVerdict([...rules, otherRefusal], failed), failed);
}

function firstVerdict(rules: readonly Rule[], failed: Case): Verdict | undefined {
  for (const rule of rules) {
    const verdict = rule(failed);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

function toFailure(verdict: Verdict | undefined, { failure }: Case): ToolFailure | undefined {
  if (verdict === undefined) return undefined;
  const { code, message, hint, retryable = false, outcome = 'failed' } = verdict;
  const { status, retryAfter } = failure;
  return compact({
    code,
    message: `${MCP_ERROR_NAMES[code]}: ${message}`,
    hint,
    status,
    retryable,
    outcome,
    retryAfter,
  });
}

const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  AuthenticationError: 401,
  TenantError: 403,
  ValidationError: 400,
  QueryError: 400,
  TimeoutError: 504,
};

/** A failure told with status 200 is judged by its type. */
function statusOf({ status }: EndpointReply, { type }: BackendError): number {
  return status >= 300 ? status : (STATUS_OF_TYPE[type ?? ''] ?? 500);
}

/** FalkorDB's own messages: nearly every 500 with a text is caused by the query. */
function queryError(asked: QueryArguments, settings: FalkordbSettings): Rule {
  return ({ status, error, text, subject }) => {
    const typed = error.type === 'QueryError' || (error.type === 'DatabaseError' && text !== '');
    const plain = error.form === 'plain' && error.code !== undefined && (status === 500 || status === 400);
    if (!typed && !plain && !(status === 200 || (status === 500 && error.form === 'plain'))) return undefined;
    const parameters = Object.keys(asked.parameters).map((name) => `$${name}`);
    const headerSent = settings.parameters === 'cypher-header' && parameters.length > 0;
    return describeQueryError(error, text, { subject, query: asked.query, headerSent, parameters });
  };
}

const unhealthy: Rule = ({ failure, status, subject }) => {
  const health = readHealth(failure.reply?.body);
  if (health === undefined && status !== 503) return undefined;
  const database = health?.databaseConnected === false ? ', and its database does not answer' : '';
  return {
    code: 'backend_unhealthy',
    message: `${subject} was answered: the backend runs, but reports "${health?.status ?? 'unavailable'}"${database}.`,
    hint: 'This may only mean that a slow query is ahead in the queue. Try again in some seconds.',
    retryable: true,
  };
};
