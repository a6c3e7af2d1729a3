import { hasLoneSurrogate } from '../../text/surrogates.js';
import type { Report } from '../problems.js';
import { isPlainObject, type JsonSchema } from '../schema.js';
import { mapDefinition, mapSchema, type SchemaChange } from './map-schema.js';
import { checkPattern } from './pattern-safety.js';
import { escapeToken } from './pointer.js';
import { checkReferences, listReferences, type Reference } from './references.js';

const DIALECT_2020 = /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;
const DIALECTS_BEFORE = /^https?:\/\/json-schema\.org\/draft(\/2019-09|-07|-06)\/schema#?$/;
const RESOURCE_KEYWORDS = ['$anchor', '$dynamicAnchor', '$dynamicRef', '$recursiveAnchor', '$recursiveRef'];
const REFERENCE_SIBLINGS = ['$ref', '$defs', 'title', 'description', 'default', 'deprecated', 'examples'];

function omit(schema: JsonSchema, keys: readonly string[]): JsonSchema {
  if (!keys.some((key) => key in schema)) return schema;
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));
}

/** zod publishes `.int()` with the bounds of a double's integers: noise for a model. */
function withoutSafeIntegerBounds(schema: JsonSchema): JsonSchema {
  const noise = [
    ...(schema.minimum === Number.MIN_SAFE_INTEGER ? ['minimum'] : []),
    ...(schema.maximum === Number.MAX_SAFE_INTEGER ? ['maximum'] : []),
  ];
  return noise.length > 0 ? omit(schema, noise) : schema;
}

/** Draft-07 wrote tuples as `items: [...]`, 2020-12 writes `prefixItems`. */
function modernTuples(schema: JsonSchema): JsonSchema {
  const { items, additionalItems, ...rest } = schema;
  if (!Array.isArray(items)) return omit(schema, ['additionalItems']);
  return { ...rest, prefixItems: items, ...(additionalItems === undefined ? {} : { items: additionalItems }) };
}

function modernDependencies(schema: JsonSchema): JsonSchema {
  const { dependencies, ...rest } = schema;
  if (!isPlainObject(dependencies)) return schema;
  const entries = Object.entries(dependencies);
  return {
    ...rest,
    dependentRequired: Object.fromEntries(entries.filter(([, value]) => Array.isArray(value))),
    dependentSchemas: Object.fromEntries(entries.filter(([, value]) => !Array.isArray(value))),
  };
}

/** Before 2019-09 everything beside a `$ref` was ignored; 2020-12 would apply it. */
function modernReference(schema: JsonSchema): JsonSchema {
  if (typeof schema.$ref !== 'string') return schema;
  return Object.fromEntries(Object.entries(schema).filter(([key]) => REFERENCE_SIBLINGS.includes(key)));
}

function modernDefinitions(schema: JsonSchema): JsonSchema {
  const { definitions, ...rest } = schema;
  if (!isPlainObject(definitions)) return schema;
  const existing = isPlainObject(schema.$defs) ? schema.$defs : {};
  return { ...rest, $defs: { ...definitions, ...existing } };
}

