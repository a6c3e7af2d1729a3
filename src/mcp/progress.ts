import type { ProgressUpdate } from '../tools/tool-set.js';

/** The token a client sends with a request it wants to hear about (MCP, Progress). */
export type ProgressToken = string | number;

/** Sends one `notifications/progress` on the stream of the running request. */
export type SendProgress = (params: ProgressUpdate & { readonly progressToken: ProgressToken }) => Promise<void>;

export interface ProgressReporter {
  readonly report: (update: ProgressUpdate) => void;
  /** Nothing is sent from here on: progress after the response is a protocol violation. */
  stop(): void;
}

/** Reports progress with strictly increasing values; an update that does not grow is dropped. */
export function createProgressReporter(token: ProgressToken, send: SendProgress): ProgressReporter {
  let last = Number.NEGATIVE_INFINITY;
  let stopped = false;
  return {
    report(update) {
      if (stopped || !Number.isFinite(update.progress) || update.progress <= last) return;
      last = update.progress;
      // A client that is gone cannot be told; the call itself learns it from its signals.
      send({ ...update, progressToken: token }).catch(() => undefined);
    },
    stop() {
      stopped = true;
    },
  };
}
