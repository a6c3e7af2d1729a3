import type { ContentBlock, ToolResult } from '../endpoints/result.js';
import type { ToolDefinition } from '../tools/tool-set.js';

/** Revisions reached through `initialize`, newest first. */
export const legacyVersions: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];

/** Revisions that carry their version in every request, newest first. */
export const modernVersions: readonly string[] = ['2026-07-28'];

/** What a client speaks that never said so (MCP 2025-06-18, Transports, Protocol Version Header). */
export const assumedVersion = '2025-03-26';

/** A tool as `tools/list` publishes it. */
export type PublishedTool = Omit<ToolDefinition, 'scopes' | 'annotations'> &
  Partial<Pick<ToolDefinition, 'annotations'>>;

/** The definition without what is ours, and without fields that `version` does not know. Dates compare as text. */
export function publishTool(definition: ToolDefinition, version: string): PublishedTool {
  const { name, title, description, inputSchema, outputSchema, annotations } = definition;
  const structured = version >= '2025-06-18';
  return {
    name,
    ...(structured && title !== undefined && { title }),
    description,
    inputSchema,
    ...(structured && outputSchema !== undefined && { outputSchema }),
    ...(version >= '2025-03-26' && { annotations }),
  };
}

/** The result in the vocabulary of `version`: newer kinds of content become text, since older clients refuse them. */
export function fitResult(result: ToolResult, version: string): ToolResult {
  if (version >= '2025-06-18') return result;
  const { structuredContent: _, ...rest } = result;
  return { ...rest, content: result.content.map((block) => fitBlock(block, version)) };
}

function fitBlock(block: ContentBlock, version: string): ContentBlock {
  if (block.type === 'resource_link') return { type: 'text', text: describeLink(block) };
  if (block.type === 'audio' && version < '2025-03-26') {
    return {
      type: 'text',
      text: `[Audio (${block.mimeType}) left out: revision ${version} of the protocol has none.]`,
    };
  }
  return block;
}

function describeLink(link: Extract<ContentBlock, { type: 'resource_link' }>): string {
  return [`${link.name}: ${link.uri}`, link.description].filter((line) => line !== undefined).join('\n');
}
