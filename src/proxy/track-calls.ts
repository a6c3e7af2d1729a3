import type { ToolSet } from '../tools/tool-set.js';
import { createRunningCalls } from '../transports/running-calls.js';

/** Tools as the engine is given them, and the knowledge of when none of them runs. */
export interface TrackedTools {
  readonly tools: ToolSet;
  /** Settles when no call runs: not even one that nobody waits for any more, as a write whose client has gone. */
  idle(): Promise<void>;
}

/** The same tools with their running calls counted, over every transport. */
export function trackCalls(tools: ToolSet): TrackedTools {
  const running = createRunningCalls();
  const call: ToolSet['call'] = async (name, args, context) => {
    const done = running.begin();
    try {
      return await tools.call(name, args, context);
    } finally {
      done();
    }
  };
  const { definitions } = tools;
  return {
    tools: { definitions, list: (principal) => tools.list(principal), call, close: () => tools.close() },
    idle: running.idle,
  };
}
