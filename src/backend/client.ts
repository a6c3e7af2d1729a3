/** HTTP methods an endpoint may use. */
export type HttpMethod = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One HTTP request to the backend, complete but for the origin, which belongs to the client. */
export interface BackendRequest {
  readonly method: HttpMethod;
  /** Path and query, starting with exactly one `/`; the base URL's own path is part of it. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One HTTP answer of the backend, read whole, decoded (gzip, deflate, br) and within the limits. */
export interface BackendResponse {
  readonly status: number;
  /** Lower-case names; repeated headers are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Time, size and pool limits of one backend. Times are milliseconds, sizes are bytes. */
export interface BackendLimits {
  /** Look-up, TCP and TLS together. Default 2000. */
  readonly connectTimeout: number;
  /** From the request sent to the first byte of the answer. Default 15000. */
  readonly firstByteTimeout: number;
  /** Longest gap inside the answer's body. Default 15000. */
  readonly idleTimeout: number;
  /** Size of the body after decompression. Default 10 MiB. */
  readonly maxResponseBytes: number;
  /** Sockets. Default 50. */
  readonly connections: number;
  /** How long an idle socket is kept; must be shorter than the backend's own limit. Default 4000. */
  readonly keepAliveTimeout: number;
}

/**
 * How far an attempt had come when it failed. `not_sent`: no byte of the request can have reached the
 * backend, so another attempt cannot do anything twice. `unknown`: at least one byte may have arrived.
 */
export type Delivery = 'not_sent' | 'unknown';

/** Stable codes of transport failures; the meaning of each is in docs/errors.md. */
export type BackendFailureCode =
  | 'backend_unavailable'
  | 'backend_timeout'
  | 'backend_tls'
  | 'backend_truncated'
  | 'backend_protocol'
  | 'response_too_large'
  | 'cancelled';

/** A request got no complete, valid answer. Carries no URL, header, address or body of the request. */
export class BackendFailure extends Error {
  override readonly name = 'BackendFailure';

  constructor(
    readonly code: BackendFailureCode,
    readonly delivery: Delivery,
    message: string,
    /** What the HTTP library or the system calls it, such as `CERT_HAS_EXPIRED`: for the operator's log. */
    readonly reason?: string,
  ) {
    super(message);
  }
}

/**
 * The seam to an HTTP library. One client speaks to one origin, follows no redirects, retries nothing,
 * stops reading at the size limit, and throws only `BackendFailure`.
 */
export interface BackendClient {
  send(request: BackendRequest, options: { readonly signal: AbortSignal }): Promise<BackendResponse>;
  close(): Promise<void>;
}

/** Makes the client of one backend. `origin` is the scheme, host and port every request goes to. */
export type BackendClientFactory = (options: {
  readonly origin: string;
  readonly limits: BackendLimits;
}) => BackendClient;
