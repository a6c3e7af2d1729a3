import type { ServerResponse } from 'node:http';

/** Why a stream was cut by us. */
export type SseFault = 'queue_full' | 'stalled';

export interface SseStreamOptions {
  /** Milliseconds between comments on a quiet stream. */
  readonly keepAliveInterval: number;
  /** Bytes that may wait for a slow reader, beyond one event of any size. Default 1 MiB. */
  readonly maxQueuedBytes?: number;
  /** Events that may wait for a slow reader. Default 256. */
  readonly maxQueuedEvents?: number;
  /** Milliseconds without the reader taking anything that waits, after which it counts as gone. Default 60000. */
  readonly stallTimeout?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Told when the stream is cut because its reader does not keep up. */
  readonly onFault?: (fault: SseFault) => void;
}

/** A `text/event-stream` answer (WHATWG HTML, server-sent events). */
export interface SseStream {
  send(data: string, event?: string): void;
  /** Sends what waits, then ends the answer. */
  end(): void;
}

const streamHeaders = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Milliseconds of silence after which TCP asks a peer whether it is still there. TCP asks only while nothing is on its
 * way: what is written to a peer that has vanished is for the system to give up (Linux: after about 15 minutes).
 */
const TCP_KEEP_ALIVE = 5000;

function frame(data: string, event: string | undefined): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `${event === undefined ? '' : `event: ${event}\n`}${lines.join('')}\n`;
}

/**
 * Starts a stream. `write()` returning false is honoured: later events wait in a bounded queue, and a reader that
 * lets it overflow, or takes nothing for `stallTimeout`, loses the connection.
 */
export function openSseStream(response: ServerResponse, options: SseStreamOptions): SseStream {
  const { keepAliveInterval, maxQueuedBytes = 1024 * 1024, maxQueuedEvents = 256, stallTimeout = 60_000 } = options;
  const queue: string[] = [];
  let queuedBytes = 0;
  let blockedSince: number | undefined;
  let ending = false;

  const write = (text: string): void => {
    if (!response.write(text)) blockedSince = performance.now();
  };

  const flush = (): void => {
    blockedSince = undefined;
    while (blockedSince === undefined) {
      const next = queue.shift();
      if (next === undefined) break;
      queuedBytes -= Buffer.byteLength(next);
      write(next);
    }
    if (ending && queue.length === 0) response.end();
  };

  const cut = (fault: SseFault): void => {
    queue.length = 0;
    options.onFault?.(fault);
    response.destroy();
  };

  const enqueue = (text: string): void => {
    const bytes = Buffer.byteLength(text);
    if (queue.length > 0 && (queuedBytes + bytes > maxQueuedBytes || queue.length >= maxQueuedEvents)) {
      cut('queue_full');
      return;
    }
    queue.push(text);
    queuedBytes += bytes;
  };

  const keepAlive = (): void => {
    if (blockedSince !== undefined) {
      if (performance.now() - blockedSince > stallTimeout) cut('stalled');
    } else if (!ending) {
      write(': keep-alive\n\n');
    }
  };

  response.writeHead(200, { ...streamHeaders, ...options.headers });
  response.socket?.setKeepAlive(true, TCP_KEEP_ALIVE);
  response.socket?.setNoDelay(true);
  response.flushHeaders();
  const timer = setInterval(keepAlive, keepAliveInterval);
  timer.unref();
  response.on('drain', flush).once('close', () => clearInterval(timer));

  return {
    send(data, event) {
      if (ending || response.destroyed) return;
      const text = frame(data, event);
      if (blockedSince === undefined) write(text);
      else enqueue(text);
    },
    end() {
      if (ending) return;
      ending = true;
      // What waits may never be taken: from here on the stall limit counts, whether or not anything waited before.
      blockedSince ??= performance.now();
      if (queue.length === 0) response.end();
    },
  };
}
