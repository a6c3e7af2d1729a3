import type { RetryClass } from '../backend/retry-class.js';
import type { CompiledCheck } from '../endpoints/json-schema/validator.js';
import type { StandardSchema } from '../endpoints/schema.js';
import type { SectionName } from '../endpoints/sections.js';
import type { PlannedArgument, PlannedEndpoint } from '../tools/tool-plan.js';
import type { ToolDefinition } from '../tools/tool-set.js';

/** The functions of an endpoint, which generated code imports from the map's own module rather than copies. */
export type ToolHooks = Pick<PlannedEndpoint, 'request' | 'format' | 'mapError' | 'credential'>;

/** One argument of a generated tool: all that a call needs to know of it. */
export interface GeneratedArgument extends Omit<PlannedArgument, 'wire'> {
  /** Name on the wire. Default: `name`. */
  readonly wire?: string;
}

/** How the arguments of one section are checked together: compiled from JSON Schema, or by the map's own schema. */
export type GeneratedSection = (
  | {
      readonly check: CompiledCheck;
      /** True when the check fills in defaults, which it does in a copy. Default false. */
      readonly fillsDefaults?: boolean;
    }
  | { readonly schema: StandardSchema }
) & {
  /** True for a body that is one argument, `body`. Default false. */
  readonly whole?: boolean;
  /** True when nothing at all need be given. Default false. */
  readonly optional?: boolean;
};

/** Compiled check of the published output schema. */
export interface GeneratedOutput {
  readonly check: CompiledCheck;
  /** True when the body stands below `result`, because it is not an object. Default false. */
  readonly wrapped?: boolean;
}

/** One tool as `generate-tools` writes it: data, compiled checks, and the functions of the map where it has any. */
export interface GeneratedTool {
  readonly definition: ToolDefinition;
  readonly endpoint: Omit<PlannedEndpoint, keyof ToolHooks | 'retry' | 'scopes'> & { readonly path: string };
  readonly retry: RetryClass;
  /** True when integers that a double cannot hold are to be kept as decimal strings, unless a `format` reads them. */
  readonly exactIntegers: boolean;
  readonly arguments: readonly GeneratedArgument[];
  readonly sections: Readonly<Partial<Record<SectionName, GeneratedSection>>>;
  readonly output?: GeneratedOutput;
  readonly hooks?: ToolHooks;
}
