import type { EndpointReply, ToolFailure } from 'mcp-rest-proxy';
import { isObject } from '../tools/replies/json.js';

/**
 * Takes the tenant off the names of graphs in a text: `acme_memories` is what the tenant `acme` calls `memories`. A
 * name that the caller has `sent` is the caller's own and stays as it was.
 */
export function inOwnWords(text: string, tenant: string, sent: string): string {
  // Not inside a longer name: the rules for tenants allow letters, digits and hyphens.
  const stored = new RegExp(`(?<![A-Za-z0-9_-])${tenant}_([A-Za-z0-9_-]+)`, 'g');
  return text.replace(stored, (found, name: string) => (sent.includes(found) ? found : name));
}

/** A failure that names graphs as the tenant knows them. */
export function failureInOwnWords(failure: ToolFailure, tenant: string, sent: string): ToolFailure {
  const { message, hint } = failure;
  return {
    ...failure,
    message: inOwnWords(message, tenant, sent),
    ...(hint === undefined ? {} : { hint: inOwnWords(hint, tenant, sent) }),
  };
}

/** The answer to a query without the name that its graph has in the database. Rows stay as they are. */
export function queryInOwnWords(reply: EndpointReply): EndpointReply {
  if (!isObject(reply.body)) return reply;
  const { resolvedGraphName: _, ...body } = reply.body;
  return { ...reply, body };
}

/** An entry of the list of graphs, likewise. */
export function entryInOwnWords(entry: unknown): unknown {
  if (!isObject(entry)) return entry;
  const { resolvedName: _, ...own } = entry;
  return own;
}
