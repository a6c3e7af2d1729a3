import type { RetryClass } from '../backend/retry-class.js';
import type { Argument } from '../endpoints/arguments.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import { compileJsonSchema, type JsonValidator } from '../endpoints/json-schema/validator.js';
import type { PathTemplate } from '../endpoints/path-template.js';
import type { SectionName } from '../endpoints/sections.js';
import { compileSection, type SectionValidator } from './section-validator.js';
import type { ToolModel } from './tool-model.js';
import type { ToolDefinition } from './tool-set.js';

/** The part of an endpoint that a call runs on: everything but its schemas and what became of the definition. */
export type PlannedEndpoint = Omit<
  Endpoint,
  | 'path'
  | 'description'
  | 'title'
  | 'params'
  | 'query'
  | 'headers'
  | 'body'
  | 'optionalBody'
  | 'response'
  | 'annotations'
>;

/** An argument as a call needs it: its schema is in the check of its section. */
export type PlannedArgument = Omit<Argument, 'schema' | 'required'>;

/** One section of a request: which arguments it takes together, and how they are checked. */
export interface PlannedSection {
  readonly name: SectionName;
  /** True for a body that is one argument, `body`. */
  readonly whole: boolean;
  /** True when nothing at all need be given. */
  readonly optional: boolean;
  readonly validate: SectionValidator;
}

/** How a reply becomes structured content. */
export interface PlannedOutput {
  /** True when the body stands below `result`. */
  readonly wrapped: boolean;
  /** Against the published output schema. */
  readonly validate: JsonValidator;
}

/**
 * All that a call of one tool runs on, with its checks compiled. Made from a model at start, or from what a generator
 * has written; from here on both are one.
 */
export interface ToolPlan {
  readonly name: string;
  readonly definition: ToolDefinition;
  readonly endpoint: PlannedEndpoint;
  readonly template: PathTemplate;
  readonly arguments: readonly PlannedArgument[];
  readonly sections: readonly PlannedSection[];
  readonly retry: RetryClass;
  readonly exactIntegers: boolean;
  readonly output?: PlannedOutput;
}

/** Compiles the checks of a model. Throws when the validator cannot take a schema. */
export function planTool(model: ToolModel): ToolPlan {
  const { name, definition, endpoint, template, arguments: list, retry, exactIntegers, output } = model;
  const sections = model.sections.map((section) => ({
    name: section.name,
    whole: section.whole,
    optional: section.optional,
    validate: compileSection(section),
  }));
  const plan = { name, definition, endpoint, template, arguments: list, sections, retry, exactIntegers };
  if (!output) return plan;
  const validate = compileJsonSchema(output.schema, { useDefaults: false });
  return { ...plan, output: { wrapped: output.wrapped, validate } };
}
