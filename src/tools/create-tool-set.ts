import { hasScopes } from '../auth/principal.js';
import type { Credential } from '../credentials/credential.js';
import { UnknownToolError } from '../errors.js';
import { type CompiledTool, compileTool } from './call-tool.js';
import { checkCredentialNames } from './check-credential-names.js';
import type { ResolvedCompileOptions } from './compile-options.js';
import type { ToolPlan } from './tool-plan.js';
import type { ToolSet } from './tool-set.js';

interface Entry {
  readonly scopes: readonly string[];
  readonly call: CompiledTool;
}

/** Every credential in use, each once. */
function credentialsOf(plans: readonly ToolPlan[], { backend }: ResolvedCompileOptions): readonly Credential[] {
  const all = [backend.credential, ...plans.map(({ endpoint }) => endpoint.credential)];
  return [...new Set(all.filter((credential) => credential !== undefined))];
}

/**
 * The tools of some plans, in their order.
 *
 * @throws EndpointError when a plan sends a query parameter that its credential sets.
 */
export function createToolSet(plans: readonly ToolPlan[], options: ResolvedCompileOptions): ToolSet {
  checkCredentialNames(plans, options.backend.credential);
  const tools = new Map<string, Entry>(
    plans.map((plan) => [plan.name, { scopes: plan.definition.scopes, call: compileTool(plan, options) }]),
  );
  const definitions = Object.freeze(plans.map(({ definition }) => definition));
  return {
    definitions,
    list: (principal) => definitions.filter(({ scopes }) => hasScopes(principal, scopes)),
    call: async (name, args, context) => {
      const tool = tools.get(name);
      if (!tool || !hasScopes(context.principal, tool.scopes)) throw new UnknownToolError(name);
      return tool.call(args, context);
    },
    close: () => options.backend.close(),
    credentials: credentialsOf(plans, options),
  };
}
