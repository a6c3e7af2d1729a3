import { hasScopes } from '../auth/principal.js';
import type { Credential } from '../credentials/credential.js';
import type { EndpointMap } from '../endpoints/endpoint.js';
import { collectProblems } from '../endpoints/problems.js';
import { UnknownToolError } from '../errors.js';
import { type CompiledTool, compileTool } from './call-tool.js';
import { type CompileOptions, type ResolvedCompileOptions, resolveCompileOptions } from './compile-options.js';
import { buildToolModels, type ToolModel } from './tool-model.js';
import type { ToolSet } from './tool-set.js';

interface Entry {
  readonly model: ToolModel;
  readonly call: CompiledTool;
}

/** Compiles every tool; a schema that the validator cannot take is a mistake of the map, with its place. */
function compileAll(models: readonly ToolModel[], options: ResolvedCompileOptions): ReadonlyMap<string, Entry> {
  const { report, throwIfAny } = collectProblems();
  const tools = new Map<string, Entry>();
  for (const model of models) {
    try {
      tools.set(model.name, { model, call: compileTool(model, options) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      report(`endpoints.${model.name}`, `has a schema that cannot be compiled: ${reason}.`);
    }
  }
  throwIfAny();
  return tools;
}

/** Every credential in use, each once. */
function credentialsOf(models: readonly ToolModel[], { backend }: ResolvedCompileOptions): readonly Credential[] {
  const all = [backend.credential, ...models.map(({ endpoint }) => endpoint.credential)];
  return [...new Set(all.filter((credential) => credential !== undefined))];
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
  const outputMismatch = options.outputMismatch ?? 'error';
  const models = buildToolModels(endpoints, { outputMismatch });
  const resolved = resolveCompileOptions(options);
  const tools = compileAll(models, resolved);
  const definitions = Object.freeze(models.map(({ definition }) => definition));
  return {
    definitions,
    list: (principal) => definitions.filter(({ scopes }) => hasScopes(principal, scopes)),
    call: async (name, args, context) => {
      const tool = tools.get(name);
      if (!tool || !hasScopes(context.principal, tool.model.definition.scopes)) throw new UnknownToolError(name);
      return tool.call(args, context);
    },
    close: () => resolved.backend.close(),
    credentials: credentialsOf(models, resolved),
  };
}
