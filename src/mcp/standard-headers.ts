/**
 * The headers that repeat parts of a modern request's body, so that intermediaries can route without reading it
 * (MCP 2026-07-28, Streamable HTTP, Standard Request Headers). A server must check them, or the two could disagree.
 */

/** What may be looked at of a request, by lower-case header name. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

interface ModernRequest {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** The member of `params` that `Mcp-Name` repeats, by method. */
const namedBy: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
]);

/** One header's value without outer spaces and tabs; repeated headers count as one list, as HTTP has it. */
export function headerValue(headers: Headers, name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text?.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
}

/**
 * Says what is wrong with the headers of a modern request, or nothing.
 * Differences of `MCP-Protocol-Version` and `Mcp-Method` have been found by then; this looks for their absence.
 */
export function findHeaderProblem(headers: Headers, request: ModernRequest): string | undefined {
  if (headerValue(headers, 'mcp-protocol-version') === undefined) return 'the MCP-Protocol-Version header is missing';
  if (headerValue(headers, 'mcp-method') === undefined) return 'the Mcp-Method header is missing';
  const member = namedBy.get(request.method);
  const name = member === undefined ? undefined : request.params?.[member];
  return typeof name === 'string' ? findNameProblem(headerValue(headers, 'mcp-name'), name) : undefined;
}

function findNameProblem(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return 'the Mcp-Name header is missing';
  const decoded = decodeSentinel(header);
  if (decoded === undefined) return 'the Mcp-Name header is not valid base64';
  return decoded === name ? undefined : 'the Mcp-Name header differs from the name in the body';
}

/** Values that are not plain visible ASCII travel as `=?base64?…?=`; `undefined` for base64 that is none. */
export function decodeSentinel(value: string): string | undefined {
  const encoded = /^=\?base64\?(.*)\?=$/s.exec(value)?.[1];
  if (encoded === undefined) return value;
  const bytes = Buffer.from(encoded, 'base64');
  // Buffer skips what it does not understand: only a value that encodes back to itself was base64.
  if (bytes.toString('base64').replace(/=+$/, '') !== encoded.replace(/={1,2}$/, '')) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
