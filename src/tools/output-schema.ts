import { createDefinitions, withNeededDefinitions } from '../endpoints/json-schema/embed.js';
import { mapDefinition, mapSchema, type SchemaChange } from '../endpoints/json-schema/map-schema.js';
import { isPlainObject, type JsonSchema } from '../endpoints/schema.js';
import { isFlatObject } from '../endpoints/sections.js';

/** What to do when a backend's answer does not fit its `response` schema. */
export type OutputMismatch = 'error' | 'warn';

/** A published output schema, and how a body becomes structured content. */
export interface OutputModel {
  /** Object root, without composition. */
  readonly schema: JsonSchema;
  /** True when the body stands below `result`, because it is not an object. */
  readonly wrapped: boolean;
}

/** Keywords that say what things are without promising anything. */
const DESCRIPTIVE = ['$ref', '$defs', 'title', 'description', 'examples', 'properties', 'items', 'prefixItems'];

/** A change of schemas, made once for each definition: many tools share them. */
function createChange(change: SchemaChange): (schema: JsonSchema) => JsonSchema {
  const known = new WeakMap<JsonSchema, JsonSchema>();
  const changeDefinition = ([name, definition]: [string, unknown]): [string, unknown] => {
    if (!isPlainObject(definition)) return [name, definition];
    const changed = known.get(definition) ?? mapDefinition(definition, name, change);
    known.set(definition, changed);
    return [name, changed];
  };
  return (schema) => {
    const { $defs, ...body } = schema;
    const changed = mapSchema(body, change);
    if (!isPlainObject($defs)) return changed;
    return { ...changed, $defs: Object.fromEntries(Object.entries($defs).map(changeDefinition)) };
  };
}

/**
 * Clients differ in which formats they assert; nothing is published that only some of them check. A 64-bit integer
 * arrives as a decimal string where a double cannot hold it.
 */
const withoutFormats = createChange(({ format, ...rest }) =>
  format === 'int64' && rest.type === 'integer' ? { ...rest, type: ['integer', 'string'] } : rest,
);

/** Names and descriptions without any promise about types or presence. */
const onlyDescriptions = createChange((schema) =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => DESCRIPTIVE.includes(keyword))),
);

function describeOnly(schema: JsonSchema): JsonSchema {
  return withNeededDefinitions({ type: 'object', ...onlyDescriptions(schema) });
}

function wrap(schema: JsonSchema): JsonSchema {
  const definitions = createDefinitions();
  const result = definitions.embed(schema, 'body');
  const $defs = definitions.needed([result]);
  return {
    type: 'object',
    properties: { result },
    required: ['result'],
    ...(Object.keys($defs).length > 0 ? { $defs } : {}),
  };
}

/**
 * The published output schema. `error` publishes the promise of the `response` schema; `warn` publishes only names
 * and descriptions, so that a backend that drifts cannot break it.
 */
export function publishOutput(response: JsonSchema, mismatch: OutputMismatch): OutputModel {
  const plain = withoutFormats(withNeededDefinitions(response));
  const wrapped = !isObjectRoot(plain);
  const schema = wrapped ? wrap(plain) : plain;
  return { schema: mismatch === 'warn' ? describeOnly(schema) : schema, wrapped };
}

function isObjectRoot(schema: JsonSchema): boolean {
  return schema.type === 'object' && isFlatObject({ ...schema, properties: schema.properties ?? {} });
}
