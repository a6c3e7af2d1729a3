import type { GraphsReply } from '../replies/graphs-reply.js';
import type { HealthReply, ServerReply } from '../replies/server-reply.js';
import { codeSpan, countOf, escapeText } from './markdown.js';

/** Writes a page of the list of graphs. */
export function writeGraphsText(reply: GraphsReply, filter: string | undefined): string {
  const { graphs, total, offset, limit, hasMore } = reply;
  const fitting = filter === undefined ? '' : ` matching ${codeSpan(filter)}`;
  const owner = reply.tenant === undefined ? '' : ` of tenant ${codeSpan(reply.tenant)}`;
  if (total === 0) return `There are no graphs${owner}${fitting}. A graph is created by the first query on it.`;
  const names = graphs.map(({ name, resolvedName }) => {
    return `- ${codeSpan(name)}${resolvedName === undefined ? '' : ` (resolved: ${codeSpan(resolvedName)})`}`;
  });
  const range = graphs.length === total ? '' : `, ${showing(offset, graphs.length)}`;
  const more = hasMore
    ? `\n\nMore follow: call again with \`offset\` ${offset + Math.max(graphs.length, 1)} and \`limit\` ${limit}.`
    : '';
  return `${[`${countOf(total, 'graph')}${owner}${fitting}${range}:`, ...names].join('\n')}${more}`;
}

function showing(offset: number, count: number): string {
  return count === 0 ? `none at offset ${offset}` : `showing ${offset + 1} to ${offset + count}`;
}

/** Writes what the backend says about itself. */
export function writeServerText({ provider, version, capabilities, multiTenancy }: ServerReply): string {
  const lines = [
    `${escapeText(provider ?? 'The backend')}${version === undefined ? '' : ` ${escapeText(version)}`}`,
    `- Capabilities: ${capabilities.length === 0 ? 'not stated' : capabilities.map(codeSpan).join(', ')}`,
    `- Multi-tenancy: ${multiTenancy === undefined ? 'not stated' : multiTenancy ? 'on' : 'off'}`,
  ];
  return lines.join('\n');
}

/** Writes how the backend is. */
export function writeHealthText(health: HealthReply, responseTimeMs: number): string {
  const lines = [
    health.healthy ? 'The backend is healthy.' : `The backend is not healthy: it says ${codeSpan(health.status)}.`,
    `- Database: ${database(health)}`,
    health.uptimeSeconds === undefined ? '' : `- Up for: ${Math.round(health.uptimeSeconds)} s`,
    `- Response time: ${responseTimeMs} ms, as measured by the proxy`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function database({ databaseConnected, databaseLatencyMs }: HealthReply): string {
  if (databaseConnected === undefined) return 'not stated';
  if (!databaseConnected) return 'not connected';
  return databaseLatencyMs === undefined ? 'connected' : `connected, answers in ${databaseLatencyMs} ms`;
}
