import { isPlainObject, mapSchema } from 'mcp-rest-proxy/codegen';

type JsonSchema = Readonly<Record<string, unknown>>;

/** Keywords in the order in which a person asks: what is it, what may it be, what is in it. */
const ORDER = [
  '$ref',
  'title',
  'type',
  'description',
  'deprecated',
  'readOnly',
  'writeOnly',
  'const',
  'enum',
  'default',
  'examples',
  'format',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'exclusiveMaximum',
  'multipleOf',
  'prefixItems',
  'items',
  'contains',
  'minContains',
  'maxContains',
  'minItems',
  'maxItems',
  'uniqueItems',
  'unevaluatedItems',
  'properties',
  'required',
  'patternProperties',
  'propertyNames',
  'additionalProperties',
  'unevaluatedProperties',
  'minProperties',
  'maxProperties',
  'dependentRequired',
  'dependentSchemas',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  '$defs',
];
const RANK: ReadonlyMap<string, number> = new Map(ORDER.map((keyword, index) => [keyword, index]));
const UNKNOWN_RANK = ORDER.length - 1.5;

/** Order of code units: the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareKeywords(left: string, right: string): number {
  return (RANK.get(left) ?? UNKNOWN_RANK) - (RANK.get(right) ?? UNKNOWN_RANK) || compareText(left, right);
}

function sortKeys(value: JsonSchema, compare: (left: string, right: string) => number): JsonSchema {
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => compare(left, right)));
}

/**
 * A schema with its keywords and definitions in one order, whatever order they were written in. The order of
 * properties stays: it is the order of arguments, and of what is reported about them.
 */
export function canonicalSchema(schema: JsonSchema): JsonSchema {
  return mapSchema(schema, (subschema) => {
    const sorted = sortKeys(subschema, compareKeywords);
    return isPlainObject(sorted.$defs) ? { ...sorted, $defs: sortKeys(sorted.$defs, compareText) } : sorted;
  });
}
