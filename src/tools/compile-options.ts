import { createBackend } from '../backend/backend.js';
import type { Backend } from '../backend/exchange.js';
import type { BackendOptions } from '../backend/options.js';
import { ConfigurationError, type Problem } from '../errors.js';
import type { Logger } from '../telemetry/logger.js';
import { silentLogger } from '../telemetry/silent-logger.js';
import type { OutputMismatch } from './output-schema.js';

/** How the tools of a map reach their backend, and what they do around a call. */
export interface CompileOptions {
  /** The REST API: options for `createBackend`, or a backend made by it. */
  readonly backend: Backend | BackendOptions;
  /** Told about failing hooks, answers that drift, and calls that ended after their client had gone. Default: none. */
  readonly logger?: Logger;
  /** Milliseconds between progress messages of a running call, for clients that asked for them. Default 5000. */
  readonly progressInterval?: number;
  /** Characters of text in a default result; the rest is cut with a note. Structured content is never cut. Default 100000. */
  readonly maxResultChars?: number;
  /**
   * A backend's answer that does not fit its `response` schema is an error result that shows the data (`error`), or
   * is logged and passed on (`warn`). With `warn` the published output schema names and describes, but promises
   * nothing, since clients reject results that break a promise. Default `error`.
   */
  readonly outputMismatch?: OutputMismatch;
}

/** `CompileOptions`, complete. */
export interface ResolvedCompileOptions {
  readonly backend: Backend;
  readonly logger: Logger;
  readonly progressInterval: number;
  readonly maxResultChars: number;
  readonly outputMismatch: OutputMismatch;
}

function isBackend(backend: Backend | BackendOptions): backend is Backend {
  return 'call' in backend && typeof backend.call === 'function';
}

function checkNumber(name: string, value: number, problems: Problem[]): number {
  const isSound = Number.isSafeInteger(value) && value > 0 && value < 2 ** 31;
  if (!isSound) problems.push({ place: name, message: `must be a whole number above 0, not ${String(value)}.` });
  return value;
}

/**
 * Fills in the defaults and makes the backend.
 *
 * @throws ConfigurationError with every mistake at once.
 */
export function resolveCompileOptions(options: CompileOptions): ResolvedCompileOptions {
  const problems: Problem[] = [];
  const progressInterval = checkNumber('progressInterval', options.progressInterval ?? 5000, problems);
  const maxResultChars = checkNumber('maxResultChars', options.maxResultChars ?? 100_000, problems);
  const outputMismatch = options.outputMismatch ?? 'error';
  if (outputMismatch !== 'error' && outputMismatch !== 'warn') {
    problems.push({ place: 'outputMismatch', message: 'must be "error" or "warn".' });
  }
  if (typeof options.backend !== 'object' || options.backend === null) {
    problems.push({ place: 'backend', message: 'is missing.', fix: "Give it, for example { baseUrl: 'https://…' }." });
  }
  if (problems.length > 0) throw new ConfigurationError(problems, 'The tools cannot be compiled');
  const logger = options.logger ?? silentLogger;
  const backend = isBackend(options.backend) ? options.backend : createBackend({ logger, ...options.backend });
  return { backend, logger, progressInterval, maxResultChars, outputMismatch };
}
