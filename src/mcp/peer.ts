import type { JSONRPCMessage, MessageExtraInfo, Server, Transport } from '@modelcontextprotocol/server';
import { clientGone } from './abort.js';
import type { JsonRpcMessage, Peer, PeerOptions, RequestId } from './engine.js';

/**
 * Connects a server to one of our transports.
 * @param modernVersion the revision of the stateless era that every message belongs to.
 */
export async function openPeer(server: Server, options: PeerOptions, modernVersion?: string): Promise<Peer> {
  const channel = new PeerChannel(options, modernVersion);
  await server.connect(channel);
  const extra = modernVersion === undefined ? undefined : modernExtra(modernVersion);
  // A getter in an object made for every request would keep that request in memory until the next full collection.
  return {
    protocolVersion: () => channel.protocolVersion,
    receive: (message) => channel.deliver(message, extra),
    abandon(requestId) {
      const params = { requestId, reason: clientGone };
      channel.deliver({ jsonrpc: '2.0', method: 'notifications/cancelled', params }, extra);
    },
    close: () => server.close(),
  };
}

function modernExtra(revision: string): MessageExtraInfo {
  return { classification: { era: 'modern', revision } };
}

/** The SDK's side of a peer: hands messages both ways until it is closed, and never after. */
class PeerChannel implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport['onmessage']>;
  readonly sessionId?: string;
  protocolVersion: string | undefined;
  readonly #send: PeerOptions['send'];
  #open = true;

  constructor({ send, sessionId }: PeerOptions, protocolVersion: string | undefined) {
    this.#send = send;
    this.protocolVersion = protocolVersion;
    if (sessionId !== undefined) this.sessionId = sessionId;
  }

  async start(): Promise<void> {}

  async send(message: JSONRPCMessage, options?: Parameters<Transport['send']>[1]): Promise<void> {
    if (this.#open) await this.#send(message, ownRequest(message) ?? options?.relatedRequestId);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.onclose?.();
  }

  setProtocolVersion(version: string): void {
    this.protocolVersion = version;
  }

  deliver(message: JsonRpcMessage, extra: MessageExtraInfo | undefined): void {
    // The SDK examines the shape of whatever it is handed, and drops what is no message.
    if (this.#open) this.onmessage?.(message as JSONRPCMessage, extra);
  }
}

function ownRequest(message: JSONRPCMessage): RequestId | undefined {
  return 'method' in message ? undefined : message.id;
}
