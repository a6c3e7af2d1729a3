import type { ExecutionContext } from 'ava';
import type { Principal } from '../../src/auth/principal.js';
import type { Backend, BackendCall, EndpointReply } from '../../src/backend/exchange.js';
import type { EndpointMap } from '../../src/endpoints/endpoint.js';
import type { ToolResult } from '../../src/endpoints/result.js';
import { EndpointError } from '../../src/errors.js';
import type { CompileOptions } from '../../src/tools/compile-options.js';
import { compileTools } from '../../src/tools/compile-tools.js';
import type { ToolCallContext } from '../../src/tools/tool-set.js';

/** A caller who may do everything. */
export const anyone: Principal = { subject: 'alice', issuer: 'test', scopes: 'all', claims: {} };

/** A reply with a JSON body. */
export function jsonReply(body: unknown, status = 200): EndpointReply {
  return { status, headers: {}, mediaType: 'application/json', body, duration: 1 };
}

/** A backend without HTTP, which keeps its calls. For what does not depend on the wire. */
export interface RecordingBackend extends Backend {
  readonly calls: readonly BackendCall[];
}

export function recordingBackend(
  answer: (call: BackendCall) => EndpointReply | Promise<EndpointReply> = () => jsonReply({ ok: true }),
): RecordingBackend {
  const calls: BackendCall[] = [];
  return {
    calls,
    async call(call) {
      calls.push(call);
      return answer(call);
    },
    async close() {},
  };
}

/** Compiles a map and calls one of its tools. */
export function callTool(
  endpoints: EndpointMap,
  name: string,
  args: unknown,
  options: CompileOptions,
  context: Partial<ToolCallContext> = {},
): Promise<ToolResult> {
  const tools = compileTools(endpoints, options);
  return tools.call(name, args, { principal: anyone, signal: new AbortController().signal, ...context });
}

/** Text of a result, its blocks joined. */
export function textOf(result: ToolResult): string {
  return result.content.map((block) => (block.type === 'text' ? block.text : `<${block.type}>`)).join('\n');
}

/** The machine-readable failure of a result. */
export function failureOf(result: ToolResult): unknown {
  return result._meta?.['mcp-rest-proxy/error'];
}

/** Mistakes of a map, as `place: message fix`. */
export function problemsOf(t: ExecutionContext, run: () => unknown): string[] {
  const error = t.throws(run, { instanceOf: EndpointError });
  return (error?.problems ?? []).map(({ place, message, fix }) => `${place}: ${message}${fix ? ` ${fix}` : ''}`);
}
