import { readFileSync } from 'node:fs';
import type {
  CallFailure,
  CallInfo,
  Endpoint,
  EndpointMap,
  EndpointReply,
  ToolFailure,
  ToolResult,
} from 'mcp-rest-proxy';
import { CallError } from 'mcp-rest-proxy';

/** One recorded exchange. */
export interface Exchange {
  readonly id: string;
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly response:
    | { readonly status: number; readonly type: string; readonly body: string }
    | { readonly error: string };
}

/** Reads the recorded exchanges of one dialect. */
export function readTranscript(name: 'actual' | 'documented'): Exchange[] {
  const text = readFileSync(new URL(`../transcripts/${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line): Exchange => JSON.parse(line));
}

/** The answer as the library decodes it. */
export function toReply(response: { status: number; type: string; body: string }, duration = 3): EndpointReply {
  const mediaType = (response.type.split(';')[0] ?? '').trim().toLowerCase();
  const body =
    response.body === '' ? undefined : mediaType === 'application/json' ? JSON.parse(response.body) : response.body;
  return { status: response.status, headers: { 'content-type': response.type }, mediaType, body, duration };
}

const TOOL_OF_PATH: Readonly<Record<string, string>> = {
  '/api/mcp/context': 'falkordb_query',
  '/api/mcp/graphs': 'falkordb_list_graphs',
  '/api/mcp/metadata': 'falkordb_server_info',
  '/health': 'falkordb_health',
};

/** What every hook is told, for a caller without an identity. */
export function callInfo(tool: string, args: Readonly<Record<string, unknown>> = {}): CallInfo {
  return { tool, arguments: args, principal: { subject: 'test', issuer: 'test', scopes: 'all', claims: {} } };
}

/** What became of an exchange. */
export type Played = { readonly result: ToolResult } | { readonly failure: ToolFailure | CallFailure };

/** Feeds a recorded answer to the tool whose endpoint it came from, as the library would. */
export async function play(endpoints: EndpointMap, exchange: Exchange): Promise<Played> {
  const tool = TOOL_OF_PATH[exchange.request.path.split('?')[0] ?? ''] ?? '';
  const endpoint = endpoints[tool];
  if (endpoint === undefined) throw new Error(`no tool for ${exchange.request.path}`);
  const { body } = exchange.request;
  const call = callInfo(tool, typeof body === 'object' && body !== null ? { ...body } : {});
  if ('error' in exchange.response) return { failure: map(endpoint, lostAnswer(endpoint), call) };
  const reply = toReply(exchange.response);
  return reply.status < 300
    ? format(endpoint, reply, call)
    : { failure: map(endpoint, errorAnswer(endpoint, reply), call) };
}

async function format(endpoint: Endpoint, reply: EndpointReply, call: CallInfo): Promise<Played> {
  if (endpoint.format === undefined) throw new Error(`${call.tool} has no format`);
  try {
    return { result: await endpoint.format(reply, call) };
  } catch (error) {
    if (error instanceof CallError) return { failure: map(endpoint, error.failure, call) };
    throw error;
  }
}

function map(endpoint: Endpoint, failure: CallFailure, call: CallInfo): ToolFailure | CallFailure {
  return endpoint.mapError?.(failure, call) ?? failure;
}

function lostAnswer({ method }: Endpoint): CallFailure {
  const message = 'The backend could not be reached.';
  return { code: 'backend_unavailable', message, retryable: method === 'GET', outcome: 'unknown' };
}

function errorAnswer({ method }: Endpoint, reply: EndpointReply): CallFailure {
  const message = `The backend answered ${reply.status}.`;
  return {
    code: 'backend_error',
    message,
    status: reply.status,
    retryable: method === 'GET',
    outcome: 'failed',
    reply,
  };
}
