import type { ToolDefinition } from 'mcp-rest-proxy';
import { type Advice, advise } from './advise.js';
import { type ToolWeight, weighList, weighTool } from './estimate.js';

/** What a set of tools costs the models that are shown it. */
export interface Stats {
  /** The answer to `tools/list` with all of them. */
  readonly total: { readonly tools: number; readonly bytes: number; readonly tokens: number };
  /** Heaviest first; equals by name. */
  readonly tools: readonly ToolWeight[];
  readonly advice: readonly Advice[];
}

function heaviestFirst(left: ToolWeight, right: ToolWeight): number {
  return right.bytes - left.bytes || (left.name < right.name ? -1 : 1);
}

/** Weighs tools. Tokens are an estimate: characters of the JSON that clients receive, divided by 4. */
export function computeStats(tools: readonly ToolDefinition[]): Stats {
  const weights = tools.map(weighTool);
  const total = { tools: tools.length, ...weighList(tools) };
  return { total, tools: [...weights].sort(heaviestFirst), advice: advise(tools, weights, total.tokens) };
}
