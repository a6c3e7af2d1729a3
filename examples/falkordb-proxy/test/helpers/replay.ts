import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestFn } from 'ava';
import { compileTools, type ToolResult, type ToolSet } from 'mcp-rest-proxy';
import { keyCredential } from '../../src/access/credential.js';
import { falkordbEndpoints } from '../../src/tools/endpoints.js';
import { callInfo, type Exchange } from './transcripts.js';

/** What became of a recorded exchange when it was played again. */
export interface Played {
  readonly result: ToolResult;
  /** True when the recorded arguments were not sent; the answer was then played to an ordinary query. */
  readonly refused: boolean;
  /** Method and path of each request that arrived. */
  readonly requests: readonly string[];
}

const TOOL_OF_PATH: Readonly<Record<string, string>> = {
  '/api/mcp/context': 'falkordb_query',
  '/api/mcp/graphs': 'falkordb_list_graphs',
  '/api/mcp/metadata': 'falkordb_server_info',
  '/health': 'falkordb_health',
};

/** Other addresses are what a wrong base URL leads to. */
function toolOf({ method, path }: Exchange['request']): string {
  const [address = ''] = path.split('?');
  return method === 'POST' ? 'falkordb_query' : (TOOL_OF_PATH[address.toLowerCase()] ?? 'falkordb_server_info');
}

function argumentsOf(tool: string, { body }: Exchange['request']): Record<string, unknown> {
  if (tool !== 'falkordb_query') return {};
  return typeof body === 'object' && body !== null ? { ...body } : ORDINARY;
}

const ORDINARY = { graphName: 'memories', query: 'RETURN 1' };

function answer(response: ServerResponse, recorded: Exchange['response']): void {
  if ('error' in recorded) return void response.socket?.destroy();
  const type = recorded.type === '' ? {} : { 'content-type': recorded.type };
  response.writeHead(recorded.status, type).end(recorded.body);
}

function wasRefused({ _meta }: ToolResult): boolean {
  return JSON.stringify(_meta ?? {}).includes('"invalid_arguments"');
}

interface Player {
  play(exchange: Exchange): Promise<Played>;
  stop(): Promise<void>;
}

/** The four tools, compiled, over real sockets; the server gives the recorded answer to whatever arrives. */
async function startPlayer(): Promise<Player> {
  let recorded: Exchange['response'] = { error: 'nothing is played' };
  let requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => answer(response, recorded));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const up = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const down = connect(`http://127.0.0.1:${await closedPort()}`);
  return {
    async play({ request, response }) {
      recorded = response;
      requests = [];
      const tool = toolOf(request);
      const tools = 'error' in response && response.error.startsWith('ECONNREFUSED') ? down : up;
      const result = await call(tools, tool, argumentsOf(tool, request));
      const refused = wasRefused(result);
      return { result: refused ? await call(tools, tool, ORDINARY) : result, refused, requests };
    },
    async stop() {
      await Promise.all([up.close(), down.close()]);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function connect(baseUrl: string): ToolSet {
  const backend = { baseUrl, credential: keyCredential('key-of-the-backend'), retry: { attempts: 1 } };
  return compileTools(falkordbEndpoints(), { backend });
}

function call(tools: ToolSet, tool: string, args: Record<string, unknown>): Promise<ToolResult> {
  const { principal } = callInfo(tool);
  return tools.call(tool, args, { principal, signal: new AbortController().signal });
}

/** A port nobody listens on. */
async function closedPort(): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a player before the tests of a file, which must run one after the other, and ends it after them. */
export function usePlayer(test: TestFn): Player['play'] {
  let player: Player | undefined;
  test.before(async () => {
    player = await startPlayer();
  });
  test.after.always(() => player?.stop());
  return (exchange) => {
    if (player === undefined) throw new Error('The player runs only while tests run');
    return player.play(exchange);
  };
}
