import type { ChannelTransport, TransportHost } from '../transports/transport.js';
import { misuse } from './misuse.js';

type Running = ReturnType<ChannelTransport['start']>;

/** The channels of a proxy, which run all at once and only once. */
export interface Channels {
  /** Settles when all have ended. @throws ConfigurationError when there is none, or when they have been started. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export function createChannels(transports: readonly ChannelTransport[], host: TransportHost): Channels {
  let running: readonly Running[] = [];
  return {
    async start() {
      if (transports.length === 0) {
        throw misuse('start', 'there is no channel transport.', 'Add stdio(), or call listen().');
      }
      if (running.length > 0) throw misuse('start', 'it has been started already.', 'Create a new proxy.');
      running = transports.map((transport) => transport.start(host));
      await Promise.all(running.map(({ closed }) => closed));
    },
    async close() {
      await Promise.all(running.map((channel) => channel.close()));
    },
  };
}
