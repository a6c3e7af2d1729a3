import { isPlainObject } from 'mcp-rest-proxy/codegen';
import { compareText } from '../canonical-schema.js';
import { pascalCase } from '../names/words.js';
import { definitionsOf } from './definition-references.js';
import { type CanShare, type Side, type Survey, surveyDefinitions, type ToolSchema } from './survey-definitions.js';

type JsonSchema = Readonly<Record<string, unknown>>;

const SIDES: readonly Side[] = ['output', 'input'];

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
  readonly canShare?: CanShare;
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
  const found = surveyDefinitions(schemas, options.canShare ?? (() => true));
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
