import { checkCredentials } from '../credentials/serve-rules.js';
import { ConfigurationError, EndpointError, type Problem } from '../errors.js';
import { checkAllowedHosts } from '../http/host-guard.js';
import { type HttpLimits, LONGEST_TIME, resolveLimits } from '../http/limits.js';
import { checkAllowedOrigins } from '../http/origin-guard.js';
import { type PublicUrl, readPublicUrl } from '../http/public-url.js';
import { checkRateLimit } from '../http/rate-limit.js';
import { createEngine } from '../mcp/create-engine.js';
import type { Engine } from '../mcp/engine.js';
import type { Logger } from '../telemetry/logger.js';
import { compileTools } from '../tools/compile-tools.js';
import type { ToolSet } from '../tools/tool-set.js';
import type { ProxyOptions } from './options.js';

/** What the options of a proxy come to, once they are known to be right. */
export interface Settings {
  readonly publicUrl: PublicUrl | undefined;
  readonly limits: HttpLimits;
  readonly tools: ToolSet;
  /** Ends what belongs to the proxy of the tools. */
  readonly closeTools: () => Promise<void>;
  readonly engine: Engine;
}

/** Runs a factory of another folder and collects its complaints with ours. */
export function attempt<T>(problems: Problem[], make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof EndpointError && problems.length === 0) throw error;
    if (!(error instanceof ConfigurationError || error instanceof EndpointError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function checkPlain(options: ProxyOptions): readonly Problem[] {
  const { name, version, drainTimeout = 0, trustedHops = 0, health, insufficientScope = 'hide' } = options;
  const text = (place: string, value: unknown): Problem[] =>
    typeof value === 'string' && value.trim() !== '' ? [] : [{ place, message: 'must be a text that is not empty.' }];
  const drain = drainTimeout >= 0 && drainTimeout <= LONGEST_TIME;
  const path = (health !== false && health?.path) || '/';
  return [
    ...text('name', name),
    ...text('version', version),
    ...(path.startsWith('/') ? [] : [{ place: 'health.path', message: 'must start with "/".' }]),
    ...(drain
      ? []
      : [{ place: 'drainTimeout', message: `must be a number of milliseconds from 0 to ${LONGEST_TIME}.` }]),
    ...(Number.isInteger(trustedHops) && trustedHops >= 0 && trustedHops <= 10
      ? []
      : [{ place: 'trustedHops', message: 'must be a whole number from 0 to 10.' }]),
    ...(insufficientScope === 'hide' || insufficientScope === 'challenge'
      ? []
      : [{ place: 'insufficientScope', message: 'must be "hide" or "challenge".' }]),
  ];
}

function checkSources({ endpoints, backend, tools }: ProxyOptions): readonly Problem[] {
  const compiled = endpoints !== undefined || typeof tools === 'function';
  const twice = endpoints !== undefined && tools !== undefined;
  if (!twice && (compiled ? backend !== undefined : tools !== undefined && backend === undefined)) return [];
  const fix = 'Give endpoints and backend, createTools and backend, or a tool set.';
  return [{ place: 'endpoints', message: 'the proxy needs exactly one source of tools.', fix }];
}

function compile(options: ProxyOptions, logger: Logger): ToolSet {
  if (options.endpoints !== undefined) return compileTools(options.endpoints, { ...options, logger });
  return typeof options.tools === 'function' ? options.tools({ ...options, logger }) : options.tools;
}

/** A client can only ask for a wider scope for tools that it knows of. */
function listedTools({ insufficientScope }: ProxyOptions, tools: ToolSet): ToolSet {
  return insufficientScope === 'challenge' ? { ...tools, list: () => tools.definitions } : tools;
}

/**
 * Checks everything before anything is opened, so that all mistakes are reported at once.
 *
 * @throws ConfigurationError, or EndpointError when the endpoint map alone is wrong.
 */
export function resolveOptions(options: ProxyOptions, logger: Logger): Settings {
  const { publicUrl, problems: urlProblems } = readPublicUrl(options.publicUrl);
  const { limits, problems: limitProblems } = resolveLimits(options.limits);
  const sourceProblems = checkSources(options);
  const problems: Problem[] = [
    ...checkPlain(options),
    ...sourceProblems,
    ...urlProblems,
    ...checkAllowedHosts(options.allowedHosts ?? []),
    ...checkAllowedOrigins(options.allowedOrigins ?? []),
    ...limitProblems,
    ...(options.rateLimit === undefined ? [] : checkRateLimit(options.rateLimit)),
  ];
  const tools = sourceProblems.length === 0 ? attempt(problems, () => compile(options, logger)) : undefined;
  problems.push(...checkCredentials(tools?.credentials ?? [], options.auth));
  const engine =
    tools && attempt(problems, () => createEngine({ ...options, tools: listedTools(options, tools), logger }));
  const closeTools = async (): Promise<void> => {
    if (tools !== options.tools) await tools?.close();
  };
  if (tools !== undefined && engine !== undefined && problems.length === 0) {
    return { publicUrl, limits, tools, closeTools, engine };
  }
  void closeTools();
  throw new ConfigurationError(problems);
}
