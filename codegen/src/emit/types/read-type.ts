import { isPlainObject } from 'mcp-rest-proxy/codegen';
import { aboutSchema } from './about-schema.js';
import { literalType } from './literal-type.js';
import { arrayOf, intersectionOf, type Member, NEVER, named, type TypeNode, UNKNOWN, unionOf } from './type-node.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The type that a `$ref` stands for. `direct`: not inside an object, a list or a tuple. */
export type ReadReference = (reference: string, direct: boolean) => TypeNode;

interface Reading {
  readonly reference: ReadReference;
  readonly direct: boolean;
}

const OBJECT_KEYWORDS = ['properties', 'additionalProperties', 'patternProperties', 'propertyNames', 'minProperties'];
const ARRAY_KEYWORDS = ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'];

function schemasOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function inside(reading: Reading): Reading {
  return reading.direct ? { ...reading, direct: false } : reading;
}

function readMembers(schema: JsonSchema, reading: Reading): Member[] {
  const properties = isPlainObject(schema.properties) ? schema.properties : {};
  const required = schemasOf(schema.required);
  const extra = [...new Set(required)].filter((name) => typeof name === 'string' && !Object.hasOwn(properties, name));
  return [...Object.entries(properties), ...extra.map((name): [string, unknown] => [String(name), {}])].map(
    ([name, value]) => ({
      name,
      optional: !required.includes(name),
      type: readType(value, reading),
      about: isPlainObject(value) ? aboutSchema(value) : [],
      deprecated: isPlainObject(value) && value.deprecated === true,
    }),
  );
}

/** The type of properties that are not listed: what TypeScript can say about them beside those that are. */
function readIndex(schema: JsonSchema, hasMembers: boolean, reading: Reading): TypeNode | undefined {
  const { additionalProperties: additional, patternProperties } = schema;
  const patterns = isPlainObject(patternProperties) ? Object.values(patternProperties) : [];
  const isOpen = additional === undefined || additional === true;
  if (patterns.length === 0 && additional === false) return undefined;
  if (hasMembers) return patterns.length === 0 && additional === undefined ? undefined : UNKNOWN;
  if (isOpen) return UNKNOWN;
  const all = additional === false ? patterns : [...patterns, additional];
  return unionOf(all.map((value) => readType(value, reading)));
}

function readObject(schema: JsonSchema, reading: Reading): TypeNode {
  const members = readMembers(schema, inside(reading));
  const index = readIndex(schema, members.length > 0, inside(reading));
  return index ? { kind: 'object', members, index } : { kind: 'object', members };
}

function readArray(schema: JsonSchema, reading: Reading): TypeNode {
  const below = inside(reading);
  const rest = schema.items === undefined ? UNKNOWN : readType(schema.items, below);
  const first = schemasOf(schema.prefixItems);
  if (first.length === 0) return arrayOf(rest);
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const items = first.map((item, index) => ({ type: readType(item, below), optional: index >= least }));
  return schema.items === false ? { kind: 'tuple', items } : { kind: 'tuple', items, rest };
}

function readKind(kind: unknown, schema: JsonSchema, reading: Reading): TypeNode {
  if (kind === 'object') return readObject(schema, reading);
  if (kind === 'array') return readArray(schema, reading);
  if (kind === 'integer') return named('number');
  return kind === 'string' || kind === 'number' || kind === 'boolean' || kind === 'null' ? named(kind) : UNKNOWN;
}

function kindsOf(schema: JsonSchema): readonly unknown[] {
  const { type } = schema;
  if (Array.isArray(type)) return type;
  if (type !== undefined) return schema.nullable === true ? [type, 'null'] : [type];
  if (OBJECT_KEYWORDS.some((keyword) => keyword in schema)) return ['object'];
  return ARRAY_KEYWORDS.some((keyword) => keyword in schema) ? ['array'] : [];
}

/** `type: object` beside a composition, with nothing of its own to say. */
function isBareObject(schema: JsonSchema): boolean {
  return schema.type === 'object' && ![...OBJECT_KEYWORDS, 'required'].some((keyword) => keyword in schema);
}

function isComposed(schema: JsonSchema): boolean {
  return ['$ref', 'allOf', 'anyOf', 'oneOf'].some((keyword) => keyword in schema);
}

function readOwn(schema: JsonSchema, reading: Reading): TypeNode {
  if ('const' in schema) return literalType(schema.const);
  if (Array.isArray(schema.enum)) return unionOf(schema.enum.map(literalType));
  if (isComposed(schema) && isBareObject(schema)) return UNKNOWN;
  const kinds = kindsOf(schema);
  return kinds.length === 0 ? UNKNOWN : unionOf(kinds.map((kind) => readKind(kind, schema, reading)));
}

function readComposition(schema: JsonSchema, reading: Reading): TypeNode[] {
  const { $ref, allOf, anyOf, oneOf } = schema;
  const all = schemasOf(allOf).map((part) => readType(part, reading));
  const choices = [anyOf, oneOf]
    .filter((parts) => schemasOf(parts).length > 0)
    .map((parts) => unionOf(schemasOf(parts).map((part) => readType(part, reading))));
  return [...(typeof $ref === 'string' ? [reading.reference($ref, reading.direct)] : []), ...all, ...choices];
}

function readType(schema: unknown, reading: Reading): TypeNode {
  if (schema === false) return NEVER;
  if (!isPlainObject(schema)) return UNKNOWN;
  return intersectionOf([...readComposition(schema, reading), readOwn(schema, reading)]);
}

/**
 * The type of the values that fit a schema, as closely as TypeScript can tell. Properties that an open object may have
 * beside those it lists are told only where the schema speaks of them.
 */
export function typeOf(schema: unknown, reference: ReadReference): TypeNode {
  return readType(schema, { reference, direct: true });
}
