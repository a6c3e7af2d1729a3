import { isPlainObject, type JsonSchema } from '../schema.js';
import { mapSchema } from './map-schema.js';
import { escapeToken, unescapeToken } from './pointer.js';
import { listReferences } from './references.js';

/** Definitions of a root schema under construction. */
export interface Definitions {
  /** Moves a schema's `$defs` here, under names that do not clash. `label` names what it is, for clashes. */
  embed(schema: JsonSchema, label: string): JsonSchema;
  /** Those definitions that `schemas` need, directly or not. */
  needed(schemas: readonly JsonSchema[]): Readonly<Record<string, JsonSchema>>;
}

type OwnDefinitions = Readonly<Record<string, unknown>>;

const LOCAL = /^#\/\$defs\/([^/]+)(\/.*)?$/;

function freeName(wanted: string, label: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(wanted)) return wanted;
  let name = `${label}_${wanted}`;
  for (let count = 2; taken.has(name); count += 1) name = `${label}_${wanted}_${count}`;
  return name;
}

function rewrite(schema: JsonSchema, names: ReadonlyMap<string, string>, root: string): JsonSchema {
  return mapSchema(schema, (subschema) => {
    const reference = subschema.$ref;
    if (typeof reference !== 'string') return subschema;
    const [, token = '', rest = ''] = LOCAL.exec(reference) ?? [];
    const name = names.get(unescapeToken(token));
    const target =
      name === undefined ? `${root}${reference.slice(1)}` : `${encodeURIComponent(escapeToken(name))}${rest}`;
    return { ...subschema, $ref: `#/$defs/${target}` };
  });
}

function definitionsOf(schema: JsonSchema): OwnDefinitions {
  return isPlainObject(schema.$defs) ? schema.$defs : {};
}

/** What was found in a definition once. Definitions are never changed after they were read. */
interface Facts {
  /** Definitions it refers to. */
  readonly names: readonly string[];
  /** It refers to something that is no definition. */
  readonly leaves: boolean;
  /** It, rewritten for names that stay as they are. */
  canonical?: JsonSchema;
}

const facts = new WeakMap<JsonSchema, Facts>();

function readFacts(schema: JsonSchema): Facts {
  const tokens = listReferences(schema).map(({ reference }) => LOCAL.exec(reference)?.[1]);
  const names = tokens.flatMap((token) => (token === undefined ? [] : [unescapeToken(token)]));
  return { names, leaves: tokens.includes(undefined) };
}

function factsOf(definition: JsonSchema): Facts {
  const known = facts.get(definition) ?? readFacts(definition);
  facts.set(definition, known);
  return known;
}

function keepsNames(names: ReadonlyMap<string, string>, used: readonly string[]): boolean {
  return used.every((name) => names.get(name) === name);
}

/** A definition under its new names; one whose names stay is rewritten once for all schemas that share it. */
function rewriteDefinition(definition: JsonSchema, names: ReadonlyMap<string, string>, root: string): JsonSchema {
  const known = factsOf(definition);
  if (known.leaves || !keepsNames(names, known.names)) return rewrite(definition, names, root);
  known.canonical ??= rewrite(definition, names, root);
  return known.canonical;
}

function sameDefinitions(left: OwnDefinitions, right: OwnDefinitions): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every(
    (name) =>
      Object.hasOwn(right, name) &&
      (left[name] === right[name] || JSON.stringify(left[name]) === JSON.stringify(right[name])),
  );
}

/** A root schema with only those of its `$defs` that it needs, directly or not. */
export function withNeededDefinitions(schema: JsonSchema): JsonSchema {
  const { $defs: _, ...body } = schema;
  const own = definitionsOf(schema);
  const used = new Set(readFacts(body).names);
  // A set takes in what is added while it is walked.
  for (const name of used) {
    const definition = Object.hasOwn(own, name) ? own[name] : undefined;
    if (isPlainObject(definition)) for (const next of factsOf(definition).names) used.add(next);
  }
  const kept = Object.entries(own).filter(([name]) => used.has(name));
  if (kept.length === Object.keys(own).length) return schema;
  return kept.length > 0 ? { ...schema, $defs: Object.fromEntries(kept) } : body;
}

/** Starts an empty set of definitions. Schemas with equal `$defs` share them. */
export function createDefinitions(): Definitions {
  const all = new Map<string, JsonSchema>();
  const placed: {
    readonly own: OwnDefinitions;
    readonly label: string;
    readonly names: ReadonlyMap<string, string>;
  }[] = [];

  const place = (own: OwnDefinitions, label: string, leaves: boolean): ReadonlyMap<string, string> => {
    const key = leaves ? label : '';
    const known = placed.find((earlier) => earlier.label === key && sameDefinitions(earlier.own, own));
    if (known) return known.names;
    const names = new Map<string, string>();
    for (const name of Object.keys(own)) {
      const free = freeName(name, label, all);
      names.set(name, free);
      all.set(free, {});
    }
    placed.push({ own, label: key, names });
    return names;
  };

  return {
    embed(schema, label) {
      const { $defs: _, ...body } = schema;
      const own = definitionsOf(schema);
      const definitions = Object.values(own).filter(isPlainObject);
      const leaves = readFacts(body).leaves || definitions.some((definition) => factsOf(definition).leaves);
      const names = place(own, label, leaves);
      const root = freeName(label, 'root', all);
      for (const [name, definition] of Object.entries(own)) {
        const free = names.get(name);
        if (free !== undefined && isPlainObject(definition)) all.set(free, rewriteDefinition(definition, names, root));
      }
      const embedded = rewrite(body, names, root);
      if (leaves) all.set(root, embedded);
      return embedded;
    },
    needed(schemas) {
      const used = new Set<string>();
      const queue = schemas.flatMap((schema) => readFacts(schema).names);
      for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
        const definition = all.get(name);
        if (used.has(name) || !definition) continue;
        used.add(name);
        queue.push(...factsOf(definition).names);
      }
      return Object.fromEntries([...all].filter(([name]) => used.has(name)));
    },
  };
}
