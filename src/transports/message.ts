import { HttpError, rpcError } from '../http/http-error.js';
import type { JsonRpcMessage, RequestId } from '../mcp/engine.js';

/** A message that wants an answer. */
export type RequestMessage = JsonRpcMessage & { readonly id: RequestId; readonly method: string };

export function isRequestMessage(message: JsonRpcMessage): message is RequestMessage {
  return typeof message.method === 'string' && (typeof message.id === 'string' || typeof message.id === 'number');
}

export function isResponseMessage(message: JsonRpcMessage): message is JsonRpcMessage & { readonly id: RequestId } {
  return message.method === undefined && (typeof message.id === 'string' || typeof message.id === 'number');
}

/** The id of a body that could be read but is refused; errors carry it back. */
export function bodyId(body: unknown): RequestId | null {
  if (typeof body !== 'object' || body === null || !('id' in body)) return null;
  return typeof body.id === 'string' || typeof body.id === 'number' ? body.id : null;
}

/** Answers the calls that still run when their session ends. */
export const sessionEnded = {
  code: rpcError.internal,
  message: 'The session has ended; the outcome of this call is unknown.',
} as const;

/** The request that a `notifications/cancelled` names. */
export function cancelledId({ method, params }: JsonRpcMessage): RequestId | undefined {
  if (method !== 'notifications/cancelled' || typeof params !== 'object' || params === null) return undefined;
  const { requestId } = params as { readonly requestId?: unknown };
  return typeof requestId === 'string' || typeof requestId === 'number' ? requestId : undefined;
}

/** The tool that a `tools/call` names. */
export function calledTool({ method, params }: JsonRpcMessage): string | undefined {
  if (method !== 'tools/call' || typeof params !== 'object' || params === null) return undefined;
  const { name } = params as { readonly name?: unknown };
  return typeof name === 'string' ? name : undefined;
}

/** A body, whose shape the engine has examined, as messages. @throws HttpError 400 */
export function toMessages(body: unknown): readonly JsonRpcMessage[] {
  const messages: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (messages.every((message): message is JsonRpcMessage => typeof message === 'object' && message !== null)) {
    return messages;
  }
  throw new HttpError(400, 'The body is not a JSON-RPC message.', { code: rpcError.invalidRequest });
}
