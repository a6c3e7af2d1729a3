import type { EndpointReply } from 'mcp-rest-proxy';
import { isObject, type JsonObject } from '../tools/replies/json.js';
import { entryInOwnWords } from './own-words.js';
import { SHARED } from './rules.js';

/** What a caller may be told: their tenant, and for a query the graph it was about. */
export interface Expected {
  readonly tenant: string;
  readonly graphName?: string;
}

/** Tenants that an answer names, in every place the two dialects have for it. */
function tenantsIn(body: JsonObject): readonly unknown[] {
  const { metadata, tenantInfo, error } = body;
  const details = isObject(error) && isObject(error.details) ? error.details.tenant : undefined;
  const named = [
    body.tenant,
    isObject(metadata) ? metadata.tenantId : undefined,
    isObject(tenantInfo) ? tenantInfo.id : undefined,
    details,
  ];
  return named.filter((tenant) => tenant !== undefined && tenant !== null);
}

function namesOther(value: unknown, own: string): boolean {
  return value !== undefined && value !== null && value !== own;
}

/** True for an entry that the backend itself says every tenant has. */
function isShared(entry: unknown): boolean {
  if (!isObject(entry)) return typeof entry === 'string' && entry.startsWith(SHARED);
  return typeof entry.resolvedName === 'string' && entry.resolvedName.startsWith(SHARED);
}

function isForeign(entry: unknown, tenant: string): boolean {
  if (!isObject(entry)) return false;
  return namesOther(entry.tenant, tenant) || namesOther(entry.resolvedName, `${tenant}_${String(entry.name)}`);
}

/** What shows that an answer, or a failure told in one, is about somebody else; `undefined` when nothing does. */
export function findForeign(
  { body }: Pick<EndpointReply, 'body'>,
  { tenant, graphName }: Expected,
): string | undefined {
  if (!isObject(body)) return undefined;
  if (tenantsIn(body).some((named) => named !== tenant)) return 'tenant';
  if (graphName === undefined) return undefined;
  if (namesOther(body.graphName, graphName)) return 'graphName';
  return namesOther(body.resolvedGraphName, `${tenant}_${graphName}`) ? 'resolvedGraphName' : undefined;
}

/** True when an answer says whose it is. A backend that keeps tenants apart always does. */
export function namesTenant({ body }: Pick<EndpointReply, 'body'>): boolean {
  return isObject(body) && tenantsIn(body).length > 0;
}

/**
 * The list of graphs as the tenant knows them, without those that belong to everybody, and whether it holds one of
 * somebody else.
 */
export function ownGraphs(
  reply: EndpointReply,
  tenant: string,
): { readonly reply: EndpointReply; readonly foreign: boolean } {
  const { body } = reply;
  if (!isObject(body)) return { reply, foreign: false };
  const field = Array.isArray(body.graphs) ? 'graphs' : 'data';
  const list = body[field];
  if (!Array.isArray(list)) return { reply, foreign: false };
  // A list of bare names is only filtered where the backend pages, as its manual says: elsewhere all names are own.
  const own = list.filter((entry) => field === 'data' || !isShared(entry));
  const total = typeof body.total === 'number' ? { total: body.total - (list.length - own.length) } : {};
  return {
    reply: { ...reply, body: { ...body, [field]: own.map(entryInOwnWords), ...total } },
    foreign: own.some((entry) => isForeign(entry, tenant)),
  };
}
