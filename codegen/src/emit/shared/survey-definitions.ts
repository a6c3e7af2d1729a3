import { compareText } from '../canonical-schema.js';
import { definitionsOf } from './definition-references.js';
import { createTextReader, type DefinitionTexts, equalDefinitions } from './equal-definitions.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** Arguments, or the structured result: a definition may be published differently in the two. */
export type Side = 'input' | 'output';

/** A root schema of a tool, canonical. */
export interface ToolSchema {
  readonly tool: string;
  readonly side: Side;
  readonly schema: JsonSchema;
  /** Name of the definition that the schema itself is, apart from its `$defs`. Default: it is none. */
  readonly name?: string | undefined;
}

/** A definition that might be shared. */
export interface Candidate {
  /** As JSON. */
  readonly text: string;
  readonly definition: unknown;
  /** The schema it is a definition of. */
  readonly root: JsonSchema;
  readonly side: Side;
}

/** Whether a definition may be shared at all. */
export type CanShare = (candidate: Candidate) => boolean;

interface ReadSchema extends ToolSchema {
  /** Those of its `$defs`, and itself if it is one. */
  readonly definitions: JsonSchema;
  readonly texts: DefinitionTexts;
}

function withoutDefinitions({ $defs: _, ...root }: JsonSchema): JsonSchema {
  return root;
}

function definitionsIn({ schema, name }: ToolSchema): JsonSchema {
  const own = definitionsOf(schema);
  if (name === undefined || Object.hasOwn(own, name)) return own;
  return Object.fromEntries([...Object.entries(own), [name, withoutDefinitions(schema)]]);
}

type BothSides<Value> = Readonly<Record<Side, Value>>;

interface Variant {
  readonly text: string;
  readonly definition: unknown;
  count: number;
}

/** Of every definition the form that most schemas have; of forms equally frequent the first in the order of texts. */
function mostFrequent(schemas: readonly ReadSchema[]): JsonSchema {
  const variants = new Map<string, Map<string, Variant>>();
  for (const { definitions, texts } of schemas) {
    for (const [name, { text }] of texts) {
      const known = variants.get(name) ?? new Map<string, Variant>();
      const variant = known.get(text) ?? { text, definition: definitions[name], count: 0 };
      variant.count += 1;
      variants.set(name, known.set(text, variant));
    }
  }
  const best = (known: ReadonlyMap<string, Variant>): Variant | undefined =>
    [...known.values()].sort((left, right) => right.count - left.count || compareText(left.text, right.text))[0];
  const entries = [...variants].sort(([left], [right]) => compareText(left, right));
  return { $defs: Object.fromEntries(entries.map(([name, known]) => [name, best(known)?.definition])) };
}

/** What the tools have, side by side. */
export interface Survey {
  readonly schemas: readonly ReadSchema[];
  readonly roots: BothSides<JsonSchema>;
  readonly texts: BothSides<DefinitionTexts>;
  /** Of each schema, the definitions that are as most others have them. */
  readonly usual: ReadonlyMap<JsonSchema, ReadonlySet<string>>;
  /** Of schemas that are a definition themselves, its name. */
  readonly wholes: ReadonlyMap<JsonSchema, string>;
  /** The same for definitions that mean the same on both sides. */
  readonly keyOf: (side: Side, name: string) => string;
}

/** Schemas that are a definition, and the one that most others have. */
function findWholes({ schemas, usual }: Pick<Survey, 'schemas' | 'usual'>): Survey['wholes'] {
  const wholes = new Map<JsonSchema, string>();
  for (const { schema, name, texts } of schemas) {
    if (name === undefined || !usual.get(schema)?.has(name)) continue;
    if (texts.get(name)?.text === JSON.stringify(withoutDefinitions(schema))) wholes.set(schema, name);
  }
  return wholes;
}

/** Looks at what all the tools have, before anything is named. */
export function surveyDefinitions(given: readonly ToolSchema[], canShare: CanShare): Survey {
  const read = createTextReader();
  const readSchema = (schema: ToolSchema): ReadSchema => {
    const { side, schema: root } = schema;
    const definitions = definitionsIn(schema);
    const texts = [...read(definitions)].filter(([name, { text }]) =>
      canShare({ text, definition: definitions[name], root, side }),
    );
    return { ...schema, definitions, texts: new Map(texts) };
  };
  const schemas = given.map(readSchema);
  const rootOf = (side: Side): JsonSchema => mostFrequent(schemas.filter((schema) => schema.side === side));
  const roots = { input: rootOf('input'), output: rootOf('output') };
  const texts = { input: read(definitionsOf(roots.input)), output: read(definitionsOf(roots.output)) };
  const both = equalDefinitions(texts.input, texts.output);
  const usual = new Map(schemas.map(({ schema, side, texts: own }) => [schema, equalDefinitions(own, texts[side])]));
  return {
    schemas,
    roots,
    texts,
    usual,
    wholes: findWholes({ schemas, usual }),
    keyOf: (side, name) => `${both.has(name) ? 'both' : side} ${name}`,
  };
}
