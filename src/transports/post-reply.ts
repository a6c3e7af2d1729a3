import type { ServerResponse } from 'node:http';
import { sendEmpty, sendJson } from '../http/respond.js';
import { openSseStream, type SseStream, type SseStreamOptions } from '../http/sse-stream.js';
import type { JsonRpcMessage, RequestId } from '../mcp/engine.js';
import type { Accepted } from './accept.js';

export interface PostReplyOptions {
  /** The requests that this answer waits for. */
  readonly ids: readonly RequestId[];
  /** Answer with an array, as the request was one. */
  readonly batch: boolean;
  readonly accepted: Accepted;
  /** Of the stream, if one has to be opened; after one `keepAliveInterval` of silence, one is. */
  readonly stream: SseStreamOptions;
}

/** The HTTP answer to one POST: JSON, unless something has to be streamed before the last response. */
export interface PostReply {
  /** A notification about one of the requests; dropped for clients that read JSON only. */
  notify(message: JsonRpcMessage): void;
  /** The response to `id`. `status` applies when nothing has been streamed. */
  respond(id: RequestId, message: JsonRpcMessage, status?: number): void;
  /** `id` will never be answered: it was cancelled. */
  forget(id: RequestId): void;
  /** Answers everything that is still waiting with one error. */
  fail(error: { readonly code: number; readonly message: string }, status: number): void;
}

/** Starts waiting. The answer ends when every id has been answered or forgotten. */
export function createPostReply(response: ServerResponse, options: PostReplyOptions): PostReply {
  const { accepted, batch } = options;
  const waiting = new Set(options.ids);
  const responses: JsonRpcMessage[] = [];
  let stream: SseStream | undefined;
  let status = 200;

  const openStream = (): SseStream => {
    clearTimeout(timer);
    if (stream !== undefined) return stream;
    stream = openSseStream(response, options.stream);
    // Responses of a batch that were kept for one JSON array now go the way of the rest.
    for (const early of responses.splice(0)) stream.send(JSON.stringify(early));
    return stream;
  };
  const timer = setTimeout(() => accepted.sse && openStream(), options.stream.keepAliveInterval);
  timer.unref();
  response.once('close', () => {
    clearTimeout(timer);
    waiting.clear();
  });

  const finish = (): void => {
    clearTimeout(timer);
    const [only] = responses;
    if (stream !== undefined) stream.end();
    else if (only !== undefined) sendJson(response, status, batch ? responses : only);
    else if (accepted.sse) openStream().end();
    else sendEmpty(response, 202);
  };

  const settle = (id: RequestId): void => {
    if (waiting.delete(id) && waiting.size === 0) finish();
  };

  const respond: PostReply['respond'] = (id, message, errorStatus = 200) => {
    if (!waiting.has(id)) return;
    status = batch ? 200 : errorStatus;
    const streamed = stream !== undefined || (!accepted.json && status === 200);
    if (streamed) openStream().send(JSON.stringify(message));
    else responses.push(message);
    settle(id);
  };

  return {
    notify(message) {
      if (waiting.size === 0 || !accepted.sse) return;
      openStream().send(JSON.stringify(message));
    },
    respond,
    forget: settle,
    fail(error, failStatus) {
      for (const id of [...waiting]) respond(id, { jsonrpc: '2.0', id, error }, failStatus);
    },
  };
}
