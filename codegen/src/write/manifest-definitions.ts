import type { JsonSchema } from 'mcp-rest-proxy';

type Definitions = Readonly<Record<string, unknown>>;

/** A tool with published schemas. */
interface WithSchemas {
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
}

/** Definitions that several schemas have, by a key of the manifest. */
interface Shared<Tool> {
  readonly definitions: Definitions;
  /** Their `$defs` hold keys in place of what is shared. */
  readonly tools: readonly Tool[];
}

function isObject(value: unknown): value is Definitions {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function definitionsOf({ $defs }: JsonSchema): [name: string, definition: unknown][] {
  return isObject($defs) ? Object.entries($defs) : [];
}

function mapDefinitions(schema: JsonSchema, change: (name: string, definition: unknown) => unknown): JsonSchema {
  if (!isObject(schema.$defs)) return schema;
  const changed = definitionsOf(schema).map(([name, definition]) => [name, change(name, definition)]);
  return { ...schema, $defs: Object.fromEntries(changed) };
}

function mapSchemas<Tool extends WithSchemas>(tool: Tool, change: (schema: JsonSchema) => JsonSchema): Tool {
  const { inputSchema, outputSchema } = tool;
  return { ...tool, inputSchema: change(inputSchema), ...(outputSchema && { outputSchema: change(outputSchema) }) };
}

/** How often each form of each definition occurs, by name and JSON. */
function countForms(tools: readonly WithSchemas[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const forms = new Map<string, Map<string, number>>();
  for (const { inputSchema, outputSchema } of tools) {
    for (const [name, definition] of [inputSchema, outputSchema ?? {}].flatMap(definitionsOf)) {
      const known = forms.get(name) ?? new Map<string, number>();
      const text = JSON.stringify(definition);
      forms.set(name, known.set(text, (known.get(text) ?? 0) + 1));
    }
  }
  return forms;
}

/** Writes definitions that occur more than once in one place; sorted, whatever the order of the tools. */
export function shareDefinitions<Tool extends WithSchemas>(tools: readonly Tool[]): Shared<Tool> {
  const definitions: [string, unknown][] = [];
  const keys = new Map<string, ReadonlyMap<string, string>>();
  for (const [name, forms] of [...countForms(tools)].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const shared = [...forms].filter(([, count]) => count > 1).map(([text]) => text);
    const numbered = shared.sort().map((text, index): [string, string] => [text, `${name}#${index + 1}`]);
    for (const [text, key] of numbered) definitions.push([key, JSON.parse(text)]);
    keys.set(name, new Map(numbered));
  }
  const keyOf = (name: string, definition: unknown): unknown =>
    keys.get(name)?.get(JSON.stringify(definition)) ?? definition;
  return {
    definitions: Object.fromEntries(definitions),
    tools: tools.map((tool) => mapSchemas(tool, (schema) => mapDefinitions(schema, keyOf))),
  };
}

/** The tools as they were before `shareDefinitions`; `undefined` when a key leads nowhere. */
export function restoreDefinitions<Tool extends WithSchemas>(
  tools: readonly Tool[],
  definitions: Definitions,
): readonly Tool[] | undefined {
  let isWhole = true;
  // A definition is an object or a boolean, never a text.
  const restore = (_name: string, definition: unknown): unknown => {
    if (typeof definition !== 'string') return definition;
    isWhole &&= Object.hasOwn(definitions, definition);
    return definitions[definition];
  };
  const restored = tools.map((tool) => mapSchemas(tool, (schema) => mapDefinitions(schema, restore)));
  return isWhole ? restored : undefined;
}
