/** The JSON-RPC error codes sent by this library (JSON-RPC 2.0 section 5.1; MCP 2026-07-28, Errors). */
export const rpcCode = {
  invalidRequest: -32600,
  invalidParams: -32602,
  internalError: -32603,
  /** Legacy convention of the SDKs for a bad HTTP request. */
  badRequest: -32000,
  headerMismatch: -32020,
  unsupportedVersion: -32022,
} as const;

/**
 * An error meant for the client: code, message and data reach the wire as they stand.
 * A class of our own, because error classes of the two SDKs do not recognise each other;
 * both read the integer `code` of whatever is thrown.
 */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
