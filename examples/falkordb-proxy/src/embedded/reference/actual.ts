import { actualErrorReply, page, pickError } from './actual-error.js';
import { substituteParameters } from './actual-parameters.js';
import { findMistakes } from './actual-validation.js';
import { type Admission, bearerToken, sameKey, tokenVerifier, type VerifyToken } from './caller.js';
import type { GraphDatabase } from './database.js';
import { type ApiOptions, isRecord, messageOf, type RestApi, type RestReply, type RestRequest } from './rest.js';

/**
 * The REST API as the shipped backend was measured to speak it: rows below `data.data`, errors as text,
 * `params` put into the query as text, `x-api-key` only, the tenant in the claim `sub`.
 */
export function actualApi(options: ApiOptions): RestApi {
  const { admission } = options;
  const verify = 'jwt' in admission ? tokenVerifier(admission.jwt) : undefined;
  return {
    maxBodyBytes: 102_400,
    async handle(request) {
      const body = parseBody(request);
      if (body === malformed) return page(400, 'SyntaxError: the body is not a JSON object or array');
      const open = openRoute(request, options.database);
      if (open) return open;
      if (!request.path.startsWith('/api/mcp')) return notFound(request);
      const caller = await authenticate(request, admission, verify);
      return 'refusal' in caller ? caller.refusal : route(request, body, options, caller.tenant);
    },
    refuseBody: () => page(413, 'PayloadTooLargeError: request entity too large'),
  };
}

const malformed = Symbol('malformed');

/** Bodies are read before anything else, and only as JSON. */
function parseBody({ headers, body }: RestRequest): unknown {
  if (body.length === 0 || !headers['content-type']?.startsWith('application/json')) return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? value : malformed;
  } catch {
    return malformed;
  }
}

function openRoute({ method, path }: RestRequest, database: GraphDatabase): Promise<RestReply> | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (path === '/') {
    return Promise.resolve({ status: 200, body: { name: 'FalkorDB MCP Server', version: '1.0.0', status: 'running' } });
  }
  return path === '/health' ? health(database) : undefined;
}

function notFound({ method, path }: RestRequest): RestReply {
  return page(404, `Cannot ${method} ${path}`);
}

type Caller = { readonly tenant: string | undefined } | { readonly refusal: RestReply };

async function authenticate(
  { headers, query }: RestRequest,
  admission: Admission,
  verify: VerifyToken | undefined,
): Promise<Caller> {
  const refuse = (status: number, error: string) => ({ refusal: { status, body: { error } } });
  if ('apiKey' in admission) {
    const key = headers['x-api-key'] ?? query.get('apiKey');
    if (!key) return refuse(401, 'Missing API key');
    return sameKey(key, admission.apiKey) ? { tenant: undefined } : refuse(403, 'Invalid API key');
  }
  const token = bearerToken(headers.authorization);
  if (token === undefined) return refuse(401, 'Missing or invalid bearer token');
  const claims = await verify?.(token).catch(() => undefined);
  return claims ? { tenant: claims.sub } : refuse(401, 'Invalid bearer token');
}

async function health(database: GraphDatabase): Promise<RestReply> {
  const latency = await database.ping().catch(() => undefined);
  const connected = latency !== undefined;
  const state = { connected, ...(connected && { latency: Math.round(latency) }) };
  return {
    status: connected ? 200 : 503,
    body: { status: connected ? 'healthy' : 'unhealthy', timestamp: now(), services: { database: state } },
  };
}

function now(): string {
  return new Date().toISOString();
}

const metadata = {
  provider: 'FalkorDB MCP Server',
  version: '1.0.0',
  capabilities: ['graph.query', 'graph.list', 'node.properties', 'relationship.properties'],
  graphTypes: ['property', 'directed'],
  queryLanguages: ['cypher'],
};

async function route(
  request: RestRequest,
  body: unknown,
  options: ApiOptions,
  tenant: string | undefined,
): Promise<RestReply> {
  switch (`${request.method} ${request.path}`) {
    case 'GET /api/mcp/health':
      return { status: 200, body: { status: 'ok' } };
    case 'GET /api/mcp/metadata':
      return { status: 200, body: metadata };
    case 'GET /api/mcp/graphs':
      return graphs(options, tenant);
    case 'POST /api/mcp/context':
      return context(isRecord(body) ? body : {}, options, tenant);
    default:
      return notFound(request);
  }
}

async function graphs({ database }: ApiOptions, tenant: string | undefined): Promise<RestReply> {
  try {
    const prefix = tenant === undefined ? '' : `${tenant}_`;
    const names = (await database.list()).filter((name) => name.startsWith(prefix));
    const data = names.map((name) => ({ name: name.slice(prefix.length) }));
    return { status: 200, body: { data, metadata: { timestamp: now(), count: data.length, ...tenantId(tenant) } } };
  } catch (error) {
    return actualErrorReply(pickError(messageOf(error)), tenant);
  }
}

function tenantId(tenant: string | undefined): { tenantId?: string } {
  return tenant === undefined ? {} : { tenantId: tenant };
}

async function context(
  body: Record<string, unknown>,
  { database, queryTimeout }: ApiOptions,
  tenant: string | undefined,
): Promise<RestReply> {
  const mistakes = findMistakes(body);
  if (mistakes.length > 0) {
    const error = { status: 400, code: 'VALIDATION_ERROR', error: 'Invalid request parameters' };
    return actualErrorReply(error, tenant, mistakes);
  }
  const start = performance.now();
  try {
    const text = substituteParameters(String(body.query), isRecord(body.params) ? body.params : {});
    const graph = tenant === undefined ? String(body.graphName) : `${tenant}_${body.graphName}`;
    const { statistics, rows } = await database.query(graph, text, { timeout: queryTimeout });
    const queryTime = Math.round(performance.now() - start);
    const source = { provider: 'FalkorDB MCP Server', source: 'falkordb' };
    return {
      status: 200,
      body: {
        data: { metadata: statistics, ...(rows && { data: rows }) },
        metadata: { timestamp: now(), queryTime, ...source, ...tenantId(tenant) },
      },
    };
  } catch (error) {
    return actualErrorReply(pickError(messageOf(error)), tenant);
  }
}
