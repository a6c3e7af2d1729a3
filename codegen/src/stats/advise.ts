import type { ToolDefinition } from 'mcp-rest-proxy';
import { CHARACTERS_PER_TOKEN, type ToolWeight } from './estimate.js';
import { walkSchema } from './walk-schema.js';

/** One thing that would make the tools lighter, or easier to choose from. */
export interface Advice {
  /** Stable, in kebab-case. */
  readonly code: string;
  /** Absent when it is about all tools together. */
  readonly tool?: string;
  readonly message: string;
}

/** Beyond these, somebody should have a look. */
export const LIMITS = {
  /** Tools in one server: models choose worse among more. */
  tools: 40,
  /** Tokens of the whole list. */
  tokens: 20_000,
  /** Tokens of one tool. */
  toolTokens: 1500,
  /** Characters of a tool's description. */
  description: 1000,
  /** Fewer characters than this say nothing. */
  shortDescription: 12,
  /** Characters of an argument's description. */
  argumentDescription: 300,
  enumValues: 50,
  depth: 6,
  arguments: 15,
  /** Characters of a text that stands in several places. */
  duplicate: 120,
} as const;

function adviseOnTool(tool: ToolDefinition, weight: ToolWeight): Advice[] {
  const list: Advice[] = [];
  const add = (code: string, message: string) => list.push({ code, tool: tool.name, message });
  const { length } = tool.description.trim();
  if (weight.tokens > LIMITS.toolTokens) {
    add(
      'heavy-tool',
      `takes about ${weight.tokens} tokens in every conversation. Leave out arguments that models do not need, or fix them with constants.`,
    );
  }
  if (length > LIMITS.description) {
    add(
      'long-description',
      `has a description of ${length} characters. Say what it does and when to use it; leave the manual out.`,
    );
  }
  if (length < LIMITS.shortDescription)
    add('short-description', 'hardly has a description. Models choose by it: say what it does and when to use it.');
  if (weight.arguments > LIMITS.arguments) {
    add(
      'many-arguments',
      `takes ${weight.arguments} arguments. Fix the rare ones with constants, or make several tools of it.`,
    );
  }
  if (weight.outputSchema > weight.inputSchema && weight.outputSchema > LIMITS.toolTokens * CHARACTERS_PER_TOKEN) {
    add(
      'heavy-output',
      `spends ${weight.outputSchema} characters on its output schema. Keep the properties that matter in response.`,
    );
  }
  return [...list, ...adviseOnSchema(tool)];
}

function adviseOnSchema({ name, inputSchema }: ToolDefinition): Advice[] {
  const spots = walkSchema(inputSchema);
  const deepest = Math.max(...spots.map(({ depth }) => depth));
  const list: Advice[] = [];
  const add = (code: string, message: string) => list.push({ code, tool: name, message });
  for (const { path, value } of spots) {
    const where = path === '' ? 'its arguments' : `"${path}"`;
    if (Array.isArray(value.enum) && value.enum.length > LIMITS.enumValues) {
      add(
        'huge-enum',
        `lists ${value.enum.length} values for ${where}. Take text, and name a tool that lists the values.`,
      );
    }
    if (typeof value.description === 'string' && value.description.length > LIMITS.argumentDescription) {
      add('long-argument-description', `describes ${where} in ${value.description.length} characters.`);
    }
  }
  if (deepest > LIMITS.depth)
    add('deep-schema', `nests schemas ${deepest} deep. Models fill flat arguments in better.`);
  return list;
}

function textsOf({ description, inputSchema }: ToolDefinition): Set<string> {
  const inner = walkSchema(inputSchema).map(({ value }) => value.description);
  const texts = [description, ...inner].filter((text) => typeof text === 'string');
  return new Set(texts.filter((text) => text.length >= LIMITS.duplicate));
}

function adviseOnDuplicates(tools: readonly ToolDefinition[]): Advice[] {
  const users = new Map<string, string[]>();
  for (const tool of tools) for (const text of textsOf(tool)) users.set(text, [...(users.get(text) ?? []), tool.name]);
  const repeated = [...users].filter(([, names]) => names.length > 2);
  return repeated
    .sort(([left, some], [right, others]) => right.length * others.length - left.length * some.length)
    .slice(0, 5)
    .map(([text, names]) => ({
      code: 'duplicate-text',
      message: `${names.length} tools repeat ${text.length} characters: "${text.slice(0, 50).trim()}…". Say it once, in the server's instructions.`,
    }));
}

function adviseOnAll(tools: readonly ToolDefinition[], tokens: number): Advice[] {
  const list: Advice[] = [];
  if (tools.length > LIMITS.tools) {
    list.push({
      code: 'many-tools',
      message: `${tools.length} tools are more than models choose from well (about ${LIMITS.tools}). Leave some out with include and exclude, serve several servers, or hide them behind scopes.`,
    });
  }
  if (tokens > LIMITS.tokens) {
    list.push({
      code: 'heavy-list',
      message: `All tools together take about ${tokens} tokens before a conversation starts; ${LIMITS.tokens} is a lot already.`,
    });
  }
  return list;
}

/** What would make these tools lighter or clearer; about all of them first. */
export function advise(tools: readonly ToolDefinition[], weights: readonly ToolWeight[], tokens: number): Advice[] {
  return [
    ...adviseOnAll(tools, tokens),
    ...adviseOnDuplicates(tools),
    ...tools.flatMap((tool, index) => {
      const weight = weights[index];
      return weight ? adviseOnTool(tool, weight) : [];
    }),
  ];
}
