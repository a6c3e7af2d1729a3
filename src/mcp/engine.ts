import type { Readable, Writable } from 'node:stream';
import type { Principal } from '../auth/principal.js';

export type RequestId = string | number;

/** A JSON-RPC 2.0 message as parsed from the wire: request, notification or response. */
export interface JsonRpcMessage {
  readonly jsonrpc: '2.0';
  readonly id?: RequestId | null | undefined;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** What a transport gives when it opens a peer. */
export interface PeerOptions {
  readonly principal: Principal;
  /** Identifies a legacy session in logs and handlers. */
  readonly sessionId?: string;
  /**
   * Takes every message the server sends. `relatedRequestId` names the request whose stream the message
   * belongs to: the response's own id, or the request a notification is about; `undefined` for neither.
   */
  readonly send: (message: JsonRpcMessage, relatedRequestId: RequestId | undefined) => void | Promise<void>;
}

/**
 * One MCP server speaking to one client: a connection (stdio, SSE), a session (Streamable HTTP to 2025-11-25)
 * or a single request (2026-07-28).
 */
export interface Peer {
  /** The revision agreed on by `initialize`, once it has been. */
  protocolVersion(): string | undefined;
  /**
   * Hands in one message. Errors found before the tool runs (unknown method, incomplete `_meta`) are sent
   * before this returns; everything else is sent later. A cancelled request is never answered.
   */
  receive(message: JsonRpcMessage): void;
  /** The client has given up waiting for this request: as `close`, for one call. It is not answered. */
  abandon(requestId: RequestId): void;
  /** The client is gone: tells running calls so (`disconnected`), sends nothing more. */
  close(): Promise<void>;
}

/** What one HTTP POST is, by its body and headers (protocol revisions of both eras on one endpoint). */
export type Classification =
  /** `batch`: the body is an array of legacy messages, to be answered as one array (2025-03-26 only). */
  | { readonly era: 'legacy'; readonly batch?: true }
  | { readonly era: 'modern'; readonly version: string; readonly kind: 'request' | 'notification' }
  | {
      readonly era: 'reject';
      readonly status: number;
      readonly error: { readonly code: number; readonly message: string; readonly data?: unknown };
    };

/** A running stdio connection. */
export interface StdioConnection {
  /** Settles when the client has closed its side or `close` was called. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** The protocol: turns a tool set into MCP servers. No SDK type crosses this interface. */
export interface Engine {
  /** Revisions served through `initialize`, newest first. */
  readonly legacyVersions: readonly string[];
  /** Revisions served without a handshake, newest first. */
  readonly modernVersions: readonly string[];
  /** Decides the era of one POST; `body` is the parsed JSON. Checks the headers a modern request must carry. */
  classify(headers: Readonly<Record<string, string | string[] | undefined>>, body: unknown): Classification;
  /** Settles when no tool runs: not even for a client that has gone. */
  idle(): Promise<void>;
  /** Aborts every call that runs, writes included: their time is over. */
  abortCalls(): void;
  /** A server for one connection or session of the handshake era. */
  openLegacy(options: PeerOptions): Promise<Peer>;
  /** A server for one request of the stateless era. */
  openModern(options: PeerOptions & { readonly version: string }): Promise<Peer>;
  /** Serves stdin and stdout, in whichever era the client opens. */
  openStdio(options: {
    readonly principal: Principal;
    readonly stdin: Readable;
    readonly stdout: Writable;
  }): StdioConnection;
}
