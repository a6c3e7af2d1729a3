import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

type Json = Readonly<Record<string, unknown>>;

/** A tool as a client lists it. */
export interface ListedTool {
  readonly name: string;
  readonly inputSchema: Json;
  readonly outputSchema?: Json | undefined;
}

/** Checks of the values that one tool takes and gives. */
export interface ToolChecks {
  readonly input: ValidateFunction;
  readonly output: ValidateFunction | undefined;
}

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const ROOT_COMPOSITION = ['anyOf', 'oneOf', 'allOf', 'not', '$ref', 'if'];

/**
 * As strict as ajv can be about what schemas say: unknown keywords, keywords that are ignored, impossible numbers and
 * tuples without a length are errors. Formats are annotations, as 2020-12 has it. Left out are `strictTypes` and
 * `strictRequired`, which forbid what JSON Schema allows, such as `required` in one branch of an `anyOf`.
 */
function strictAjv(): Ajv2020 {
  return new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    validateFormats: false,
    validateSchema: true,
    allErrors: true,
    ownProperties: true,
    addUsedSchema: false,
    logger: false,
  });
}

function externalReferences(value: unknown, found: string[] = []): readonly string[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, child] of Object.entries(value)) {
    if (key === '$ref' && typeof child === 'string' && !child.startsWith('#')) found.push(child);
    else externalReferences(child, found);
  }
  return found;
}

function breaksHosts(schema: Json): string[] {
  const composed = ROOT_COMPOSITION.filter((keyword) => keyword in schema);
  const external = externalReferences(schema);
  return [
    ...(schema.type === 'object' ? [] : ['its root is no object']),
    ...(composed.length > 0 ? [`${composed.join(', ')} at its root`] : []),
    ...(external.length > 0 ? [`external $ref ${external.slice(0, 3).join(', ')}`] : []),
  ];
}

/** What is wrong with the schemas of the tools, for a strict validator or for a host; and the checks of each tool. */
export function checkSchemas(tools: readonly ListedTool[]): {
  readonly problems: readonly string[];
  readonly checks: ReadonlyMap<string, ToolChecks>;
} {
  const problems: string[] = [];
  const compile = (schema: Json, place: string): ValidateFunction | undefined => {
    for (const broken of breaksHosts(schema)) problems.push(`${place}: ${broken}`);
    try {
      return strictAjv().compile(schema);
    } catch (error) {
      problems.push(`${place}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const names = tools.map(({ name }) => name);
  for (const name of names.filter((item) => !NAME.test(item))) problems.push(`${name}: no name that every host takes`);
  if (new Set(names).size !== names.length) problems.push('two tools have one name');
  const checks = new Map<string, ToolChecks>();
  for (const { name, inputSchema, outputSchema } of tools) {
    const input = compile(inputSchema, `${name}, input`);
    const output = outputSchema && compile(outputSchema, `${name}, output`);
    if (input) checks.set(name, { input, output });
  }
  return { problems, checks };
}
