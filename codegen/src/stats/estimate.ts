import type { JsonSchema, ToolDefinition } from 'mcp-rest-proxy';

/** How many characters of JSON make one token, as a rule of thumb for English and JSON alike. */
export const CHARACTERS_PER_TOKEN = 4;

/** What one tool weighs in `tools/list`. */
export interface ToolWeight {
  readonly name: string;
  /** UTF-8 bytes of its JSON in `tools/list`. */
  readonly bytes: number;
  /** Characters of that JSON divided by `CHARACTERS_PER_TOKEN`, rounded up. */
  readonly tokens: number;
  /** Characters of its parts, for who wants to know where it comes from. */
  readonly description: number;
  readonly inputSchema: number;
  readonly outputSchema: number;
  /** How many arguments it takes. */
  readonly arguments: number;
}

/** A tool as clients are told of it: scopes stay on the server. */
function published({ scopes, ...tool }: ToolDefinition): Omit<ToolDefinition, 'scopes'> {
  return tool;
}

function lengthOf(value: unknown): number {
  return value === undefined ? 0 : JSON.stringify(value).length;
}

function countArguments({ properties }: JsonSchema): number {
  return typeof properties === 'object' && properties !== null ? Object.keys(properties).length : 0;
}

/** Bytes and estimated tokens of any JSON. */
export function weigh(value: unknown): { readonly bytes: number; readonly tokens: number } {
  const text = JSON.stringify(value);
  return { bytes: Buffer.byteLength(text), tokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN) };
}

/** What one tool weighs. */
export function weighTool(tool: ToolDefinition): ToolWeight {
  return {
    name: tool.name,
    ...weigh(published(tool)),
    description: lengthOf(tool.description),
    inputSchema: lengthOf(tool.inputSchema),
    outputSchema: lengthOf(tool.outputSchema),
    arguments: countArguments(tool.inputSchema),
  };
}

/** What all tools weigh together: the whole answer to `tools/list`. */
export function weighList(tools: readonly ToolDefinition[]): { readonly bytes: number; readonly tokens: number } {
  return weigh({ tools: tools.map(published) });
}
