import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  Client as ClientV2,
  type OAuthDiscoveryState as DiscoveryV2,
  SSEClientTransport as SseV2,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
  StreamableHTTPClientTransport as StreamableV2,
} from '@modelcontextprotocol/client';
import type { OAuthDiscoveryState as DiscoveryV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as SseV1 } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as StreamableV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { authorizeWhenAsked, oauthProvider, type Person } from './oauth-driver.js';

/** A client that has been let in, connected. */
export interface SignedInClient {
  listTools(): Promise<string[]>;
  call(
    name: string,
    args: Record<string, unknown>,
  ): Promise<{ readonly isError: boolean; readonly structured: unknown }>;
  close(): Promise<void>;
}

/** A client that registers and signs in by itself. */
export interface SigningClientKind {
  readonly name: string;
  connect(origin: string, person: Person): Promise<SignedInClient>;
}

function answer(result: Readonly<Record<string, unknown>>) {
  return { isError: result.isError === true, structured: result.structuredContent };
}

function readV1(client: ClientV1): SignedInClient {
  return {
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => answer(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

async function refused(attempt: Promise<void>): Promise<void> {
  const error: unknown = await attempt.then(
    () => new Error('A client without a token was let in'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || error.constructor.name !== 'UnauthorizedError') throw error;
}

const open = { sse: '/sse/', mcp: '/mcp' } as const;

async function connectV1(origin: string, person: Person, way: keyof typeof open): Promise<SignedInClient> {
  const authProvider = oauthProvider<OAuthClientInformationMixed, OAuthTokens, DiscoveryV1>(person);
  const url = new URL(open[way], origin);
  const create = () => (way === 'sse' ? new SseV1(url, { authProvider }) : new StreamableV1(url, { authProvider }));
  const connect = (client: ClientV1, transport: SseV1 | StreamableV1) =>
    client.connect(transport as Parameters<ClientV1['connect']>[0]);
  const first = create();
  await refused(connect(new ClientV1({ name: 'sdk-1', version: '1.0.0' }), first));
  await first.finishAuth(authProvider.answer().get('code') ?? '');
  const client = new ClientV1({ name: 'sdk-1', version: '1.0.0' });
  await connect(client, create());
  return readV1(client);
}

async function connectV2(
  origin: string,
  person: Person,
  way: keyof typeof open,
  revision?: string,
): Promise<SignedInClient> {
  const authProvider = oauthProvider<StoredOAuthClientInformation, StoredOAuthTokens, DiscoveryV2>(person);
  const url = new URL(open[way], origin);
  const options = revision === undefined ? {} : { versionNegotiation: { mode: { pin: revision } } };
  const create = () => (way === 'sse' ? new SseV2(url, { authProvider }) : new StreamableV2(url, { authProvider }));
  const first = create();
  await refused(new ClientV2({ name: 'sdk-2', version: '1.0.0' }, options).connect(first));
  await first.finishAuth(authProvider.answer());
  const client = new ClientV2({ name: 'sdk-2', version: '1.0.0' }, options);
  await client.connect(create());
  return {
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => answer(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

const bridge = fileURLToPath(new URL('../../node_modules/mcp-remote/dist/proxy.js', import.meta.url));

/** One start of `mcp-remote`; `home` holds what it has kept of earlier ones. */
export async function connectBridge(
  origin: string,
  person: Person,
  way: keyof typeof open,
  home: string,
): Promise<SignedInClient & { readonly signIns: number }> {
  const strategy = way === 'sse' ? 'sse-only' : 'http-only';
  const { PATH = '' } = process.env;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bridge, `${origin}${open[way]}`, '--transport', strategy, '--host', '127.0.0.1'],
    env: { PATH, HOME: home, MCP_REMOTE_CONFIG_DIR: home, BROWSER: 'none' },
    stderr: 'pipe',
  });
  let failure: unknown;
  const { stderr } = transport;
  if (!(stderr instanceof Readable)) throw new Error('The bridge has no standard error');
  const signIns = authorizeWhenAsked(stderr, person, (error) => {
    failure = error;
    void transport.close();
  });
  const client = new ClientV1({ name: 'sdk-1', version: '1.0.0' });
  await client.connect(transport, { timeout: 30_000 }).catch((error: unknown) => {
    throw failure ?? error;
  });
  return {
    ...readV1(client),
    get signIns() {
      return signIns();
    },
  };
}

/** A folder for what a bridge keeps. */
export function bridgeHome(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'mcp-remote-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Every way the two SDKs can sign in over HTTP. */
export const signingClients: readonly SigningClientKind[] = [
  { name: 'SDK 1.x, Streamable HTTP /mcp', connect: (origin, person) => connectV1(origin, person, 'mcp') },
  { name: 'SDK 1.x, SSE /sse/', connect: (origin, person) => connectV1(origin, person, 'sse') },
  { name: 'SDK 2.x, Streamable HTTP /mcp', connect: (origin, person) => connectV2(origin, person, 'mcp') },
  { name: 'SDK 2.x, 2026-07-28 /mcp', connect: (origin, person) => connectV2(origin, person, 'mcp', '2026-07-28') },
  { name: 'SDK 2.x, SSE /sse/', connect: (origin, person) => connectV2(origin, person, 'sse') },
];
