import type { SectionName, ToolModel } from 'mcp-rest-proxy/codegen';
import { isStandardSchema } from 'mcp-rest-proxy/codegen';
import { canonicalSchema } from './canonical-schema.js';
import type { ToolNames } from './names/tool-names.js';

/** A check to be compiled: of the arguments of one section, or of the structured result. */
export interface EmittedCheck {
  /** Name in the validator file and where it is imported. */
  readonly name: string;
  readonly part: SectionName | 'output';
  /** Canonical. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** A model with its names, and its schemas in their one order. */
export interface EmittedTool {
  readonly model: ToolModel;
  readonly names: ToolNames;
  readonly definition: ToolModel['definition'];
  readonly checks: readonly EmittedCheck[];
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

/** Checks of what no code checks. */
export function compiledChecks(model: ToolModel): readonly EmittedCheck[] {
  const inCode = sectionsInCode(model);
  const sections = model.sections.filter(({ name }) => !inCode.includes(name));
  const parts = sections.map(({ name, json }): [EmittedCheck['part'], ToolModel['sections'][number]['json']] => [
    name,
    json,
  ]);
  if (model.output) parts.push(['output', model.output.schema]);
  return parts.map(([part, schema]) => ({ name: checkName(part), part, schema: canonicalSchema(schema) }));
}
