import { MissingPeerError } from '../errors.js';
import type { Endpoint } from './endpoint.js';
import { toJsonSchema } from './json-schema/from-standard.js';
import { type NormalDefinitions, normaliseSchema } from './json-schema/normalise.js';
import { resolveRoot } from './json-schema/references.js';
import type { Report } from './problems.js';
import { isPlainObject, isStandardSchema, type JsonSchema, type Schema } from './schema.js';

/** Where an argument goes. */
export type SectionName = 'params' | 'query' | 'headers' | 'body';

/** One of the schemas of an endpoint, read once. */
export interface Section {
  readonly name: SectionName;
  /** As given in the map. */
  readonly schema: Schema;
  /** Its JSON Schema, 2020-12, with the root reference resolved. */
  readonly json: JsonSchema;
  /** True for a body that is not an object with properties: it is one argument, `body`. */
  readonly whole: boolean;
  /** True when nothing at all need be given. */
  readonly optional: boolean;
}

const NAMES: readonly SectionName[] = ['params', 'query', 'headers', 'body'];
const COMPOSITION = ['allOf', 'anyOf', 'oneOf', 'not', 'if', '$ref'];

/** The JSON Schema of any schema in a map, normalised; mistakes are reported and give `undefined`. */
export function readSchema(
  schema: Schema,
  place: string,
  report: Report,
  known?: NormalDefinitions,
): JsonSchema | undefined {
  try {
    return resolveRoot(normaliseSchema(toJsonSchema(schema), place, report, known));
  } catch (error) {
    if (error instanceof MissingPeerError || !(error instanceof Error)) throw error;
    report(place, isStandardSchema(schema) ? `cannot be put into JSON Schema: ${error.message}` : error.message);
    return undefined;
  }
}

/** True for an object schema whose properties can stand side by side with those of other schemas. */
export function isFlatObject(json: JsonSchema): boolean {
  return json.type === 'object' && isPlainObject(json.properties) && !COMPOSITION.some((key) => key in json);
}

/** Whether `undefined` is fine to a schema; only a Standard Schema can say so. */
function acceptsNothing(schema: Schema): boolean {
  if (!isStandardSchema(schema)) return false;
  try {
    const result = schema['~standard'].validate(undefined);
    if (!(result instanceof Promise)) return !('issues' in result && result.issues);
    result.catch(() => undefined);
    return false;
  } catch {
    return false;
  }
}

function explainRoot(json: JsonSchema): string {
  const composed = COMPOSITION.find((key) => key in json);
  return composed
    ? `has ${composed} at its root; hosts reject tools whose arguments are composed.`
    : 'must be an object schema with properties.';
}

function readSection(
  name: SectionName,
  schema: Schema,
  place: string,
  report: Report,
  known: NormalDefinitions | undefined,
  leftOut: boolean,
): Section | undefined {
  const json = readSchema(schema, place, report, known);
  if (!json) return undefined;
  const flat = isFlatObject(json);
  if (!flat && name !== 'body') {
    report(place, explainRoot(json), 'Use one plain object; put alternatives inside its properties.');
    return undefined;
  }
  return { name, schema, json, whole: !flat, optional: leftOut || acceptsNothing(schema) };
}

/** Reads the schemas of an endpoint, in the order params, query, headers, body. */
export function readSections(endpoint: Endpoint, place: string, report: Report, known?: NormalDefinitions): Section[] {
  return NAMES.flatMap((name) => {
    const schema = endpoint[name];
    if (schema === undefined) return [];
    const leftOut = name === 'body' && endpoint.optionalBody === true;
    const section = readSection(name, schema, `${place}.${name}`, report, known, leftOut);
    return section ? [section] : [];
  });
}
