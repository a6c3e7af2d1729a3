import type { Readable, Writable } from 'node:stream';
import type { Server } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Logger } from '../telemetry/logger.js';
import type { StdioConnection } from './engine.js';
import { claimStream, type StreamClaim } from './stdout-claim.js';

export interface StdioStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
}

/**
 * Serves one client on a pair of streams, in the era of its first message (MCP, Transports, stdio).
 * The end of `stdin` ends the connection.
 * @param factory makes a server; asked twice when the client probes before it chooses an era.
 */
export function openStdio(factory: () => Server, { stdin, stdout }: StdioStreams, logger: Logger): StdioConnection {
  const claim = stdout === process.stdout ? claimStream(stdout, process.stderr) : unclaimed(stdout);
  const wire = new StdioWire(stdin, claim.stream);
  const handle = serveStdio(factory, {
    transport: wire,
    onerror: (error) =>
      logger.debug({ reason: error.message.split(':', 1).join('') }, 'A line of stdin was not handled'),
  });
  return { closed: wire.closed.then(() => claim.release()), close: () => handle.close() };
}

function unclaimed(stream: Writable): StreamClaim {
  return { stream, release: () => undefined };
}

/** Tells when it has closed; the SDK keeps its own callback to itself. */
class StdioWire extends StdioServerTransport {
  readonly closed: Promise<void>;
  #settle: () => void = () => undefined;

  constructor(stdin: Readable, stdout: Writable) {
    super(stdin, stdout);
    this.closed = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  override async close(): Promise<void> {
    await super.close();
    this.#settle();
  }
}
