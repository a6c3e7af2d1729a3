import { peerFunction } from '../optional-peer.js';
import { isPlainObject, isStandardSchema, type JsonSchema, type Schema, type StandardSchema } from '../schema.js';

const TARGET = 'draft-2020-12';

function expectObject(value: unknown): JsonSchema {
  if (isPlainObject(value)) return value;
  throw new Error('gave no JSON Schema object.');
}

function method(owner: unknown, name: string): ((argument: unknown) => unknown) | undefined {
  if (owner === null || (typeof owner !== 'object' && typeof owner !== 'function')) return undefined;
  const found: unknown = Reflect.get(owner, name);
  return typeof found === 'function' ? (argument) => Reflect.apply(found, owner, [argument]) : undefined;
}

function isZod3(schema: StandardSchema): boolean {
  return schema['~standard'].vendor === 'zod' && Reflect.has(schema, '_def') && !Reflect.has(schema, '_zod');
}

function fromZod3(schema: StandardSchema): unknown {
  const convert = peerFunction('zod-to-json-schema', 'zodToJsonSchema', 'A zod 3 schema in an endpoint map');
  return convert(schema, {
    target: 'jsonSchema7',
    effectStrategy: 'input',
    pipeStrategy: 'input',
    removeAdditionalStrategy: 'strict',
    allowedAdditionalProperties: undefined,
  });
}

function fromValibot(schema: StandardSchema): unknown {
  const convert = peerFunction('@valibot/to-json-schema', 'toJsonSchema', 'A Valibot schema in an endpoint map');
  return convert(schema, { target: TARGET, typeMode: 'input' });
}

/**
 * The JSON Schema of what may be sent (the input side: a field with a default is optional).
 *
 * @throws Error when the schema cannot be put into JSON Schema.
 * @throws MissingPeerError when the converter for zod 3 or Valibot is not installed.
 */
export function toJsonSchema(schema: Schema): JsonSchema {
  if (!isStandardSchema(schema)) return schema;
  const standard = method(Reflect.get(schema['~standard'], 'jsonSchema'), 'input');
  if (standard) return expectObject(standard({ target: TARGET }));
  if (isZod3(schema)) return expectObject(fromZod3(schema));
  if (schema['~standard'].vendor === 'valibot') return expectObject(fromValibot(schema));
  const own = method(schema, 'toJSONSchema') ?? method(schema, 'toJsonSchema');
  if (own) return expectObject(own({ io: 'input' }));
  throw new Error(`from "${schema['~standard'].vendor}" cannot give its JSON Schema; update that library.`);
}
