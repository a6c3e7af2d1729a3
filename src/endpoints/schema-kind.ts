import { dereference } from './json-schema/references.js';
import { isPlainObject, type JsonSchema } from './schema.js';

/** JSON types that a subschema names, through a reference; `[undefined]` when it names none. */
export function typesOf(schema: JsonSchema, root: JsonSchema | undefined): unknown[] {
  const { type } = root ? dereference(root, schema) : schema;
  return Array.isArray(type) ? type : [type];
}

/** What a subschema may stand for: itself, or each of its alternatives, references followed. */
export function alternativesOf(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const target = dereference(root, schema);
  const branches = [target.anyOf, target.oneOf].find((list) => Array.isArray(list));
  if (!Array.isArray(branches)) return [target];
  return branches.filter(isPlainObject).map((branch) => dereference(root, branch));
}
