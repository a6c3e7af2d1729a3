import { asksWhatWasEvaluated } from 'mcp-rest-proxy/codegen';
import type { EmittedTool } from '../emitted-tool.js';
import { isReservedType } from '../names/reserved.js';
import {
  type DefinitionPool,
  poolDefinitions,
  type SharedNames,
  type Side,
  type ToolSchema,
} from './definition-pool.js';

/** What the emitted tools have in common. */
export interface SharedCode {
  /** Definitions of the published schemas: types and data. */
  readonly published: DefinitionPool;
  /** Definitions of the schemas that checks are compiled from. */
  readonly checked: DefinitionPool;
}

function poolPublished(tools: readonly EmittedTool[]): DefinitionPool {
  const schemas = tools.flatMap(({ names: { tool }, definition: { inputSchema, outputSchema } }): ToolSchema[] => [
    { tool, side: 'input', schema: inputSchema },
    ...(outputSchema ? [{ tool, side: 'output' as const, schema: outputSchema }] : []),
  ]);
  const taken = new Set(tools.flatMap(({ names }) => [names.argumentsType, names.resultType]));
  return poolDefinitions(schemas, { taken, isReserved: isReservedType });
}

/**
 * Whether a default is filled in depends on where a reference to it stands, so that definitions with defaults are
 * compiled where they are used. Results are not filled in.
 */
function canShareCheck(text: string, side: Side): boolean {
  return side === 'output' || !text.includes('"default":');
}

function poolChecked(tools: readonly EmittedTool[]): DefinitionPool {
  const schemas = tools.flatMap(({ names: { tool }, checks }) =>
    checks
      .filter(({ schema }) => !asksWhatWasEvaluated(schema))
      .map(({ part, schema }): ToolSchema => ({ tool, side: part === 'output' ? 'output' : 'input', schema })),
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
