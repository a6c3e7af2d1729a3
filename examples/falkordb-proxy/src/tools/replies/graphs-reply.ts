import type { EndpointReply } from 'mcp-rest-proxy';
import { rejectReply } from './bad-reply.js';
import { asNumber, asText, compact, isObject, type JsonObject } from './json.js';

/** One graph of the caller. */
export interface GraphEntry {
  readonly name: string;
  /** The name in the database, when the backend tells it. */
  readonly resolvedName?: string;
  readonly tenant?: string;
}

/** One page of the list of graphs. */
export interface GraphsReply {
  readonly graphs: readonly GraphEntry[];
  /** All graphs that fit the filter, on this page or not. */
  readonly total: number;
  readonly tenant: string | undefined;
  readonly limit: number;
  readonly offset: number;
  readonly hasMore: boolean;
}

/** What page was asked for. */
export interface PageRequest {
  readonly filter: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/**
 * Reads the list of graphs in either dialect and makes the page that was asked for: the backend's own when it pages,
 * cut from the whole list when it does not.
 * @throws CallError when the answer is of neither dialect.
 */
export function readGraphsReply(reply: EndpointReply, page: PageRequest): GraphsReply {
  const body = isObject(reply.body) ? reply.body : rejectReply(reply, 'a JSON object');
  const list = Array.isArray(body.graphs) ? body.graphs : body.data;
  const graphs = Array.isArray(list) ? list.flatMap(readEntry) : rejectReply(reply, 'a list of graphs');
  const tenant = asText(body.tenant) ?? (isObject(body.metadata) ? asText(body.metadata.tenantId) : undefined);
  return { ...(readPage(body, graphs) ?? cutPage(graphs, page)), tenant };
}

type Page = Omit<GraphsReply, 'tenant'>;

function readEntry(entry: unknown): GraphEntry[] {
  if (typeof entry === 'string') return [{ name: entry }];
  const name = isObject(entry) ? asText(entry.name) : undefined;
  if (!isObject(entry) || name === undefined) return [];
  return [compact({ name, resolvedName: asText(entry.resolvedName), tenant: asText(entry.tenant) })];
}

/** The backend has paged, and with it filtered, when it says so. */
function readPage(body: JsonObject, graphs: readonly GraphEntry[]): Page | undefined {
  if (!isObject(body.pagination)) return undefined;
  const limit = asNumber(body.pagination.limit) ?? graphs.length;
  const offset = asNumber(body.pagination.offset) ?? 0;
  const total = Math.max(asNumber(body.total) ?? 0, offset + graphs.length);
  const { hasMore } = body.pagination;
  return {
    graphs,
    total,
    limit,
    offset,
    hasMore: typeof hasMore === 'boolean' ? hasMore : total > offset + graphs.length,
  };
}

function cutPage(graphs: readonly GraphEntry[], { filter, limit, offset }: PageRequest): Page {
  const matches = filter === undefined ? graphs : graphs.filter(({ name }) => fitsPattern(name, filter));
  return {
    graphs: matches.slice(offset, offset + limit),
    total: matches.length,
    limit,
    offset,
    hasMore: matches.length > offset + limit,
  };
}

/** True when the name contains the pattern, upper and lower case alike; `*` stands for any text. */
function fitsPattern(name: string, pattern: string): boolean {
  const text = name.toLowerCase();
  let from = 0;
  for (const part of pattern.toLowerCase().split('*')) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return true;
}
