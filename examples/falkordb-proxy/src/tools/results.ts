import { CallError, type CallInfo, type EndpointReply, type ToolResult } from 'mcp-rest-proxy';
import { queryFailure } from './errors/map-error.js';
import type { FalkordbSettings } from './options.js';
import { warnOfParameters } from './parameter-warnings.js';
import { describeQueryArguments } from './query-arguments.js';
import { readGraphsReply } from './replies/graphs-reply.js';
import { asNumber, asText, compact, isObject, type JsonObject } from './replies/json.js';
import { type QueryReply, readQueryReply } from './replies/query-reply.js';
import { readHealthReply, readServerReply } from './replies/server-reply.js';
import { fitRows } from './text/budget.js';
import { type Shown, writeQueryText } from './text/query-text.js';
import { writeGraphsText, writeHealthText, writeServerText } from './text/server-text.js';

function result(text: string, structuredContent: JsonObject): ToolResult {
  return { content: [{ type: 'text', text }], structuredContent };
}

/**
 * Makes the result of a query, cut to the budget.
 * @throws CallError when the backend reports a failure with status 200, or answers in neither dialect.
 */
export function formatQuery(reply: EndpointReply, call: CallInfo, settings: FalkordbSettings): ToolResult {
  rejectFailure(reply, call, settings);
  const { graphName, parameters, maxRows } = describeQueryArguments(call.arguments);
  const { rows: defaultRows, characters } = settings.resultBudget;
  const read = readQueryReply(reply, { graphName, maxRows: maxRows ?? defaultRows });
  const answer = { ...read, warnings: [...warnOfParameters(parameters), ...read.warnings] };
  const shown = fitRows(answer.rows, characters);
  return result(writeQueryText(answer, shown), compact({ ...answer, rows: shown.rows, truncated: cut(answer, shown) }));
}

/** A backend of the documented dialect may say `success: false` in an answer of status 200. */
function rejectFailure(reply: EndpointReply, call: CallInfo, settings: FalkordbSettings): void {
  if (!isObject(reply.body) || reply.body.success !== false) return;
  const message = 'The backend reports a failure.';
  const failure = {
    code: 'backend_error',
    message,
    status: reply.status,
    retryable: false,
    outcome: 'failed',
    reply,
  } as const;
  throw new CallError(queryFailure(failure, call, settings) ?? failure);
}

function cut({ rowCount }: QueryReply, { rows, valuesShortened }: Shown): JsonObject | undefined {
  const rowsLeftOut = rowCount - rows.length;
  return rowsLeftOut > 0 || valuesShortened ? { rowsShown: rows.length, rowsLeftOut, valuesShortened } : undefined;
}

/** Makes the result of the list of graphs, paged by the proxy where the backend does not. */
export function formatGraphs(reply: EndpointReply, { arguments: args }: CallInfo): ToolResult {
  const filter = asText(args.filter);
  const page = { filter, limit: asNumber(args.limit) ?? 100, offset: asNumber(args.offset) ?? 0 };
  const answer = readGraphsReply(reply, page);
  const { graphs, total, tenant, limit, offset, hasMore } = answer;
  const structured = compact({ graphs, total, tenant, pagination: { limit, offset, hasMore } });
  return result(writeGraphsText(answer, filter), structured);
}

/** Makes the result of the backend's description of itself. */
export function formatServer(reply: EndpointReply): ToolResult {
  const answer = readServerReply(reply);
  return result(writeServerText(answer), compact(answer));
}

/** Makes the result of a health check; the response time is the proxy's own measure. */
export function formatHealth(reply: EndpointReply): ToolResult {
  const health = readHealthReply(reply);
  const responseTimeMs = Math.round(reply.duration);
  const { healthy, status, uptimeSeconds, databaseConnected: connected, databaseLatencyMs: latencyMs } = health;
  const structured = compact({
    healthy,
    status,
    database: compact({ connected, latencyMs }),
    uptimeSeconds,
    responseTimeMs,
  });
  return result(writeHealthText(health, responseTimeMs), structured);
}
