import type { ProgressUpdate } from './tool-set.js';

/**
 * Tells a waiting client that a call is still running: 0 at once, then the seconds waited, every `interval`
 * milliseconds, until the returned function is called. Hosts that reset their timeout on progress stay connected.
 */
export function startHeartbeat(report: ((update: ProgressUpdate) => void) | undefined, interval: number): () => void {
  if (!report) return () => undefined;
  let beats = 0;
  const beat = (): void => {
    const seconds = (beats * interval) / 1000;
    beats += 1;
    try {
      report({ progress: seconds, message: `Waiting for the backend (${Math.round(seconds)} s)` });
    } catch {
      // A client that cannot be told any more is no reason to end the call.
    }
  };
  beat();
  const timer = setInterval(beat, interval);
  return () => clearInterval(timer);
}
