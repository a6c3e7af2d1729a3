import { type Admission, bearerToken, sameKey, tokenVerifier, type VerifyToken } from './caller.js';
import { DocumentedError, documentedErrorReply, fromDatabase, invalid } from './documented-error.js';
import { documentedGraphs } from './documented-graphs.js';
import { documentedQuery, maxQueryLength } from './documented-query.js';
import type { ApiOptions, RestApi, RestReply, RestRequest } from './rest.js';

const limits = { maxQueryLength, maxParameterSize: 10_485_760 };

/** The REST API as its documentation describes it: answers with `success`, errors as objects, `parameters` bound natively. */
export function documentedApi(options: ApiOptions): RestApi {
  const { admission } = options;
  const verify = 'jwt' in admission ? tokenVerifier(admission.jwt) : undefined;
  return {
    maxBodyBytes: limits.maxParameterSize,
    async handle(request) {
      let tenant: string | undefined;
      try {
        if (isRoute(request, 'GET', '/health')) return await health(options);
        tenant = await authenticate(request, admission, verify);
        return await route(request, options, tenant);
      } catch (error) {
        return documentedErrorReply(asDocumented(error), request, tenant);
      }
    },
    refuseBody: (request) => documentedErrorReply(invalid('body', 'The body is larger than 10 MB.'), request),
  };
}

function asDocumented(error: unknown): DocumentedError {
  return error instanceof DocumentedError ? error : fromDatabase(error, '');
}

function isRoute({ method, path }: RestRequest, expected: string, route: string): boolean {
  return path === route && (method === expected || (method === 'HEAD' && expected === 'GET'));
}

async function route(request: RestRequest, options: ApiOptions, tenant: string | undefined): Promise<RestReply> {
  if (isRoute(request, 'GET', '/api/mcp/metadata')) return metadata(options);
  if (isRoute(request, 'GET', '/api/mcp/graphs')) return documentedGraphs(request, options, tenant);
  if (isRoute(request, 'POST', '/api/mcp/context')) return documentedQuery(request, options, tenant);
  throw new DocumentedError(404, 'NotFoundError', 'ROUTE_NOT_FOUND', `There is no ${request.method} ${request.path}.`);
}

/** Answers the tenant of the token; API keys have none. */
async function authenticate(
  { headers }: RestRequest,
  admission: Admission,
  verify: VerifyToken | undefined,
): Promise<string | undefined> {
  const token = bearerToken(headers.authorization);
  if ('apiKey' in admission) {
    const given = token ?? headers['x-api-key'];
    if (given !== undefined && sameKey(given, admission.apiKey)) return undefined;
    throw refused('INVALID_API_KEY', 'The API key is missing or wrong.');
  }
  const claims = token === undefined ? undefined : await verify?.(token).catch(() => undefined);
  if (!claims) throw refused('INVALID_TOKEN', 'The bearer token is missing or not valid.');
  const tenant = claims.tenant_id;
  // An underscore would make the prefix ambiguous: tenant "a", graph "b_c" and tenant "a_b", graph "c".
  if (typeof tenant === 'string' && /^[A-Za-z0-9-]+$/.test(tenant)) return tenant;
  throw refused('INVALID_TENANT', 'The claim tenant_id must be letters, digits and hyphens.');
}

function refused(code: string, message: string): DocumentedError {
  return new DocumentedError(401, 'AuthenticationError', code, message);
}

async function health({ database }: ApiOptions): Promise<RestReply> {
  const took = await database.ping().catch(() => undefined);
  const connected = took !== undefined;
  return {
    status: connected ? 200 : 503,
    body: {
      status: connected ? 'ok' : 'error',
      timestamp: new Date().toISOString(),
      uptime: Math.floor(process.uptime()),
      database: { connected, ...(connected && { responseTime: `${Math.ceil(took)}ms` }) },
    },
  };
}

function metadata({ admission, queryTimeout }: ApiOptions): RestReply {
  const multiTenancy = 'jwt' in admission;
  const authMode = multiTenancy ? 'bearer' : 'api-key';
  return {
    status: 200,
    body: {
      provider: 'falkordb-mcp-server',
      version: '1.1.0',
      capabilities: {
        graphOperations: true,
        queryExecution: true,
        multiTenancy,
        parameterBinding: true,
        healthChecking: true,
      },
      configuration: { authMode, multiTenancy: { enabled: multiTenancy, graphPrefixing: multiTenancy, authMode } },
      limits: { ...limits, queryTimeout },
    },
  };
}
