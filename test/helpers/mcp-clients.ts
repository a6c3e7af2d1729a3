import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Client as ClientV2,
  SSEClientTransport as SseV2,
  StreamableHTTPClientTransport as StreamableV2,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as SseV1 } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as StreamableV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** Where a proxy under test is reached. */
export interface Addresses {
  /** For example `http://127.0.0.1:3001`. */
  readonly origin: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A child process that speaks MCP over its stdin and stdout. */
export interface StdioProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface CallAnswer {
  readonly isError: boolean;
  readonly text: string;
  /** Empty when there is none. */
  readonly structured: Record<string, unknown>;
}

/** A client nobody here wrote, connected. */
export interface ConnectedClient {
  listTools(): Promise<string[]>;
  call(name: string, args?: Record<string, unknown>): Promise<CallAnswer>;
  /** The protocol revision in force, when the client tells. */
  readonly revision: string | undefined;
  close(): Promise<void>;
}

export interface ClientKind {
  readonly name: string;
  connect(): Promise<ConnectedClient>;
}

interface AnyContent {
  readonly type: string;
  readonly text?: string;
}

function answer(result: Record<string, unknown>): CallAnswer {
  const content = (result.content ?? []) as readonly AnyContent[];
  return {
    isError: result.isError === true,
    text: content.map(({ text }) => text ?? '').join('\n'),
    structured: (result.structuredContent ?? {}) as Record<string, unknown>,
  };
}

async function connectV1(transport: StreamableV1 | SseV1 | StdioV1): Promise<ConnectedClient> {
  const client = new ClientV1({ name: 'sdk-1', version: '1.0.0' });
  await client.connect(transport as Parameters<ClientV1['connect']>[0]);
  return {
    revision: 'protocolVersion' in transport ? transport.protocolVersion : undefined,
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => answer(await client.callTool(args ? { name, arguments: args } : { name })),
    close: () => client.close(),
  };
}

type Negotiation = NonNullable<ConstructorParameters<typeof ClientV2>[1]>['versionNegotiation'];

async function connectV2(
  transport: StreamableV2 | SseV2 | StdioV2,
  negotiation?: Negotiation,
): Promise<ConnectedClient> {
  const options = negotiation ? { versionNegotiation: negotiation } : {};
  const client = new ClientV2({ name: 'sdk-2', version: '1.0.0' }, options);
  await client.connect(transport);
  return {
    revision: client.getNegotiatedProtocolVersion(),
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => answer(await client.callTool(args ? { name, arguments: args } : { name })),
    close: () => client.close(),
  };
}

const MODERN: Negotiation = { mode: { pin: '2026-07-28' } };
const AUTO: Negotiation = { mode: 'auto' };

function http({ headers }: Addresses): { requestInit?: RequestInit } {
  return headers ? { requestInit: { headers: { ...headers } } } : {};
}

/** Every way the two SDKs can speak HTTP to a proxy. `at` is asked when a client connects. */
export function httpClients(at: () => Addresses): readonly ClientKind[] {
  const url = (path: string): URL => new URL(path, at().origin);
  return [
    { name: 'SDK 1.x, Streamable HTTP /mcp', connect: () => connectV1(new StreamableV1(url('/mcp'), http(at()))) },
    { name: 'SDK 1.x, Streamable HTTP /mcp/', connect: () => connectV1(new StreamableV1(url('/mcp/'), http(at()))) },
    { name: 'SDK 1.x, SSE /sse', connect: () => connectV1(new SseV1(url('/sse'), http(at()))) },
    { name: 'SDK 1.x, SSE /sse/', connect: () => connectV1(new SseV1(url('/sse/'), http(at()))) },
    { name: 'SDK 2.x, Streamable HTTP /mcp', connect: () => connectV2(new StreamableV2(url('/mcp'), http(at()))) },
    { name: 'SDK 2.x, auto /mcp', connect: () => connectV2(new StreamableV2(url('/mcp'), http(at())), AUTO) },
    { name: 'SDK 2.x, 2026-07-28 /mcp', connect: () => connectV2(new StreamableV2(url('/mcp'), http(at())), MODERN) },
    { name: 'SDK 2.x, 2026-07-28 /mcp/', connect: () => connectV2(new StreamableV2(url('/mcp/'), http(at())), MODERN) },
    { name: 'SDK 2.x, SSE /sse/', connect: () => connectV2(new SseV2(url('/sse/'), http(at()))) },
  ];
}

function child(program: StdioProgram): {
  command: string;
  args: string[];
  env: Record<string, string>;
  stderr: 'ignore';
} {
  const { PATH = '', HOME = '' } = process.env;
  return { command: program.command, args: [...program.args], env: { PATH, HOME, ...program.env }, stderr: 'ignore' };
}

/** Every way the two SDKs can speak stdio to a program. `program` is asked when a client connects. */
export function stdioClients(program: () => StdioProgram): readonly ClientKind[] {
  return [
    { name: 'SDK 1.x, stdio', connect: () => connectV1(new StdioV1(child(program()))) },
    { name: 'SDK 2.x, stdio', connect: () => connectV2(new StdioV2(child(program()))) },
    { name: 'SDK 2.x, 2026-07-28 stdio', connect: () => connectV2(new StdioV2(child(program())), MODERN) },
  ];
}

const bridge = fileURLToPath(new URL('../../node_modules/mcp-remote/dist/proxy.js', import.meta.url));

async function connectBridge(at: Addresses, path: string, options: readonly string[]): Promise<ConnectedClient> {
  const home = mkdtempSync(join(tmpdir(), 'mcp-remote-'));
  const headers = Object.entries(at.headers ?? {}).flatMap(([name, value]) => ['--header', `${name}:${value}`]);
  const args = [bridge, `${at.origin}${path}`, ...options, '--host', '127.0.0.1', ...headers];
  const env = { MCP_REMOTE_CONFIG_DIR: home };
  const client = await connectV1(new StdioV1(child({ command: process.execPath, args, env })));
  const close = async (): Promise<void> => {
    await client.close();
    rmSync(home, { recursive: true, force: true });
  };
  return { ...client, close };
}

/** `mcp-remote`, the bridge that stdio hosts such as Claude Desktop use, driven by an SDK 1.x client. */
export function bridgeClients(at: () => Addresses): readonly ClientKind[] {
  return [
    { name: 'mcp-remote over /mcp', connect: () => connectBridge(at(), '/mcp', ['--transport', 'http-only']) },
    { name: 'mcp-remote over /sse/', connect: () => connectBridge(at(), '/sse/', ['--transport', 'sse-only']) },
    { name: 'mcp-remote, either era, over /mcp', connect: () => connectBridge(at(), '/mcp', ['--protocol', 'auto']) },
  ];
}