function modernPointer(schema: JsonSchema): JsonSchema {
  const reference = schema.$ref;
  const modern =
    typeof reference === 'string' ? reference.replace(/^#\/(?:definitions|%24defs)\//i, '#/$defs/') : reference;
  return modern === reference ? schema : { ...schema, $ref: modern };
}

function isCurrent(dialect: unknown): boolean {
  return dialect === undefined || (typeof dialect === 'string' && DIALECT_2020.test(dialect));
}

function changesFor(dialect: unknown, place: string, report: Report): SchemaChange[] {
  const always: SchemaChange[] = [modernDefinitions, modernPointer, withoutSafeIntegerBounds];
  if (isCurrent(dialect)) return always;
  if (typeof dialect === 'string' && DIALECTS_BEFORE.test(dialect)) {
    const siblings = dialect.includes('2019-09') ? [] : [modernReference];
    return [modernTuples, modernDependencies, ...siblings, ...always];
  }
  report(place, `has the unknown dialect ${JSON.stringify(dialect)}.`, 'Use JSON Schema 2020-12 or draft-07.');
  return always;
}

const NAMED = ['properties', 'patternProperties', 'dependentSchemas', 'dependentRequired'];

function keysOf(value: unknown): string[] {
  return isPlainObject(value) ? Object.keys(value) : [];
}

/** JSON is sent as UTF-8, which cannot hold half of a surrogate pair. */
function checkNames(names: readonly string[], place: string, report: Report): void {
  for (const name of names.filter(hasLoneSurrogate)) {
    report(place, `has the name ${JSON.stringify(name)}, which is no well-formed Unicode text.`, 'Write it in full.');
  }
}

function checkSubschema(schema: JsonSchema, place: string, report: Report): void {
  if (schema.$async !== undefined) {
    report(place, 'uses $async, which no check here waits for.', 'Leave it out.');
  }
  const references = typeof schema.$ref === 'string' ? [schema.$ref] : [];
  checkNames([...NAMED.flatMap((keyword) => keysOf(schema[keyword])), ...references], place, report);
  for (const keyword of RESOURCE_KEYWORDS.filter((name) => schema[name] !== undefined)) {
    report(place, `uses ${keyword}, which cannot be merged into one schema.`, 'Use $defs and a plain $ref instead.');
  }
  const properties = keysOf(schema.patternProperties);
  const patterns = typeof schema.pattern === 'string' ? [schema.pattern, ...properties] : properties;
  for (const pattern of patterns) {
    const mistake = checkPattern(pattern);
    if (mistake) report(place, `has the pattern ${JSON.stringify(pattern)}, which ${mistake}`);
  }
}

/** One definition in its normal form, and the references in it. */
interface NormalDefinition {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly references: readonly Reference[];
}

/** Definitions that many schemas share, each brought into its normal form once. For one reading of one map. */
export type NormalDefinitions = WeakMap<JsonSchema, NormalDefinition>;

interface Normalised {
  readonly schema: JsonSchema;
  readonly references: readonly Reference[];
}

type Change = (report: Report) => SchemaChange;

function normaliseDefinition(
  definition: JsonSchema,
  name: string,
  change: Change,
  report: Report,
  known: NormalDefinitions,
): NormalDefinition {
  const before = known.get(definition);
  if (before?.name === name) return before;
  let sound = true;
  const note: Report = (...problem) => {
    sound = false;
    report(...problem);
  };
  const schema = mapDefinition(definition, name, change(note));
  const references = listReferences(schema).map(({ reference, pointer }) => ({
    reference,
    pointer: `/$defs/${escapeToken(name)}${pointer}`,
  }));
  const normal = { name, schema, references };
  // One with mistakes is read again for every schema that has it, so that each place is told.
  if (sound) known.set(definition, normal);
  return normal;
}

function normaliseWhole(schema: JsonSchema, change: SchemaChange): Normalised {
  const normal = mapSchema(schema, change);
  return { schema: normal, references: listReferences(normal) };
}

/** The same, with the definitions of the root taken from those already known. */
function normaliseShared(schema: JsonSchema, change: Change, report: Report, known: NormalDefinitions): Normalised {
  const { $defs, ...rest } = schema;
  if (!isPlainObject($defs) || 'definitions' in schema) return normaliseWhole(schema, change(report));
  const root = normaliseWhole(rest, change(report));
  const definitions: [string, unknown][] = [];
  const references = [...root.references];
  for (const [name, definition] of Object.entries($defs)) {
    const normal = isPlainObject(definition) ? normaliseDefinition(definition, name, change, report, known) : undefined;
    definitions.push([name, normal ? normal.schema : definition]);
    references.push(...(normal?.references ?? []));
  }
  return { schema: { ...root.schema, $defs: Object.fromEntries(definitions) }, references };
}

/**
 * Brings a JSON Schema into one form: 2020-12, `$defs` only, no identifiers, nothing that would be fetched.
 * What is published is then also what is validated. Reports everything that cannot be brought into that form.
 */
export function normaliseSchema(
  schema: JsonSchema,
  place: string,
  report: Report,
  known: NormalDefinitions = new WeakMap(),
): JsonSchema {
  const dialect = schema.$schema;
  const changes = changesFor(dialect, place, report);
  const change: Change = (note) => (subschema, pointer) => {
    const at = `${place}${pointer.replaceAll('/', '.')}`;
    const modern = changes.reduce((current, step) => step(current, pointer), subschema);
    checkSubschema(modern, at, note);
    return omit(modern, ['$schema', '$id', ...(typeof modern.id === 'string' ? ['id'] : [])]);
  };
  const normal = isCurrent(dialect)
    ? normaliseShared(schema, change, report, known)
    : normaliseWhole(schema, change(report));
  checkNames(keysOf(normal.schema.$defs), place, report);
  checkReferences(normal.schema, normal.references, place, report);
  return normal.schema;
}
