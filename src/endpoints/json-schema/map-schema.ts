import { isPlainObject, type JsonSchema } from '../schema.js';
import { escapeToken } from './pointer.js';

const SINGLE = new Set([
  'additionalItems',
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
const LISTS = new Set(['allOf', 'anyOf', 'items', 'oneOf', 'prefixItems']);
const MAPS = new Set(['$defs', 'definitions', 'dependencies', 'dependentSchemas', 'patternProperties', 'properties']);

/** Deepest schema read; deeper ones, and those that contain themselves as objects, are refused. */
export const MAX_SCHEMA_DEPTH = 100;

/** Makes the schema that replaces one; its subschemas have been replaced already. `pointer` is a JSON Pointer. */
export type SchemaChange = (schema: JsonSchema, pointer: string) => JsonSchema;

function mapKeyword(keyword: string, value: unknown, change: SchemaChange, pointer: string, depth: number): unknown {
  const descend = (child: unknown, token: string): unknown =>
    isPlainObject(child) ? mapAt(child, change, `${pointer}/${token}`, depth + 1) : child;
  if (Array.isArray(value)) {
    return LISTS.has(keyword) ? value.map((child, index) => descend(child, `${keyword}/${index}`)) : value;
  }
  if (MAPS.has(keyword) && isPlainObject(value)) {
    const entries = Object.entries(value).map(([name, child]) => [
      name,
      descend(child, `${keyword}/${escapeToken(name)}`),
    ]);
    return Object.fromEntries(entries);
  }
  return SINGLE.has(keyword) ? descend(value, keyword) : value;
}

function mapAt(schema: JsonSchema, change: SchemaChange, pointer: string, depth: number): JsonSchema {
  if (depth > MAX_SCHEMA_DEPTH) throw new Error(`is nested more than ${MAX_SCHEMA_DEPTH} levels deep.`);
  const entries = Object.entries(schema).map(([keyword, value]) => [
    keyword,
    mapKeyword(keyword, value, change, pointer, depth),
  ]);
  return change(Object.fromEntries(entries), pointer);
}

function subschemasOf(schema: JsonSchema): [token: string, subschema: JsonSchema][] {
  return Object.entries(schema).flatMap(([keyword, value]): [string, JsonSchema][] => {
    if (Array.isArray(value)) {
      if (!LISTS.has(keyword)) return [];
      return value.flatMap((child, index) => (isPlainObject(child) ? [[`${keyword}/${index}`, child]] : []));
    }
    if (!isPlainObject(value)) return [];
    if (!MAPS.has(keyword)) return SINGLE.has(keyword) ? [[keyword, value]] : [];
    return Object.entries(value).flatMap(([name, child]): [string, JsonSchema][] =>
      isPlainObject(child) ? [[`${keyword}/${escapeToken(name)}`, child]] : [],
    );
  });
}

/** Visits every subschema of a JSON Schema, innermost first. */
export function walkSchema(
  schema: JsonSchema,
  visit: (schema: JsonSchema, pointer: string) => void,
  pointer = '',
  depth = 0,
): void {
  if (depth > MAX_SCHEMA_DEPTH) throw new Error(`is nested more than ${MAX_SCHEMA_DEPTH} levels deep.`);
  for (const [token, child] of subschemasOf(schema)) walkSchema(child, visit, `${pointer}/${token}`, depth + 1);
  visit(schema, pointer);
}

/**
 * Copies a JSON Schema, replacing every subschema, innermost first. Knows where schemas stand: a property named
 * `$ref` or `pattern` is not taken for the keyword.
 */
export function mapSchema(schema: JsonSchema, change: SchemaChange): JsonSchema {
  return mapAt(schema, change, '', 0);
}

/** `mapSchema` for one definition of a root schema. */
export function mapDefinition(definition: JsonSchema, name: string, change: SchemaChange): JsonSchema {
  return mapAt(definition, change, `/$defs/${escapeToken(name)}`, 1);
}
