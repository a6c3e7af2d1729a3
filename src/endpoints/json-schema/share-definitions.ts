import { isPlainObject, type JsonSchema } from '../schema.js';
import { unescapeToken } from './pointer.js';
import { listReferences } from './references.js';

/** A reference to a definition. */
export interface DefinitionUse {
  readonly name: string;
  /** JSON Pointer of the subschema that refers to it. */
  readonly pointer: string;
}

/** Shared definitions, to be given to the schemas that refer to them. */
export interface SharedDefinitions {
  /**
   * The schema with exactly those definitions that it refers to, directly or not, beside its own, which win. Schemas
   * that need the same ones share one `$defs`, in the order of the shared definitions.
   */
  attach(schema: JsonSchema): JsonSchema;
  /** What a schema refers to and nobody defines. */
  unknownIn(schema: JsonSchema): readonly DefinitionUse[];
  /** The same of every definition that a schema was given so far, by its name. */
  unknownInDefinitions(): ReadonlyMap<string, readonly DefinitionUse[]>;
}

const DEFINITION = /^#\/\$defs\/([^/]+)/;

/** What cannot be walked (too deep) refers to nothing here, and is refused where schemas are read. */
function definitionsUsed(schema: JsonSchema): readonly DefinitionUse[] {
  try {
    return listReferences(schema).flatMap(({ reference, pointer }) => {
      const token = DEFINITION.exec(reference)?.[1];
      return token === undefined ? [] : [{ name: unescapeToken(token), pointer }];
    });
  } catch {
    return [];
  }
}

function ownDefinitions(schema: JsonSchema): Readonly<Record<string, unknown>> {
  return isPlainObject(schema.$defs) ? schema.$defs : {};
}

/** Prepares definitions for sharing. Each is walked once, and only when something needs it. */
export function shareDefinitions(definitions: Readonly<Record<string, unknown>>): SharedDefinitions {
  const order = new Map(Object.keys(definitions).map((name, index) => [name, index]));
  const walked = new Map<string, readonly DefinitionUse[]>();
  const schemas = new WeakMap<JsonSchema, readonly DefinitionUse[]>();
  const picked = new Map<string, Readonly<Record<string, unknown>>>();

  const usesOf = (schema: JsonSchema): readonly DefinitionUse[] => {
    const uses = schemas.get(schema) ?? definitionsUsed(schema);
    schemas.set(schema, uses);
    return uses;
  };
  const usesOfDefinition = (name: string): readonly DefinitionUse[] => {
    const definition = definitions[name];
    const uses = walked.get(name) ?? (isPlainObject(definition) ? definitionsUsed(definition) : []);
    walked.set(name, uses);
    return uses;
  };
  const closureOf = (schema: JsonSchema, own: Readonly<Record<string, unknown>>): ReadonlySet<string> => {
    const needed = new Set<string>();
    const queue = usesOf(schema).map(({ name }) => name);
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (needed.has(name) || Object.hasOwn(own, name) || !order.has(name)) continue;
      needed.add(name);
      for (const use of usesOfDefinition(name)) queue.push(use.name);
    }
    return needed;
  };
  const pick = (needed: ReadonlySet<string>): Readonly<Record<string, unknown>> => {
    const names = [...needed].sort((left, right) => (order.get(left) ?? 0) - (order.get(right) ?? 0));
    const key = JSON.stringify(names);
    const known = picked.get(key) ?? Object.fromEntries(names.map((name) => [name, definitions[name]]));
    picked.set(key, known);
    return known;
  };

  return {
    attach(schema) {
      const own = ownDefinitions(schema);
      const needed = closureOf(schema, own);
      if (needed.size === 0) return schema;
      const shared = pick(needed);
      return { ...schema, $defs: Object.keys(own).length > 0 ? { ...shared, ...own } : shared };
    },
    unknownIn(schema) {
      const own = ownDefinitions(schema);
      return usesOf(schema).filter(({ name }) => !Object.hasOwn(own, name) && !order.has(name));
    },
    unknownInDefinitions: () =>
      new Map(
        [...walked]
          .map(([name, uses]) => [name, uses.filter((use) => !order.has(use.name))] as const)
          .filter(([, uses]) => uses.length > 0),
      ),
  };
}
