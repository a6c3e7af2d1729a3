import type { Principal } from '../auth/principal.js';
import type { Credential } from '../credentials/credential.js';
import type { HttpMethod } from './client.js';
import type { RetryClass } from './retry-class.js';

/** The request as built from the map, before the credential; what an endpoint's own `request` may change. */
export interface EndpointRequest {
  readonly method: HttpMethod;
  /** Path below the base URL, encoded, starting with `/`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * JSON value, or `undefined` for no body. With a `contentType` that is not JSON: the whole body as text or bytes,
   * ready to be sent, and to be sent again.
   */
  readonly body?: unknown;
  /** Content type of the body, boundary included; its name in `headers` is not allowed beside it. Default by `body`. */
  readonly contentType?: string;
  /** Keys of `query` whose values are delimited lists: their commas stay as they are, their spaces become `%20`. */
  readonly delimitedKeys?: readonly string[];
}

/** The backend's answer to a call, decoded by its content type. */
export interface EndpointReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Media type without parameters, lower-case; empty when the backend named none. */
  readonly mediaType: string;
  /** Parsed JSON; text for `text/*`, XML, YAML and lines of JSON; bytes for anything else; `undefined` for nothing. */
  readonly body: unknown;
  /** Milliseconds from the first attempt's start to the last byte read. */
  readonly duration: number;
}

/**
 * What is known of the backend's side after a failed call.
 * `not_sent`: nothing arrived. `unknown`: it may have been carried out. `failed`: the backend said no.
 * `done`: carried out, but the answer cannot be shown.
 */
export type Outcome = 'not_sent' | 'unknown' | 'failed' | 'done';

/** Why a call failed, before it is put into words for a model: the raw material of `mapError`. */
export interface CallFailure {
  /** Stable, snake_case: a `FailureCode`, or one that a hook or credential of the map made up. */
  readonly code: string;
  /** Safe to show: no URL, address, credential or stack. */
  readonly message: string;
  readonly hint?: string;
  /** HTTP status of the backend's answer, when there was one. */
  readonly status?: number;
  /** True only when repeating the call cannot do harm. */
  readonly retryable: boolean;
  readonly outcome: Outcome;
  /** Seconds to wait before a retry. */
  readonly retryAfter?: number;
  /** The backend's answer, when there was one. Its body is the backend's own text: redact before showing it. */
  readonly reply?: EndpointReply;
}

/** A call failed; carries the failure as data. The only error `Backend.call` throws. */
export class CallError extends Error {
  override readonly name = 'CallError';

  constructor(readonly failure: CallFailure) {
    super(failure.message);
  }
}

/** One call through the backend, with everything that governs it. */
export interface BackendCall {
  readonly request: EndpointRequest;
  readonly retry: RetryClass;
  /** Milliseconds for all attempts together; default is the backend's. */
  readonly timeout?: number;
  /** Overrides the backend's credential. */
  readonly credential?: Credential;
  readonly tool: string;
  readonly scopes: readonly string[];
  readonly principal: Principal;
  /** Aborts the attempt that is under way. */
  readonly signal: AbortSignal;
  /** Take an HTML answer as text. Default false: HTML in place of data is a `bad_content_type` failure. */
  readonly acceptHtml?: boolean;
  /**
   * Integers of a JSON answer that a double cannot hold come as decimal strings. Default true; with false
   * they are rounded, as `JSON.parse` does.
   */
  readonly exactIntegers?: boolean;
}

/** A REST API as the tools see it: one call in, one 2xx reply out, or a `CallError`. */
export interface Backend {
  call(call: BackendCall): Promise<EndpointReply>;
  /** What is sent with every call that brings no credential of its own. */
  readonly credential?: Credential;
  close(): Promise<void>;
}
