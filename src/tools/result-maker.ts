import { CallError, type EndpointReply } from '../backend/exchange.js';
import type { CallInfo } from '../endpoints/endpoint.js';
import type { Mismatch } from '../endpoints/json-schema/validator.js';
import type { ToolResult } from '../endpoints/result.js';
import { isPlainObject } from '../endpoints/schema.js';
import type { ResolvedCompileOptions } from './compile-options.js';
import { badResponseShape, failureResult, internalFailure, toToolFailure } from './failure.js';
import { formatContent } from './format.js';
import { createOutputShaper, type OutputShaper } from './structured-content.js';
import type { ToolPlan } from './tool-plan.js';

/** Makes the result of a call that the backend has carried out. Never throws. */
export type ResultMaker = (reply: EndpointReply, info: CallInfo) => Promise<ToolResult>;

interface Parts {
  readonly plan: ToolPlan;
  readonly options: ResolvedCompileOptions;
  readonly output: OutputShaper | undefined;
}

function logMismatch({ plan, options }: Parts, mismatches: readonly Mismatch[]): void {
  const places = mismatches.slice(0, 20).map(({ path, message }) => `${path.join('.')} ${message}`);
  options.logger.warn({ tool: plan.name, mismatches: places }, 'An answer does not fit its response schema');
}

function refuseShape(parts: Parts, mismatches: readonly Mismatch[], content: ToolResult['content']): ToolResult {
  logMismatch(parts, mismatches);
  const failure = failureResult(badResponseShape(parts.plan.name, mismatches));
  return { ...failure, content: [...failure.content, ...content] };
}

function defaultResult(parts: Parts, reply: EndpointReply): ToolResult {
  const { plan, options, output } = parts;
  const content = formatContent(reply, plan.name, options.maxResultChars);
  if (!output) return { content };
  const { value, mismatches } = output.shape(reply);
  if (mismatches.length === 0) return { content, structuredContent: value };
  if (options.outputMismatch === 'error') return refuseShape(parts, mismatches, content);
  logMismatch(parts, mismatches);
  return { content, structuredContent: value };
}

function isToolResult(value: unknown): value is ToolResult {
  return isPlainObject(value) && Array.isArray(value.content);
}

/** Clients reject a result without the promised structured content, so a hook's result is held to it as well. */
function checkFormatted(parts: Parts, result: ToolResult): ToolResult {
  if (!parts.output || result.isError) return result;
  const mismatches = result.structuredContent
    ? parts.output.check(result.structuredContent)
    : [{ path: [], message: 'structuredContent is missing' }];
  return mismatches.length === 0 ? result : refuseShape(parts, mismatches, result.content);
}

async function makeResult(parts: Parts, reply: EndpointReply, info: CallInfo): Promise<ToolResult> {
  const { format } = parts.plan.endpoint;
  if (!format) return defaultResult(parts, reply);
  const result: unknown = await format(reply, info);
  if (!isToolResult(result)) throw new TypeError('The format of an endpoint must return an object with content.');
  return checkFormatted(parts, result);
}

/** Compiles how a tool's replies become results. */
export function compileResult(plan: ToolPlan, options: ResolvedCompileOptions): ResultMaker {
  const parts = { plan, options, output: plan.output && createOutputShaper(plan.output) };
  return async (reply, info) => {
    try {
      return await makeResult(parts, reply, info);
    } catch (error) {
      if (error instanceof CallError) return failureResult(toToolFailure(error.failure));
      options.logger.error({ tool: plan.name, error }, 'The format of an endpoint failed');
      return failureResult(internalFailure('done'));
    }
  };
}
