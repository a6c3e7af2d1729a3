import { defineEndpoints, type EndpointMap, noCredential } from 'mcp-rest-proxy';
import { GRAPHS_DESCRIPTION, HEALTH_DESCRIPTION, QUERY_DESCRIPTION, SERVER_DESCRIPTION } from './descriptions.js';
import { graphsFailure, healthFailure, queryFailure, serverFailure } from './errors/map-error.js';
import { type FalkordbOptions, resolveOptions } from './options.js';
import { readQueryArguments } from './query-arguments.js';
import { buildQueryBody } from './query-request.js';
import { formatGraphs, formatHealth, formatQuery, formatServer } from './results.js';
import { graphsArguments, graphsResult, healthResult, queryArguments, queryResult, serverResult } from './schemas.js';

const READ_ONLY = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;

/**
 * FalkorDB MCPServer as an endpoint map: four tools on its four endpoints, right for the documented and for the
 * released behaviour of the backend, which are told apart by what comes back.
 */
export function falkordbEndpoints(options: FalkordbOptions = {}): EndpointMap {
  const settings = resolveOptions(options);
  return defineEndpoints({
    falkordb_query: {
      method: 'POST',
      path: '/api/mcp/context',
      title: 'Query a graph with Cypher',
      description: QUERY_DESCRIPTION,
      body: queryArguments(settings),
      response: queryResult,
      annotations: {
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: false,
        openWorldHint: settings.allowLoadCsv,
      },
      retry: 'connect-only',
      request: (request, call) => ({ ...request, body: buildQueryBody(readQueryArguments(call.arguments), settings) }),
      format: (reply, call) => formatQuery(reply, call, settings),
      mapError: (failure, call) => queryFailure(failure, call, settings),
    },
    falkordb_list_graphs: {
      method: 'GET',
      path: '/api/mcp/graphs',
      title: 'List graphs',
      description: GRAPHS_DESCRIPTION,
      query: graphsArguments,
      response: graphsResult,
      annotations: READ_ONLY,
      retry: 'safe',
      format: formatGraphs,
      mapError: graphsFailure,
    },
    falkordb_server_info: {
      method: 'GET',
      path: '/api/mcp/metadata',
      title: 'Describe the FalkorDB server',
      description: SERVER_DESCRIPTION,
      response: serverResult,
      annotations: READ_ONLY,
      retry: 'safe',
      format: formatServer,
      mapError: serverFailure,
    },
    falkordb_health: {
      method: 'GET',
      path: '/health',
      title: 'Check health',
      description: HEALTH_DESCRIPTION,
      response: healthResult,
      annotations: READ_ONLY,
      retry: 'safe',
      timeout: 12_000,
      credential: noCredential(),
      format: formatHealth,
      mapError: healthFailure,
    },
  });
}
