import type { Server, ServerContext } from '@modelcontextprotocol/server';
import type { Principal } from '../auth/principal.js';
import type { Logger } from '../telemetry/logger.js';
import type { ToolSet } from '../tools/tool-set.js';
import { EngineServer } from './engine-server.js';
import type { SendProgress } from './progress.js';
import {
  assumedVersion,
  fitResult,
  legacyVersions,
  modernVersions,
  type PublishedTool,
  publishTool,
} from './revisions.js';
import type { RunningTools } from './running-tools.js';
import { callTool, listTools } from './tool-service.js';

/** What every server of one engine shares. */
export interface ServerPlan {
  readonly name: string;
  readonly version: string;
  readonly title: string | undefined;
  readonly instructions: string | undefined;
  readonly tools: ToolSet;
  readonly logger: Logger;
  readonly pageSize: number;
  readonly cacheTtlMs: number;
  readonly abortWrites: boolean;
  readonly running: RunningTools;
  /** Who may share a cached tool list. */
  readonly listScope: 'public' | 'private';
}

/**
 * A server for one client: its handlers close over the principal and the compiled tools.
 * @param modernVersion fixes the stateless era; without it the server waits for `initialize`.
 */
export function createServer(plan: ServerPlan, principal: Principal, modernVersion?: string): Server {
  const { name, version, title, logger } = plan;
  const info = { name, version, ...(title !== undefined && { title }) };
  const server = new EngineServer(info, serverOptions(plan, modernVersion), logger, modernVersion);
  serveTools(server, plan, principal);
  return server;
}

function serverOptions(plan: ServerPlan, modernVersion: string | undefined) {
  const { instructions, cacheTtlMs, listScope } = plan;
  return {
    capabilities: { tools: {} },
    supportedProtocolVersions: [...(modernVersion === undefined ? legacyVersions : modernVersions)],
    cacheHints: {
      'server/discover': { ttlMs: cacheTtlMs, cacheScope: 'public' as const },
      'tools/list': { ttlMs: cacheTtlMs, cacheScope: listScope },
    },
    ...(instructions !== undefined && { instructions }),
  };
}

function serveTools(server: Server, plan: ServerPlan, principal: Principal): void {
  const { tools, logger, pageSize, abortWrites, running } = plan;
  const revision = (): string => server.getNegotiatedProtocolVersion() ?? assumedVersion;

  server.setRequestHandler('tools/list', ({ params }) => {
    const { tools: listed, ...rest } = listTools(tools, principal, params?.cursor, pageSize);
    return { ...rest, tools: listed.map((tool) => withObjectRoots(publishTool(tool, revision()))) };
  });

  server.setRequestHandler('tools/call', async ({ params }, ctx) => {
    const call = {
      name: params.name,
      args: params.arguments,
      principal,
      abortWrites,
      running,
      ...callContext(server, ctx),
    };
    const { content, ...rest } = fitResult(await callTool(tools, logger, call), revision());
    return { ...rest, content: [...content] };
  });
}

/** Compiled schemas have an object root already; here the SDK's type learns it. */
function withObjectRoots({ inputSchema, outputSchema, ...tool }: PublishedTool) {
  const type = 'object' as const;
  return {
    ...tool,
    inputSchema: { ...inputSchema, type },
    ...(outputSchema && { outputSchema: { ...outputSchema, type } }),
  };
}

function callContext(server: Server, { mcpReq }: ServerContext) {
  return {
    signal: mcpReq.signal,
    isClosed: () => server.transport === undefined,
    progressToken: mcpReq._meta?.progressToken,
    sendProgress: (params: Parameters<SendProgress>[0]) =>
      mcpReq.notify({ method: 'notifications/progress', params: { ...params } }),
  };
}
