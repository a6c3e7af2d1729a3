import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { BackendLimits } from './client.js';

/** A server closes an idle socket at the time it names; a second earlier nothing can cross on the wire. */
const HINT_MARGIN = 1000;

/** Node's keep-alive agents, with idle sockets dropped before the backend drops them. */
export interface IdleLimitedAgents {
  readonly http: http.Agent;
  readonly https: https.Agent;
  /** Notes the `keep-alive` header of an answer, in which a server names its own limit. */
  hint(socket: Duplex, header: string | undefined): void;
  destroy(): void;
}

export function createAgents(limits: BackendLimits): IdleLimitedAgents {
  const idleLimits = new WeakMap<Duplex, number>();
  const options = { keepAlive: true, maxSockets: limits.connections, maxFreeSockets: limits.connections };
  const agents = { http: new http.Agent(options), https: new https.Agent(options) };
  for (const agent of [agents.http, agents.https]) {
    limitIdle(agent, (socket) => Math.min(limits.keepAliveTimeout, idleLimits.get(socket) ?? Number.POSITIVE_INFINITY));
  }
  return {
    ...agents,
    hint(socket, header) {
      const seconds = /timeout=(\d+)/i.exec(header ?? '')?.[1];
      if (seconds !== undefined) idleLimits.set(socket, Number(seconds) * 1000 - HINT_MARGIN);
    },
    destroy() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** `keepSocketAlive` and `reuseSocket` are the agent's documented points of change. */
function limitIdle(agent: http.Agent, limitOf: (socket: Duplex) => number): void {
  const timers = new WeakMap<Duplex, NodeJS.Timeout>();
  const keepSocketAlive: (socket: Duplex) => unknown = agent.keepSocketAlive.bind(agent);
  const reuseSocket = agent.reuseSocket.bind(agent);
  const keep = (socket: Duplex): boolean => {
    const limit = limitOf(socket);
    if (limit <= 0 || keepSocketAlive(socket) === false) return false;
    timers.set(socket, setTimeout(() => socket.destroy(), limit).unref());
    return true;
  };
  Object.assign(agent, {
    keepSocketAlive: keep,
    reuseSocket(socket: Socket, request: http.ClientRequest) {
      clearTimeout(timers.get(socket));
      reuseSocket(socket, request);
    },
  });
}
