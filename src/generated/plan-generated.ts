import { createValidator } from '../endpoints/json-schema/validator.js';
import { parsePath } from '../endpoints/path-template.js';
import type { SectionName } from '../endpoints/sections.js';
import { ConfigurationError } from '../errors.js';
import { deepFreeze } from '../tools/deep-freeze.js';
import { jsonSection, placeSection, type SectionValidator, standardSection } from '../tools/section-validator.js';
import type { PlannedSection, ToolPlan } from '../tools/tool-plan.js';
import type { GeneratedSection, GeneratedTool, ToolHooks } from './generated-tool.js';

const SECTIONS: readonly SectionName[] = ['params', 'query', 'headers', 'body'];

function validatorOf(section: GeneratedSection): SectionValidator {
  if ('schema' in section) return standardSection(section.schema);
  return jsonSection(createValidator(section.check), section.fillsDefaults ?? false);
}

function planSection(name: SectionName, section: GeneratedSection): PlannedSection {
  const { whole = false, optional = false } = section;
  return { name, whole, optional, validate: placeSection(validatorOf(section), { whole, optional }) };
}

function outdated(tool: GeneratedTool, message: string): ConfigurationError {
  const place = tool.definition.name;
  return new ConfigurationError([{ place, message, fix: 'Run: npx generate-tools' }], 'A generated tool is damaged');
}

function hooksOf({ request, format, mapError, credential }: ToolHooks): ToolHooks {
  return {
    ...(request && { request }),
    ...(format && { format }),
    ...(mapError && { mapError }),
    ...(credential && { credential }),
  };
}

/**
 * Makes ready what a generator has written; the schemas in it are not read.
 *
 * @throws ConfigurationError for a path that is no template, which only an edit by hand can bring about.
 */
export function planGenerated(tool: GeneratedTool, hooks: ToolHooks = tool.hooks ?? {}): ToolPlan {
  const { definition, retry, output } = tool;
  const { path, ...endpoint } = tool.endpoint;
  const parsed = parsePath(path);
  if (!('template' in parsed)) throw outdated(tool, `endpoint.path ${parsed.mistakes.join(' ')}`);
  const plan: ToolPlan = {
    name: definition.name,
    definition: deepFreeze(definition),
    endpoint: { ...endpoint, ...hooksOf(hooks), scopes: definition.scopes },
    template: parsed.template,
    arguments: tool.arguments.map((argument) => ({ ...argument, wire: argument.wire ?? argument.name })),
    sections: SECTIONS.flatMap((name) => {
      const section = tool.sections[name];
      return section ? [planSection(name, section)] : [];
    }),
    retry,
    exactIntegers: tool.exactIntegers && !hooks.format,
  };
  if (!output) return plan;
  return { ...plan, output: { wrapped: output.wrapped ?? false, validate: createValidator(output.check) } };
}
