import type { EndpointReply } from 'mcp-rest-proxy';
import { rejectReply } from './bad-reply.js';
import { asText, isObject, type JsonObject } from './json.js';
import { readMilliseconds, readStatistics } from './statistics.js';
import { normaliseMembers } from './values.js';

/** A row: column name to value. */
export type Row = JsonObject;

/** The answer to a query, the same for both dialects. */
export interface QueryReply {
  readonly graphName: string;
  /** The name in the database, when the backend tells it. */
  readonly resolvedGraphName: string | undefined;
  readonly tenant: string | undefined;
  /** In the order of the answer. */
  readonly columns: readonly string[];
  /** The first rows, at most as many as were asked for. */
  readonly rows: readonly Row[];
  /** All rows of the answer. */
  readonly rowCount: number;
  /** False for a statement without RETURN, which has no rows to begin with. */
  readonly returned: boolean;
  readonly statistics: Readonly<Record<string, number>>;
  readonly executionTimeMs: number | undefined;
  readonly warnings: readonly string[];
}

/** Integers beyond this one may come back off by one: the backend's database client rounds them. */
const LAST_EXACT_INTEGER = 2 ** 53 - 48;

/**
 * Reads the answer to a query in the documented or in the actual dialect; which of the two is told by its shape.
 * @throws CallError when it is neither.
 */
export function readQueryReply(
  reply: EndpointReply,
  asked: { readonly graphName: string; readonly maxRows: number },
): QueryReply {
  const body = isObject(reply.body) ? reply.body : rejectReply(reply, 'a JSON object');
  const allRows = readRows(reply, body);
  const rows = allRows?.slice(0, asked.maxRows).map(normaliseMembers) ?? [];
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {
    graphName: asText(body.graphName) ?? asked.graphName,
    resolvedGraphName: asText(body.resolvedGraphName),
    tenant: readTenant(body),
    columns,
    rows,
    rowCount: allRows?.length ?? 0,
    returned: allRows !== undefined,
    ...readNumbers(body),
    warnings: [...warnOfIntegers(rows, columns), ...warnOfOrder(columns)],
  };
}

/** Rows are `data` or `data.data`; absent when the statement has no RETURN. */
function readRows(reply: EndpointReply, body: JsonObject): readonly JsonObject[] | undefined {
  const rows = isObject(body.data) ? body.data.data : body.data;
  if (isRows(rows)) return rows;
  const known = isObject(body.data) || body.success === true;
  if (known && (rows === undefined || rows === null)) return undefined;
  return rejectReply(reply, 'a list of rows in `data`');
}

function isRows(rows: unknown): rows is JsonObject[] {
  return Array.isArray(rows) && rows.every(isObject);
}

function readTenant(body: JsonObject): string | undefined {
  const tenant = body.tenant ?? (isObject(body.metadata) ? body.metadata.tenantId : undefined);
  return typeof tenant === 'number' ? String(tenant) : asText(tenant);
}

/** The database's own time comes before the backend's, which is in whole milliseconds and includes waiting. */
function readNumbers(body: JsonObject): Pick<QueryReply, 'statistics' | 'executionTimeMs'> {
  const { statistics, executionTimeMs } = readStatistics(isObject(body.data) ? body.data.metadata : body.statistics);
  const queryTime = isObject(body.metadata) ? readMilliseconds(body.metadata.queryTime) : undefined;
  return { statistics, executionTimeMs: executionTimeMs ?? queryTime };
}

function warnOfIntegers(rows: readonly Row[], columns: readonly string[]): string[] {
  const inexact = columns.filter((column) => rows.some((row) => hasInexactInteger(row[column])));
  if (inexact.length === 0) return [];
  const names = inexact.map((column) => `\`${column}\``).join(', ');
  return [
    `Integers beyond ${LAST_EXACT_INTEGER} may be off in ${names}. Return toString(…) of them to get every digit.`,
  ];
}

function hasInexactInteger(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) > LAST_EXACT_INTEGER;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasInexactInteger);
}

/** JSON objects put keys that are whole numbers first, in ascending order, whatever RETURN said. */
function warnOfOrder(columns: readonly string[]): string[] {
  const numeric = columns.filter((column) => /^(?:0|[1-9][0-9]{0,9})$/.test(column));
  if (numeric.length === 0 || columns.length === 1) return [];
  return [
    'Columns named by whole numbers are listed first and in ascending order, not as RETURN has them. ' +
      'Name them with AS to keep the order.',
  ];
}
