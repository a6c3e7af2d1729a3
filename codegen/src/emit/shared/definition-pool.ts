import { isPlainObject } from 'mcp-rest-proxy/codegen';
import { compareText } from '../canonical-schema.js';
import { pascalCase } from '../names/words.js';
import { definitionsOf } from './definition-references.js';
import { createTextReader, type DefinitionTexts, equalDefinitions } from './equal-definitions.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** Arguments, or the structured result: a definition may be published differently in the two. */
export type Side = 'input' | 'output';

const SIDES: readonly Side[] = ['output', 'input'];

/** A root schema of a tool, canonical. */
export interface ToolSchema {
  readonly tool: string;
  readonly side: Side;
  readonly schema: JsonSchema;
  /** Name of the definition that the schema itself is, apart from its `$defs`. Default: it is none. */
  readonly name?: string | undefined;
}

/** A definition that several tools have. */
export interface SharedDefinition {
  /** What it is called in the emitted code. */
  readonly identifier: string;
  /** Name below `$defs`. */
  readonly name: string;
  readonly side: Side;
  readonly schema: JsonSchema;
}

/** Identifiers of shared definitions, by name below `$defs`. */
export type SharedNames = ReadonlyMap<string, string>;

/** What tools have in common, so that it need be written once. */
export interface DefinitionPool {
  /** Sorted by identifier. */
  readonly definitions: readonly SharedDefinition[];
  /** The schemas of one side as a root, to resolve references of its definitions. */
  root(side: Side): JsonSchema;
  /** Shared definitions that those of one side may refer to. */
  within(side: Side): SharedNames;
  /** Which definitions of a schema are shared; the schema must be one that the pool was made of. */
  of(schema: JsonSchema): SharedNames;
  /** Identifier of the shared definition that a schema itself is, apart from its `$defs`. */
  whole(schema: JsonSchema): string | undefined;
}

/** Nothing in common. */
export const emptyPool: DefinitionPool = {
  definitions: [],
  root: () => ({}),
  within: () => new Map(),
  of: () => new Map(),
  whole: () => undefined,
};

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

/** Makes up identifiers, in the style of types. */
function createNamer({ taken, isReserved }: PoolOptions): (name: string, suffix: string) => string {
  const given = new Set(taken);
  return (name, suffix) => {
    const words = pascalCase(name) || 'Part';
    const base = `${/^[A-Z]/.test(words) ? words : `Schema${words}`}${suffix}`;
    let identifier = base;
    for (let count = 2; given.has(identifier) || isReserved(identifier); count += 1) identifier = `${base}${count}`;
    given.add(identifier);
    return identifier;
  };
}

export interface PoolOptions {
  /** Identifiers that are in use. */
  readonly taken: ReadonlySet<string>;
  readonly isReserved: (name: string) => boolean;
  /** Whether a definition may be shared at all. Default: every one may. */
  readonly canShare?: (candidate: Candidate) => boolean;
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

/** What the tools have, side by side. */
interface Survey {
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

function survey(given: readonly ToolSchema[], { canShare = () => true }: PoolOptions): Survey {
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

/** Keys of the definitions that two tools or more have. */
function findShared({ schemas, usual, keyOf }: Survey): ReadonlySet<string> {
  const users = new Map<string, Set<string>>();
  for (const { tool, side, schema } of schemas) {
    for (const name of usual.get(schema) ?? []) {
      const key = keyOf(side, name);
      users.set(key, (users.get(key) ?? new Set()).add(tool));
    }
  }
  return new Set([...users].filter(([, tools]) => tools.size > 1).map(([key]) => key));
}

/** Shared definitions by key, in the order of their names; those of results have their way. */
function nameShared(found: Survey, options: PoolOptions): ReadonlyMap<string, SharedDefinition> {
  const { roots, texts, keyOf } = found;
  const shared = findShared(found);
  const nameOf = createNamer(options);
  const named = new Map<string, SharedDefinition>();
  for (const name of [...new Set([...texts.output.keys(), ...texts.input.keys()])].sort(compareText)) {
    for (const side of SIDES) {
      const key = keyOf(side, name);
      const schema = definitionsOf(roots[side])[name];
      if (named.has(key) || !shared.has(key) || !isPlainObject(schema)) continue;
      const isSecond = side === 'input' && named.has(keyOf('output', name));
      named.set(key, { identifier: nameOf(name, isSecond ? 'Input' : ''), name, side, schema });
    }
  }
  return named;
}

/**
 * Finds the definitions that two tools or more have in common: equal in themselves and in all that they refer to. The
 * order of the schemas does not matter.
 */
export function poolDefinitions(schemas: readonly ToolSchema[], options: PoolOptions): DefinitionPool {
  const found = survey(schemas, options);
  const named = nameShared(found, options);
  const namesIn = (side: Side, names: Iterable<string>): SharedNames =>
    new Map(
      [...names].flatMap((name): [string, string][] => {
        const shared = named.get(found.keyOf(side, name));
        return shared ? [[name, shared.identifier]] : [];
      }),
    );
  const sides = new Map(schemas.map(({ schema, side }) => [schema, side]));
  return {
    definitions: [...named.values()].sort((left, right) => compareText(left.identifier, right.identifier)),
    root: (side) => found.roots[side],
    within: (side) => namesIn(side, found.texts[side].keys()),
    of: (schema) => namesIn(sides.get(schema) ?? 'input', found.usual.get(schema) ?? []),
    whole(schema) {
      const name = found.wholes.get(schema);
      return name === undefined ? undefined : named.get(found.keyOf(sides.get(schema) ?? 'input', name))?.identifier;
    },
  };
}
