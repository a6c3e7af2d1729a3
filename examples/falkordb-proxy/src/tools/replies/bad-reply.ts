import { CallError, type EndpointReply } from 'mcp-rest-proxy';

/**
 * Gives up on an answer that is neither of the two dialects. The call was carried out; only the answer is unreadable.
 * Thrown by an endpoint's `format`.
 */
export function rejectReply(reply: EndpointReply, expected: string): never {
  throw new CallError({
    code: 'bad_response_shape',
    message:
      `InternalError: The backend answered with status ${reply.status}, but not in a form of FalkorDB MCPServer: ` +
      `${expected} was expected, ${describe(reply)} came.`,
    hint:
      'The call was carried out. Check that the address of the backend is that of a FalkorDB MCPServer and that ' +
      'nothing between the two changes its answers.',
    status: reply.status,
    retryable: false,
    outcome: 'done',
    reply,
  });
}

function describe({ body, mediaType }: EndpointReply): string {
  if (body === undefined) return 'an empty body';
  if (typeof body === 'string' || body instanceof Uint8Array) return `a body of type ${mediaType || 'unknown'}`;
  if (Array.isArray(body)) return 'a JSON array';
  return body === null || typeof body !== 'object' ? `JSON ${String(body).slice(0, 20)}` : 'another JSON object';
}
