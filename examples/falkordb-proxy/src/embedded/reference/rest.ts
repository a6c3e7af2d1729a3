import type { Admission } from './caller.js';
import type { GraphDatabase } from './database.js';

/** What both dialects stand on. */
export interface ApiOptions {
  readonly database: GraphDatabase;
  readonly admission: Admission;
  /** Milliseconds. */
  readonly queryTimeout: number;
}

/** One request to the reference backend, read whole. */
export interface RestRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** One answer: JSON, or a page of HTML when `body` is a string. */
export interface RestReply {
  readonly status: number;
  readonly body: object | string;
}

/** A dialect of the backend's REST API. */
export interface RestApi {
  /** Largest request body, in bytes. */
  readonly maxBodyBytes: number;
  /** Never rejects for what a caller did: mistakes are answers. */
  handle(request: RestRequest): Promise<RestReply>;
  /** The answer to a body beyond `maxBodyBytes`. */
  refuseBody(request: Omit<RestRequest, 'body'>): RestReply;
}

/** True for what JSON calls an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
