import type { SectionName, ToolModel } from 'mcp-rest-proxy/codegen';
import { isStandardSchema } from 'mcp-rest-proxy/codegen';
import type { ToolNames } from './names/tool-names.js';

/** A model with its names, and its published schemas in their one order. */
export interface EmittedTool {
  readonly model: ToolModel;
  readonly names: ToolNames;
  readonly definition: ToolModel['definition'];
}

const HOOKS = ['request', 'format', 'mapError', 'credential'] as const;

/** Whether the endpoint has functions, which stay where they were written. */
export function hasHooks({ endpoint }: ToolModel): boolean {
  return HOOKS.some((hook) => endpoint[hook] !== undefined);
}

/** Sections that the map's own schema checks. */
export function sectionsInCode({ sections }: ToolModel): readonly SectionName[] {
  return sections.filter(({ schema }) => isStandardSchema(schema)).map(({ name }) => name);
}

/** Whether emitted code must import the map. */
export function needsCode(model: ToolModel): boolean {
  return hasHooks(model) || sectionsInCode(model).length > 0;
}

/** Name of a compiled check, in the validator file and where it is imported. */
export function checkName(part: SectionName | 'output'): string {
  return `check${part.charAt(0).toUpperCase()}${part.slice(1)}`;
}

/** Parts of a tool that have a compiled check. */
export function compiledParts(model: ToolModel): readonly (SectionName | 'output')[] {
  const inCode = sectionsInCode(model);
  const sections = model.sections.map(({ name }) => name).filter((name) => !inCode.includes(name));
  return model.output ? [...sections, 'output'] : sections;
}
