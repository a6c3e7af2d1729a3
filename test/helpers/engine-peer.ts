import { setTimeout as delay } from 'node:timers/promises';
import type { Engine, JsonRpcMessage, Peer, PeerOptions, RequestId } from '../../src/mcp/engine.js';
import { principal } from './tool-set.js';

type Params = Readonly<Record<string, unknown>>;

export interface Sent {
  readonly message: JsonRpcMessage;
  readonly related: RequestId | undefined;
}

/** A peer of the engine with a scripted client at its other end. */
export interface ScriptedPeer {
  readonly peer: Peer;
  /** Everything the server has sent, in order. */
  readonly sent: readonly Sent[];
  request(id: RequestId, method: string, params?: Params): void;
  notify(method: string, params?: Params): void;
  /** Waits for the answer to `id`. */
  answer(id: RequestId): Promise<JsonRpcMessage>;
  /** Requests and waits. */
  ask(id: RequestId, method: string, params?: Params): Promise<JsonRpcMessage>;
}

/** Opens a handshake-era peer; with a version it has been through `initialize`. */
export async function openLegacyPeer(
  engine: Engine,
  options: { version?: string; caller?: PeerOptions['principal'] } = {},
): Promise<ScriptedPeer> {
  const { version = '2025-11-25', caller = principal('somebody') } = options;
  const sent: Sent[] = [];
  const send = recordTo(sent);
  const scripted = script(
    await engine.openLegacy({ principal: caller, send, sessionId: 's1' }),
    sent,
    (params) => params,
  );
  await scripted.ask('init', 'initialize', {
    protocolVersion: version,
    capabilities: {},
    clientInfo: { name: 'scripted', version: '1' },
  });
  scripted.notify('notifications/initialized');
  sent.length = 0;
  return scripted;
}

/** Opens a peer of the stateless era; every request carries the envelope. */
export async function openModernPeer(engine: Engine, caller = principal('somebody')): Promise<ScriptedPeer> {
  const sent: Sent[] = [];
  const send = recordTo(sent);
  const peer = await engine.openModern({ principal: caller, send, version: '2026-07-28' });
  return script(peer, sent, withEnvelope);
}

/** Keeps what would arrive on a wire. */
function recordTo(sent: Sent[]): PeerOptions['send'] {
  return (message, related) => void sent.push({ message: JSON.parse(JSON.stringify(message)), related });
}

/** Adds what every request of 2026-07-28 carries. */
export function withEnvelope(params: Params = {}): Params {
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return { ...params, _meta: { ...envelope, ...Object(params._meta) } };
}

function script(peer: Peer, sent: readonly Sent[], dress: (params?: Params) => Params | undefined): ScriptedPeer {
  const envelope = (params?: Params) => {
    const dressed = dress(params);
    return dressed === undefined ? {} : { params: dressed };
  };
  const request = (id: RequestId, method: string, params?: Params) =>
    peer.receive({ jsonrpc: '2.0', id, method, ...envelope(params) });
  const answer = (id: RequestId) =>
    waitFor(() => sent.find(({ message }) => message.id === id && !message.method)?.message);
  return {
    peer,
    sent,
    request,
    answer,
    notify: (method, params) => peer.receive({ jsonrpc: '2.0', method, ...(params && { params }) }),
    ask: (id, method, params) => {
      request(id, method, params);
      return answer(id);
    },
  };
}

/** Waits until `find` finds something. */
export async function waitFor<T>(find: () => T | undefined, within = 20_000): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Nothing came within ${within} ms`);
    await delay(2);
  }
}

/** Lets everything that is already under way come to rest. */
export function settle(): Promise<void> {
  return delay(30);
}
