import { readFileSync } from 'node:fs';
import type { CallInfo, EndpointReply } from 'mcp-rest-proxy';

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

/** What every hook is told, for a caller without an identity. */
export function callInfo(tool: string, args: Readonly<Record<string, unknown>> = {}): CallInfo {
  return { tool, arguments: args, principal: { subject: 'test', issuer: 'test', scopes: 'all', claims: {} } };
}
