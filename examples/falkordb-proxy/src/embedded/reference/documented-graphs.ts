import { invalid } from './documented-error.js';
import type { ApiOptions, RestReply, RestRequest } from './rest.js';
import { graphsOf, resolveGraph } from './tenant-graphs.js';

/** One page of the graphs the caller may see, by name pattern (`*` stands for anything). */
export async function documentedGraphs(
  { query }: RestRequest,
  { database }: ApiOptions,
  tenant: string | undefined,
): Promise<RestReply> {
  const limit = countOf(query, 'limit', 100);
  const offset = countOf(query, 'offset', 0);
  const filter = query.get('filter');
  const pattern = new RegExp(`^${[...(filter ?? '*')].map((char) => (char === '*' ? '.*' : literal(char))).join('')}$`);
  const names = graphsOf(await database.list(), tenant).filter((name) => pattern.test(name));
  const page = names.slice(offset, offset + limit);
  const withTenant = tenant !== undefined && query.get('tenant') === 'true';
  return {
    status: 200,
    body: {
      graphs: withTenant ? page.map((name) => ({ name, resolvedName: resolveGraph(name, tenant), tenant })) : page,
      total: names.length,
      ...(tenant !== undefined && { tenant }),
      filter,
      pagination: { limit, offset, hasMore: offset + page.length < names.length },
      ...(withTenant && { tenantInfo: { id: tenant, extractedFrom: 'jwt.tenant_id' } }),
    },
  };
}

function literal(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
}

function countOf(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw invalid(name, `${name} must be a whole number, 0 or more.`, text);
}
