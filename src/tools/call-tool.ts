import { CallError, type CallFailure, type EndpointReply, type EndpointRequest } from '../backend/exchange.js';
import type { CallInfo } from '../endpoints/endpoint.js';
import type { ToolFailure, ToolResult } from '../endpoints/result.js';
import { compileRequest, type RequestBuilder } from './build-request.js';
import { type ArgumentChecker, compileArguments } from './check-arguments.js';
import { checkRequest } from './check-request.js';
import type { ResolvedCompileOptions } from './compile-options.js';
import {
  cancelledFailure,
  failureResult,
  incompleteIdentity,
  internalFailure,
  invalidArguments,
  requestRefused,
  toToolFailure,
} from './failure.js';
import { linkSignals } from './link-signals.js';
import { startHeartbeat } from './progress.js';
import { compileResult, type ResultMaker } from './result-maker.js';
import type { ToolPlan } from './tool-plan.js';
import type { ToolCallContext } from './tool-set.js';

/** One tool, ready to be called. Never throws: whatever goes wrong is a result with `isError`. */
export type CompiledTool = (args: unknown, context: ToolCallContext) => Promise<ToolResult>;

interface Parts {
  readonly plan: ToolPlan;
  readonly options: ResolvedCompileOptions;
  readonly checkArguments: ArgumentChecker;
  readonly buildRequest: RequestBuilder;
  readonly makeResult: ResultMaker;
}

type Prepared = { readonly request: EndpointRequest; readonly info: CallInfo } | { readonly failure: ToolFailure };

/** Checked arguments become a request; the endpoint's own `request` may change it within the rules. */
async function prepare(
  { plan, options, checkArguments, buildRequest }: Parts,
  args: unknown,
  context: ToolCallContext,
): Promise<Prepared> {
  const tool = plan.name;
  const checked = await checkArguments(args, context.principal);
  if ('missingIdentity' in checked) return { failure: incompleteIdentity(tool, checked.missingIdentity) };
  if ('mismatches' in checked) return { failure: invalidArguments(tool, checked.mismatches) };
  const built = buildRequest(checked.values);
  if ('mismatches' in built) return { failure: invalidArguments(tool, built.mismatches) };
  const info = { tool, principal: context.principal, arguments: checked.arguments };
  const change = plan.endpoint.request;
  if (!change) return { request: built.request, info };
  const request = await change(built.request, info);
  const mistake = checkRequest(request);
  if (mistake === undefined) return { request, info };
  options.logger.error({ tool, reason: mistake }, 'The request of an endpoint was refused');
  return { failure: requestRefused(tool) };
}

/** Aborts the backend call: the client's cancel does always, its departure only where nothing is half done. */
async function send(parts: Parts, request: EndpointRequest, context: ToolCallContext): Promise<EndpointReply> {
  const { signal, disconnected } = context;
  if (!disconnected || parts.plan.retry !== 'safe') return callBackend(parts, request, context, signal);
  const linked = linkSignals(signal, disconnected);
  try {
    return await callBackend(parts, request, context, linked.signal);
  } finally {
    linked.unlink();
  }
}

function callBackend(
  parts: Parts,
  request: EndpointRequest,
  { principal }: ToolCallContext,
  signal: AbortSignal,
): Promise<EndpointReply> {
  const { endpoint, name, retry, exactIntegers } = parts.plan;
  return parts.options.backend.call({
    request,
    retry,
    exactIntegers,
    ...(endpoint.acceptHtml === undefined ? {} : { acceptHtml: endpoint.acceptHtml }),
    ...(endpoint.timeout === undefined ? {} : { timeout: endpoint.timeout }),
    ...(endpoint.credential === undefined ? {} : { credential: endpoint.credential }),
    tool: name,
    scopes: endpoint.scopes ?? [],
    principal,
    signal,
  });
}

/** The map's own words for a failure; a mapper that throws is logged and changes nothing. */
function mapFailure({ plan, options }: Parts, failure: CallFailure, info: CallInfo): ToolFailure {
  try {
    return plan.endpoint.mapError?.(failure, info) ?? toToolFailure(failure);
  } catch (error) {
    options.logger.error({ tool: plan.name, error }, 'The mapError of an endpoint failed');
    return toToolFailure(failure);
  }
}

function reportLateEnd({ plan, options }: Parts, context: ToolCallContext, outcome: string): void {
  if (context.disconnected?.aborted !== true || context.signal.aborted) return;
  options.logger.info({ tool: plan.name, outcome }, 'A call ended after its client had gone');
}

async function exchange(
  parts: Parts,
  request: EndpointRequest,
  info: CallInfo,
  context: ToolCallContext,
): Promise<ToolResult> {
  const stop = startHeartbeat(context.progress, parts.options.progressInterval);
  try {
    const reply = await send(parts, request, context);
    reportLateEnd(parts, context, 'done');
    return await parts.makeResult(reply, info);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const failure = mapFailure(parts, error.failure, info);
    reportLateEnd(parts, context, failure.outcome);
    return failureResult(failure);
  } finally {
    stop();
  }
}

async function run(parts: Parts, args: unknown, context: ToolCallContext): Promise<ToolResult> {
  const { name } = parts.plan;
  let sending = false;
  try {
    const prepared = await prepare(parts, args, context);
    if ('failure' in prepared) return failureResult(prepared.failure);
    if (context.signal.aborted || context.disconnected?.aborted) return failureResult(cancelledFailure(name));
    sending = true;
    return await exchange(parts, prepared.request, prepared.info, context);
  } catch (error) {
    // A hook that refuses a call says so in a CallError, in its own words.
    if (error instanceof CallError) return failureResult(toToolFailure(error.failure));
    parts.options.logger.error({ tool: name, error }, 'A tool call failed unexpectedly');
    return failureResult(internalFailure(sending ? 'unknown' : 'not_sent'));
  }
}

/** Makes one tool from its plan, once, so that a call only runs what was compiled. */
export function compileTool(plan: ToolPlan, options: ResolvedCompileOptions): CompiledTool {
  const parts: Parts = {
    plan,
    options,
    checkArguments: compileArguments(plan),
    buildRequest: compileRequest(plan),
    makeResult: compileResult(plan, options),
  };
  return (args, context) => run(parts, args, context);
}
