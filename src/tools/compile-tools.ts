import type { EndpointMap } from '../endpoints/endpoint.js';
import { collectProblems } from '../endpoints/problems.js';
import { type CompileOptions, resolveCompileOptions } from './compile-options.js';
import { createToolSet } from './create-tool-set.js';
import { buildToolModels, type ToolModel } from './tool-model.js';
import { planTool, type ToolPlan } from './tool-plan.js';
import type { ToolSet } from './tool-set.js';

/** Compiles every check; a schema that the validator cannot take is a mistake of the map, with its place. */
function planAll(models: readonly ToolModel[]): readonly ToolPlan[] {
  const { report, throwIfAny } = collectProblems();
  const plans = models.flatMap((model) => {
    try {
      return planTool(model);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      report(`endpoints.${model.name}`, `has a schema that cannot be compiled: ${reason}.`);
      return [];
    }
  });
  throwIfAny();
  return plans;
}

/**
 * Compiles an endpoint map into tools: definitions, validators and request builders are made once, here.
 * Definitions are frozen and in map order. A tool whose scopes the caller lacks is neither listed nor called, and is
 * not told apart from one that does not exist.
 *
 * @throws EndpointError with every mistake in the map, each with its place.
 * @throws ConfigurationError with every mistake in the options.
 * @throws MissingPeerError when a schema needs a converter that is not installed.
 */
export function compileTools(endpoints: EndpointMap, options: CompileOptions): ToolSet {
  const models = buildToolModels(endpoints, { outputMismatch: options.outputMismatch ?? 'error' });
  // Nothing is opened for a map that cannot be compiled.
  const plans = planAll(models);
  return createToolSet(plans, resolveCompileOptions(options));
}
