import { Writable } from 'node:stream';

/** Sole use of a stream that must carry nothing but our own lines. */
export interface StreamClaim {
  /** Writes to the claimed stream. */
  readonly stream: Writable;
  /** Gives the stream back. */
  release(): void;
}

/**
 * Claims `stdout`: whatever others write to it, `console.log` in a dependency included, goes to `elsewhere` instead.
 * One stray line breaks an MCP host (MCP, Transports, stdio). The writer is diverted rather than the console, which
 * has more ways to print than could be listed, and which is not the only one to print.
 */
export function claimStream(stdout: Writable, elsewhere: Writable): StreamClaim {
  const write = stdout.write.bind(stdout);
  const diverted = elsewhere.write.bind(elsewhere);
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, encoding, done) => void write(chunk, encoding, done),
  });
  // A host that has gone away breaks the pipe, perhaps after the release: the claim hears of it as the failure
  // of its own write, and nobody else may crash of it.
  stdout.on('error', () => undefined);
  stdout.write = diverted;
  return {
    stream,
    release() {
      if (stdout.write === diverted) stdout.write = write;
    },
  };
}
