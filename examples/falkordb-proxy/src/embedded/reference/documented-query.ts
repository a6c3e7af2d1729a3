import { withParameters } from './cypher-literal.js';
import type { GraphDatabase } from './database.js';
import { DocumentedError, fromDatabase, invalid } from './documented-error.js';
import { documentedStatistics, documentedValue } from './documented-values.js';
import { type ApiOptions, isRecord, messageOf, type RestReply, type RestRequest } from './rest.js';
import { graphNameOf, graphsOf, resolveGraph } from './tenant-graphs.js';

/** UTF-16 units. */
export const maxQueryLength = 1_000_000;

/** Runs one query, in the caller's own graph. */
export async function documentedQuery(
  request: RestRequest,
  options: ApiOptions,
  tenant: string | undefined,
): Promise<RestReply> {
  const { graphName, query, text } = readQuery(request.body);
  const { database, queryTimeout } = options;
  const resolved = resolveGraph(graphName, tenant);
  if (tenant !== undefined) await refuseForeign(graphName, tenant, database);
  const result = await database.query(resolved, text, { timeout: queryTimeout }).catch((error: unknown) => {
    throw fromDatabase(error, query);
  });
  const requestId = request.headers['x-request-id'];
  return {
    status: 200,
    body: {
      success: true,
      data: (result.rows ?? []).map(documentedValue),
      statistics: documentedStatistics(result),
      ...(tenant !== undefined && { tenant }),
      graphName,
      ...(resolved !== graphName && { resolvedGraphName: resolved }),
      ...(requestId !== undefined && { requestId }),
    },
  };
}

/** A name that is another tenant's graph in the database is refused; every other name is the tenant's own. */
async function refuseForeign(graphName: string, tenant: string, database: GraphDatabase): Promise<void> {
  const isForeign = (await database.list()).includes(graphName) && graphsOf([graphName], tenant).length === 0;
  if (!isForeign) return;
  throw new DocumentedError(403, 'TenantError', 'TENANT_ACCESS_DENIED', `Access denied to graph '${graphName}'`, {
    requestedGraph: graphName,
    tenant,
    reason: 'Graph belongs to different tenant',
  });
}

function readQuery(body: Buffer): { graphName: string; query: string; text: string } {
  const input = parse(body);
  if (!isRecord(input)) throw invalid('body', 'The body must be a JSON object.');
  const { query } = input;
  const parameters = input.parameters ?? input.params ?? {};
  const graphName = graphNameOf(input.graphName);
  if (graphName === undefined) {
    throw invalid('graphName', 'graphName must be letters, digits, "_" and "-".', input.graphName);
  }
  if (typeof query !== 'string' || query.trim() === '')
    throw invalid('query', 'query must be a non-empty string.', query);
  if (query.length > maxQueryLength) throw invalid('query', 'query is longer than 1000000 characters.');
  if (!isRecord(parameters)) throw invalid('parameters', 'parameters must be an object.', parameters);
  return { graphName, query, text: bind(query, parameters) };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw invalid('body', 'The body is not JSON.');
  }
}

function bind(query: string, parameters: Record<string, unknown>): string {
  try {
    return withParameters(query, parameters);
  } catch (error) {
    throw invalid('parameters', messageOf(error));
  }
}
