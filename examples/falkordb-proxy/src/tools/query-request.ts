import { type Parameters, writeHeader } from './cypher/header.js';
import { memberPlace } from './cypher/literal.js';
import { writePlaceholderQuery } from './cypher/placeholders.js';
import { usesLoadCsv } from './cypher/scan.js';
import type { FalkordbSettings } from './options.js';
import type { QueryArguments } from './query-arguments.js';
import { refuse, refuseUnsafeText } from './refusal.js';

/** The body of `POST /api/mcp/context`. */
export interface QueryBody {
  readonly graphName: string;
  readonly query: string;
  /** Only with native parameters. */
  readonly parameters?: Parameters;
  /** Only for placeholders of the proxy's own making, never with a name the caller chose. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/**
 * Builds the request body of a query, in the form every backend understands, and refuses what cannot arrive intact.
 * @throws CallError naming the argument that is at fault.
 */
export function buildQueryBody(args: QueryArguments, settings: FalkordbSettings): QueryBody {
  checkQuery(args.query, settings);
  const body = settings.parameters === 'native' ? nativeBody(args) : headerBody(args, settings);
  checkSize(body, args, settings);
  return body;
}

function checkQuery(query: string, settings: FalkordbSettings): void {
  if (query.trim() === '') refuse('query', 'is empty.', 'Send one Cypher statement.');
  refuseUnsafeText(query, 'query');
  if (!settings.allowLoadCsv && usesLoadCsv(query)) {
    refuse(
      'query',
      "uses LOAD CSV, which this proxy does not allow: it reads files and opens connections on the database's host.",
      'Pass the rows in `parameters` and use `UNWIND $rows AS row` instead.',
    );
  }
}

function nativeBody({ graphName, query, parameters }: QueryArguments): QueryBody {
  for (const [name, value] of Object.entries(parameters)) checkNative(value, memberPlace('parameters', name));
  return Object.keys(parameters).length === 0 ? { graphName, query } : { graphName, query, parameters };
}

/** JSON carries every value; only what would change on the way is refused. */
function checkNative(value: unknown, place: string): void {
  if (typeof value === 'string') refuseUnsafeText(value, place);
  if (typeof value === 'number' && !Number.isFinite(value)) refuse(place, 'is not a finite number.');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    refuseUnsafeText(key, place);
    checkNative(member, memberPlace(place, key));
  }
}

function headerBody({ graphName, query, parameters }: QueryArguments, settings: FalkordbSettings): QueryBody {
  const header = writeHeader(parameters);
  if (fits(header + query, settings) || header === '' || settings.longValues === 'refuse') {
    return { graphName, query: header + query };
  }
  return { graphName, ...writePlaceholderQuery(parameters, query) };
}

function fits(query: string, settings: FalkordbSettings): boolean {
  return query.length <= settings.maxQueryLength;
}

function checkSize(body: QueryBody, args: QueryArguments, settings: FalkordbSettings): void {
  if (!fits(body.query, settings)) refuseLength(body, args, settings);
  const bytes = Buffer.byteLength(JSON.stringify(body));
  if (bytes > settings.maxBodyBytes) {
    refuse(
      Object.keys(args.parameters).length === 0 ? 'query' : 'parameters',
      `the request would be ${bytes} bytes, and the backend takes at most ${settings.maxBodyBytes}.`,
      'Split the work into several calls, for example fewer rows for each UNWIND.',
    );
  }
}

function refuseLength(body: QueryBody, args: QueryArguments, settings: FalkordbSettings): never {
  const added = body.query.length - args.query.length;
  const parts = added > 0 ? ` (${args.query.length} of the query, ${added} of its parameters)` : '';
  return refuse(
    args.query.length > settings.maxQueryLength ? 'query' : 'parameters',
    `query and parameters come to ${body.query.length} characters${parts}, and the backend takes at most ` +
      `${settings.maxQueryLength}.`,
    'Split the work into several calls, or shorten texts that lie inside lists and maps.',
  );
}
