import type { Problem } from '../errors.js';
import { LONGEST_TIME } from '../http/limits.js';
import type { SseStreamOptions } from '../http/sse-stream.js';
import type { Logger } from '../telemetry/logger.js';

/** Options of everything that streams. Times are milliseconds. */
export interface StreamOptions {
  /** Between comments on a quiet stream, which keep it open through proxies. Default 15000. */
  readonly keepAliveInterval?: number;
  /** Bytes that may wait for a slow reader, beyond one message of any size, before it is cut off. Default 1 MiB. */
  readonly maxQueuedBytes?: number;
  /** Messages that may wait for a slow reader before it is cut off. Default 256. */
  readonly maxQueuedEvents?: number;
  /** How long a reader may take nothing while something waits. Default 60000. */
  readonly stallTimeout?: number;
}

/** The stream settings of a transport, with faults logged under its name. */
export function streamSettings(options: StreamOptions, transport: string, logger: Logger): SseStreamOptions {
  const { keepAliveInterval = 15_000, maxQueuedBytes, maxQueuedEvents, stallTimeout } = options;
  return {
    keepAliveInterval,
    ...(maxQueuedBytes !== undefined && { maxQueuedBytes }),
    ...(maxQueuedEvents !== undefined && { maxQueuedEvents }),
    ...(stallTimeout !== undefined && { stallTimeout }),
    onFault: (reason) => logger.warn({ transport, reason }, 'A reader was too slow and lost its stream'),
  };
}

/** What is wrong with a transport's paths and numbers; `place` is the transport's name. */
export function checkTransportOptions(place: string, options: object): readonly Problem[] {
  return Object.entries(options).flatMap(([name, value]): Problem[] => {
    if (value === undefined) return [];
    const at = `${place}.${name}`;
    if (/path$/i.test(name)) {
      const good = typeof value === 'string' && /^(?:\/[A-Za-z0-9._~-]+)+$/.test(value);
      if (good) return [];
      return [{ place: at, message: `${JSON.stringify(value)} is not a path.`, fix: 'Write it like "/mcp".' }];
    }
    if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= LONGEST_TIME) return [];
    return [{ place: at, message: `must be a whole number from 1 to ${LONGEST_TIME}, not ${String(value)}.` }];
  });
}

/** A path as it is and with a trailing slash. */
export function bothForms(path: string): readonly string[] {
  return [path, `${path}/`];
}
