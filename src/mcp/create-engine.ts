import { ConfigurationError, type Problem } from '../errors.js';
import type { Logger } from '../telemetry/logger.js';
import type { ToolSet } from '../tools/tool-set.js';
import { classify } from './classify.js';
import type { Engine } from './engine.js';
import { openPeer } from './peer.js';
import { legacyVersions, modernVersions } from './revisions.js';
import { createRunningTools } from './running-tools.js';
import { createServer, type ServerPlan } from './server-factory.js';
import { openStdio } from './stdio.js';
import { listScope } from './tool-service.js';

export interface EngineOptions {
  /** Name and version of the server, as clients see them. */
  readonly name: string;
  readonly version: string;
  /** Name for people. */
  readonly title?: string;
  /** For the model: what the tools together are good for. */
  readonly instructions?: string;
  readonly tools: ToolSet;
  readonly logger: Logger;
  /** Tools on one page of `tools/list`. Default: all of them, since some clients never ask for a second page. */
  readonly pageSize?: number;
  /** How long clients of 2026-07-28 may keep the tool list, in milliseconds. Default: one minute. */
  readonly cacheTtlMs?: number;
  /**
   * Whether a write is aborted when its client goes away: when it closes the answer to a request, its stream or its
   * connection. Reads always are, within milliseconds, and nothing more is sent. A write that the backend may have
   * begun is not undone by an abort, so by default it runs to its end, within its time limits, and its outcome is
   * logged. With `true` it is cut short as well, and whether it was carried out stays unknown.
   *
   * This holds in every revision. In 2026-07-28 closing the answer is how a client cancels (MCP, Cancellation); that
   * the work then stops is a SHOULD, which the default does not follow for writes. `notifications/cancelled`, where a
   * revision has it, aborts whatever runs. Default false.
   */
  readonly abortWrites?: boolean;
}

/**
 * The protocol engine over a compiled tool set: the same tools in every revision of MCP.
 * @throws ConfigurationError for a page size or a time that is none.
 */
export function createEngine(options: EngineOptions): Engine {
  const plan = resolve(options);
  return {
    legacyVersions,
    modernVersions,
    classify,
    openLegacy: (peer) => openPeer(createServer(plan, peer.principal), peer),
    openModern: (peer) => openPeer(createServer(plan, peer.principal, peer.version), peer, peer.version),
    idle: plan.running.idle,
    abortCalls() {
      const calls = plan.running.abortAll();
      if (calls > 0)
        plan.logger.warn({ calls }, 'Running calls were cut short; whether their writes were done is unknown');
    },
    openStdio: ({ principal, ...streams }) => openStdio(() => createServer(plan, principal), streams, plan.logger),
  };
}

function resolve(options: EngineOptions): ServerPlan {
  const { title, instructions, pageSize = Number.POSITIVE_INFINITY, cacheTtlMs = 60_000 } = options;
  const { name, version, tools, logger, abortWrites = false } = options;
  const problems: Problem[] = [];
  if (!(pageSize >= 1 && (Number.isInteger(pageSize) || pageSize === Number.POSITIVE_INFINITY))) {
    problems.push({ place: 'pageSize', message: 'must be a whole number of at least 1.' });
  }
  if (!(Number.isSafeInteger(cacheTtlMs) && cacheTtlMs >= 0)) {
    problems.push({ place: 'cacheTtlMs', message: 'must be a whole number of milliseconds, 0 or more.' });
  }
  if (problems.length > 0) throw new ConfigurationError(problems, 'The MCP engine cannot start');
  return {
    name,
    version,
    title,
    instructions,
    tools,
    logger,
    pageSize,
    cacheTtlMs,
    abortWrites,
    listScope: listScope(tools),
    running: createRunningTools(),
  };
}
