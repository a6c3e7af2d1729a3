import type { JsonSchema } from 'mcp-rest-proxy';
import { type Comparison, sameText } from './comparison.js';
import { type Finding, lift, loses } from './finding.js';

/** Compares two subschemas; handed in, since schemas nest. */
export type Compare = (before: unknown, after: unknown, comparison: Comparison) => readonly Finding[];

/** Properties by name. */
export function propertiesOf(schema: JsonSchema): ReadonlyMap<string, unknown> {
  const { properties } = schema;
  return new Map(typeof properties === 'object' && properties !== null ? Object.entries(properties) : []);
}

/** Names that must be there. */
export function requiredOf(schema: JsonSchema): readonly string[] {
  return Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : [];
}

/** A property that came: fine unless another value of that name was let through before. */
export function compareAdded(before: JsonSchema, schema: unknown, comparison: Comparison, compare: Compare): Finding {
  const open = before.additionalProperties ?? true;
  const lost = open !== false && compare(open, schema, comparison).some(loses);
  const reason = lost ? 'was added; other values of that name were let through before' : 'was added';
  return { effect: lost ? 'narrowed' : 'widened', reason, property: 'added' };
}

/** A property that went: fine when its values are still let through. */
function compareRemoved(schema: unknown, after: JsonSchema, comparison: Comparison, compare: Compare): Finding {
  const open = after.additionalProperties ?? true;
  const lost = compare(schema, open, comparison).some(loses);
  return { effect: lost ? 'narrowed' : 'widened', reason: 'was removed', property: 'removed' };
}

function compareProperty(
  name: string,
  before: JsonSchema,
  after: JsonSchema,
  comparison: Comparison,
  compare: Compare,
): readonly Finding[] {
  const [old, now] = [propertiesOf(before), propertiesOf(after)];
  if (!old.has(name)) return [compareAdded(before, now.get(name), comparison, compare)];
  if (!now.has(name)) return [compareRemoved(old.get(name), after, comparison, compare)];
  return compare(old.get(name), now.get(name), comparison);
}

function compareRequired(before: JsonSchema, after: JsonSchema): Finding[] {
  const [old, now] = [requiredOf(before), requiredOf(after)];
  return [
    ...now
      .filter((name) => !old.includes(name))
      .map((name): Finding => ({ effect: 'narrowed', reason: 'became required', at: name })),
    ...old
      .filter((name) => !now.includes(name))
      .map((name): Finding => ({ effect: 'widened', reason: 'became optional', at: name })),
  ];
}

/** Patterns take part in saying which properties are additional. */
function comparePatterns(before: JsonSchema, after: JsonSchema, comparison: Comparison): Finding[] {
  if (before.patternProperties === undefined && after.patternProperties === undefined) return [];
  const shape = (schema: JsonSchema) => [
    schema.patternProperties,
    schema.additionalProperties,
    [...propertiesOf(schema).keys()].sort(),
  ];
  return sameText(shape(before), shape(after), comparison)
    ? []
    : [{ effect: 'changed', reason: 'rules for further properties changed' }];
}

/** What of `properties`, `required`, `additionalProperties` and `patternProperties` changed. */
export function compareObjects(
  before: JsonSchema,
  after: JsonSchema,
  comparison: Comparison,
  compare: Compare,
): Finding[] {
  const names = new Set([...propertiesOf(before).keys(), ...propertiesOf(after).keys()]);
  const further = compare(before.additionalProperties ?? true, after.additionalProperties ?? true, comparison);
  return [
    ...[...names].flatMap((name) =>
      compareProperty(name, before, after, comparison, compare).map((finding) => lift(finding, name)),
    ),
    ...compareRequired(before, after),
    ...further.map((finding) => lift(finding, '*')),
    ...comparePatterns(before, after, comparison),
  ];
}
