import { createDefinitions } from '../endpoints/json-schema/embed.js';
import { mapSchema } from '../endpoints/json-schema/map-schema.js';
import type { JsonSchema } from '../endpoints/schema.js';
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

/**
 * Clients differ in which formats they assert; nothing is published that only some of them check. A 64-bit integer
 * arrives as a decimal string where a double cannot hold it.
 */
function withoutFormats(schema: JsonSchema): JsonSchema {
  return mapSchema(schema, ({ format, ...rest }) =>
    format === 'int64' && rest.type === 'integer' ? { ...rest, type: ['integer', 'string'] } : rest,
  );
}

/** Names and descriptions without any promise about types or presence. */
function describeOnly(schema: JsonSchema): JsonSchema {
  const relaxed = mapSchema(schema, (subschema) =>
    Object.fromEntries(Object.entries(subschema).filter(([keyword]) => DESCRIPTIVE.includes(keyword))),
  );
  return { type: 'object', ...relaxed };
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
  const plain = withoutFormats(response);
  const wrapped = !isObjectRoot(plain);
  const schema = wrapped ? wrap(plain) : plain;
  return { schema: mismatch === 'warn' ? describeOnly(schema) : schema, wrapped };
}

function isObjectRoot(schema: JsonSchema): boolean {
  return schema.type === 'object' && isFlatObject({ ...schema, properties: schema.properties ?? {} });
}
