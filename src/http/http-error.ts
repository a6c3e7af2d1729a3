/** Codes of JSON-RPC errors made before the protocol engine sees a message. */
export const rpcError = {
  parse: -32700,
  invalidRequest: -32600,
  internal: -32603,
  /** What the SDKs use for HTTP requests they refuse; clients look at the HTTP status. */
  refused: -32000,
  /** The SDKs' code for a session that does not exist. */
  unknownSession: -32001,
} as const;

/** Ends an HTTP request with a status and a JSON-RPC error body. Its message is safe to show. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    options: { readonly code?: number; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = options.code ?? rpcError.refused;
    this.headers = options.headers ?? {};
  }
}

/** 405 with the methods that are served. */
export function methodNotAllowed(allow: string): HttpError {
  return new HttpError(405, `This method is not served here; these are: ${allow}.`, { headers: { Allow: allow } });
}

/** 503 or 429 that says when to come back. */
export function tryLater(status: 429 | 503, message: string, seconds: number): HttpError {
  return new HttpError(status, message, { headers: { 'Retry-After': String(seconds) } });
}
