import { hasScopes, type Principal } from '../../src/auth/principal.js';
import type { ToolAnnotations } from '../../src/endpoints/endpoint.js';
import type { ToolResult } from '../../src/endpoints/result.js';
import type { JsonSchema } from '../../src/endpoints/schema.js';
import { UnknownToolError } from '../../src/errors.js';
import type { ToolCallContext, ToolDefinition, ToolSet } from '../../src/tools/tool-set.js';

/** A tool made by hand: what it publishes, and what it does. */
export interface HandMadeTool {
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema?: JsonSchema;
  readonly outputSchema?: JsonSchema;
  readonly annotations?: ToolAnnotations;
  readonly scopes?: readonly string[];
  readonly run?: (
    args: Readonly<Record<string, unknown>>,
    context: ToolCallContext,
  ) => ToolResult | Promise<ToolResult>;
}

export const readOnly: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: true,
};

/** A result of one block of text. */
export function text(value: string): ToolResult {
  return { content: [{ type: 'text', text: value }] };
}

/** A principal with nothing but a name and scopes. */
export function principal(subject: string, scopes: Principal['scopes'] = 'all'): Principal {
  return { subject, issuer: 'test', scopes, claims: {} };
}

/** A tool set without an endpoint map: scopes are respected, arguments are not validated. */
export function handMadeToolSet(tools: Readonly<Record<string, HandMadeTool>>): ToolSet {
  const definitions = Object.entries(tools).map(([name, tool]) => define(name, tool));
  const list = (caller: Principal) => definitions.filter(({ scopes }) => hasScopes(caller, scopes));
  return {
    definitions,
    list,
    async call(name, args, context) {
      const known = list(context.principal).some((definition) => definition.name === name);
      const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
      if (!known || tool === undefined) throw new UnknownToolError(name);
      return tool.run ? tool.run({ ...Object(args) }, context) : text(name);
    },
    close: async () => undefined,
  };
}

function define(name: string, tool: HandMadeTool): ToolDefinition {
  const { title, description, inputSchema, outputSchema, annotations = readOnly, scopes = [] } = tool;
  return {
    name,
    ...(title !== undefined && { title }),
    description: description ?? `Does ${name}.`,
    inputSchema: inputSchema ?? { type: 'object', properties: {} },
    ...(outputSchema !== undefined && { outputSchema }),
    annotations,
    scopes,
  };
}
