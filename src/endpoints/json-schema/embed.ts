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

function definitionsOf(schema: JsonSchema): Readonly<Record<string, unknown>> {
  return isPlainObject(schema.$defs) ? schema.$defs : {};
}

function namesIn(schema: JsonSchema): string[] {
  return listReferences(schema).flatMap(({ reference }) => {
    const token = LOCAL.exec(reference)?.[1];
    return token === undefined ? [] : [unescapeToken(token)];
  });
}

/** Starts an empty set of definitions. Schemas with equal `$defs` share them. */
export function createDefinitions(): Definitions {
  const all = new Map<string, JsonSchema>();
  const shared = new Map<string, ReadonlyMap<string, string>>();

  const place = (own: Readonly<Record<string, unknown>>, label: string, key: string): ReadonlyMap<string, string> => {
    const known = shared.get(key);
    if (known) return known;
    const names = new Map<string, string>();
    for (const name of Object.keys(own)) {
      const free = freeName(name, label, all);
      names.set(name, free);
      all.set(free, {});
    }
    shared.set(key, names);
    return names;
  };

  return {
    embed(schema, label) {
      const { $defs: _, ...body } = schema;
      const own = definitionsOf(schema);
      const leavesDefinitions = listReferences(schema).some(({ reference }) => !LOCAL.test(reference));
      const names = place(own, label, `${leavesDefinitions ? label : ''}${JSON.stringify(own)}`);
      const root = freeName(label, 'root', all);
      for (const [name, definition] of Object.entries(own)) {
        const free = names.get(name);
        if (free !== undefined && isPlainObject(definition)) all.set(free, rewrite(definition, names, root));
      }
      const embedded = rewrite(body, names, root);
      if (leavesDefinitions) all.set(root, embedded);
      return embedded;
    },
    needed(schemas) {
      const used = new Set<string>();
      const queue = schemas.flatMap(namesIn);
      for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
        const definition = all.get(name);
        if (used.has(name) || !definition) continue;
        used.add(name);
        queue.push(...namesIn(definition));
      }
      return Object.fromEntries([...all].filter(([name]) => used.has(name)));
    },
  };
}
