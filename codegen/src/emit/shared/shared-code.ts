import { asksWhatWasEvaluated, type ToolModel } from 'mcp-rest-proxy/codegen';
import type { EmittedCheck, EmittedTool } from '../emitted-tool.js';
import { isReservedType } from '../names/reserved.js';
import { type DefinitionPool, poolDefinitions, type SharedNames } from './definition-pool.js';
import { definitionGiven } from './definition-references.js';
import { isMadeOfItself } from './direct-references.js';
import type { Candidate, ToolSchema } from './survey-definitions.js';

/** What the emitted tools have in common. */
export interface SharedCode {
  /** Definitions of the published schemas: types and data. */
  readonly published: DefinitionPool;
  /** Definitions of the schemas that checks are compiled from. */
  readonly checked: DefinitionPool;
}

/** What the structured result was given as. One that is no object stands below `result`. */
function resultGiven({ endpoint, output }: ToolModel): string | undefined {
  return output?.wrapped ? undefined : definitionGiven(endpoint.response);
}

function partGiven(model: ToolModel, part: EmittedCheck['part']): string | undefined {
  if (part === 'output') return resultGiven(model);
  return definitionGiven(model.sections.find(({ name }) => name === part)?.schema);
}

function poolPublished(tools: readonly EmittedTool[]): DefinitionPool {
  const schemas = tools.flatMap(({ model, names: { tool }, definition }): ToolSchema[] => {
    const { inputSchema, outputSchema } = definition;
    const input: ToolSchema = { tool, side: 'input', schema: inputSchema };
    return outputSchema ? [input, { tool, side: 'output', schema: outputSchema, name: resultGiven(model) }] : [input];
  });
  const taken = new Set(tools.flatMap(({ names }) => [names.argumentsType, names.resultType]));
  return poolDefinitions(schemas, { taken, isReserved: isReservedType });
}

/**
 * Whether a default is filled in depends on where a reference to it stands, so that definitions with defaults are
 * compiled where they are used; results are not filled in. One that is nothing but itself is no check at all.
 */
function canShareCheck({ text, side, root, definition }: Candidate): boolean {
  return (side === 'output' || !text.includes('"default":')) && !isMadeOfItself(root, definition);
}

function poolChecked(tools: readonly EmittedTool[]): DefinitionPool {
  const schemas = tools.flatMap(({ model, names: { tool }, checks }) =>
    checks
      .filter(({ schema }) => !asksWhatWasEvaluated(schema))
      .map(({ part, schema }): ToolSchema => {
        const side = part === 'output' ? 'output' : 'input';
        return { tool, side, schema, name: partGiven(model, part) };
      }),
  );
  return poolDefinitions(schemas, { taken: new Set(), isReserved: () => false, canShare: canShareCheck });
}

/** Finds what the tools have in common. */
export function shareCode(tools: readonly EmittedTool[]): SharedCode {
  return { published: poolPublished(tools), checked: poolChecked(tools) };
}

/** Name of the function that checks a shared definition. No global is called like that. */
export function sharedCheckName(identifier: string): string {
  return `fits${identifier}`;
}

/** Functions that check shared definitions, by name of the definition. */
export function checksElsewhere(names: SharedNames): ReadonlyMap<string, string> {
  return new Map([...names].map(([name, identifier]) => [name, sharedCheckName(identifier)]));
}
