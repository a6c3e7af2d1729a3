import { createProxy, type McpProxy, sse, streamableHttp, type Transport } from 'mcp-rest-proxy';
import { credential } from './endpoints.js';
import { createTools } from './generated/index.js';

/** Where the API is, what it is shown, and how the tools are served. */
export interface ServerOptions {
  readonly baseUrl: string;
  /** `BOOKSHOP_STAFF_TOKEN` is read from here. */
  readonly environment: NodeJS.ProcessEnv;
  readonly transports?: readonly Transport[];
}

/** The bookshop's API as an MCP server. */
export function createServer({
  baseUrl,
  environment,
  transports = [streamableHttp(), sse()],
}: ServerOptions): McpProxy {
  return createProxy({
    name: 'bookshop',
    version: '2.3.0',
    tools: createTools,
    backend: { baseUrl, credential: credential(environment) },
    transports,
  });
}
