import type { RetryClass } from '../backend/retry-class.js';
import type { EndpointMap } from '../endpoints/endpoint.js';
import { type ReadEndpoint, readEndpoints } from '../endpoints/read-endpoints.js';
import { annotate, defaultRetryClass } from './annotations.js';
import { deepFreeze } from './deep-freeze.js';
import { keepsExactIntegers } from './exact-integers.js';
import { publishInput } from './input-schema.js';
import { type OutputMismatch, type OutputModel, publishOutput } from './output-schema.js';
import type { ToolDefinition } from './tool-set.js';

/** Everything about one tool that can be worked out without a call: shared by the run time and by generators. */
export interface ToolModel extends ReadEndpoint {
  readonly definition: ToolDefinition;
  readonly retry: RetryClass;
  readonly exactIntegers: boolean;
  readonly output?: OutputModel;
}

function defineTool({ name, endpoint, sections, arguments: list }: ReadEndpoint, output?: OutputModel): ToolDefinition {
  return {
    name,
    ...(endpoint.title === undefined ? {} : { title: endpoint.title }),
    description: endpoint.description,
    inputSchema: publishInput(sections, list),
    ...(output ? { outputSchema: output.schema } : {}),
    annotations: annotate(endpoint.method, endpoint.annotations),
    scopes: [...(endpoint.scopes ?? [])],
  };
}

function buildToolModel(read: ReadEndpoint, mismatch: OutputMismatch): ToolModel {
  const output = read.response ? publishOutput(read.response, mismatch) : undefined;
  const base = {
    ...read,
    definition: deepFreeze(defineTool(read, output)),
    retry: read.endpoint.retry ?? defaultRetryClass(read.endpoint.method),
    exactIntegers: keepsExactIntegers(read),
  };
  return output ? { ...base, output } : base;
}

/**
 * The tools of an endpoint map, in map order.
 *
 * @throws EndpointError with every mistake in the map, each with its place.
 * @throws MissingPeerError when a schema needs a converter that is not installed.
 */
export function buildToolModels(
  endpoints: EndpointMap,
  options: { readonly outputMismatch?: OutputMismatch } = {},
): readonly ToolModel[] {
  return readEndpoints(endpoints).map((read) => buildToolModel(read, options.outputMismatch ?? 'error'));
}
