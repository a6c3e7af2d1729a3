import type { JsonSchema } from 'mcp-rest-proxy';
import { compareAlternatives, compareConditions, compareNegation } from './compare-composition.js';
import { compareObjects } from './compare-objects.js';
import { compareLimits, compareRules, compareTypes, compareValues } from './compare-scalars.js';
import { type Comparison, createComparison, resolve, sameText, wasSeen, withPair } from './comparison.js';
import { type Finding, lift, loses } from './finding.js';

/** Keywords that are taken as a whole: with any difference in them nothing is promised. */
const OPAQUE = [
  '$anchor',
  '$dynamicAnchor',
  '$dynamicRef',
  '$id',
  '$recursiveAnchor',
  '$recursiveRef',
  '$ref',
  'additionalItems',
  'contains',
  'dependencies',
  'dependentRequired',
  'dependentSchemas',
  'else',
  'if',
  'maxContains',
  'minContains',
  'nullable',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
];

function compareOpaque(before: JsonSchema, after: JsonSchema, comparison: Comparison): Finding[] {
  return OPAQUE.filter((keyword) => !sameText(before[keyword], after[keyword], comparison)).map((keyword) => ({
    effect: 'changed',
    reason: `${keyword} changed`,
  }));
}

function listOf(schema: JsonSchema, keyword: string): readonly unknown[] {
  const value = schema[keyword];
  return Array.isArray(value) ? value : [];
}

function compareItems(before: JsonSchema, after: JsonSchema, comparison: Comparison): Finding[] {
  const [old, now] = [listOf(before, 'prefixItems'), listOf(after, 'prefixItems')];
  if (old.length !== now.length || Array.isArray(before.items) || Array.isArray(after.items)) {
    const same = sameText([before.items, old], [after.items, now], comparison);
    return same ? [] : [{ effect: 'changed', reason: 'the places of the list changed' }];
  }
  const places = old.flatMap((schema, index) =>
    compare(schema, now[index], comparison).map((finding) => lift(finding, `[${index}]`)),
  );
  const rest = compare(before.items ?? true, after.items ?? true, comparison);
  return [...places, ...rest.map((finding) => lift(finding, '[]'))];
}

/** What is evaluated elsewhere depends on every keyword at once. */
function dependsOnAll(schema: JsonSchema): boolean {
  return 'unevaluatedProperties' in schema || 'unevaluatedItems' in schema;
}

function compareKeywords(before: JsonSchema, after: JsonSchema, comparison: Comparison): Finding[] {
  if (dependsOnAll(before) || dependsOnAll(after)) return [{ effect: 'changed', reason: 'its rules changed' }];
  return [
    ...compareTypes(before, after),
    ...compareValues(before, after),
    ...compareLimits(before, after),
    ...compareRules(before, after),
    ...compareObjects(before, after, comparison, compare),
    ...compareItems(before, after, comparison),
    ...compareConditions(before, after, comparison, compare),
    ...compareAlternatives(before, after, comparison, compare),
    ...compareNegation(before, after, comparison, compare),
    ...compareOpaque(before, after, comparison),
  ];
}

/** True when whatever fits one of the alternatives fits `after`, though the words around them look narrower. */
function alternativesFit(before: JsonSchema, after: JsonSchema, comparison: Comparison): boolean {
  const keyword = 'anyOf' in before ? 'anyOf' : 'oneOf';
  const branches = listOf(before, keyword);
  if (branches.length === 0 || keyword in after) return false;
  return branches.every((branch) => !compare(branch, after, comparison).some(loses));
}

/** How the values that fit `before` differ from those that fit `after`; both stand in the documents compared. */
function compare(before: unknown, after: unknown, outer: Comparison): readonly Finding[] {
  if (sameText(before, after, outer)) return [];
  const [old, now] = [resolve(before, outer.before), resolve(after, outer.after)];
  if (old === undefined) return now === undefined ? [] : [{ effect: 'widened', reason: 'is allowed now' }];
  if (now === undefined) return [{ effect: 'narrowed', reason: 'is not allowed any more' }];
  if (wasSeen(outer, old, now) || wasSeen(outer, before, after)) return [];
  outer.budget.left -= 1;
  if (outer.budget.left < 0) return [{ effect: 'changed', reason: 'is too intricate to compare' }];
  const comparison = withPair(withPair(outer, old, now), before, after);
  const findings = compareKeywords(old, now, comparison);
  if (!findings.some(loses) || !alternativesFit(old, now, comparison)) return findings;
  return [{ effect: 'widened', reason: 'takes all alternatives and more' }];
}

/**
 * What changed between two schemas, each a document of its own for references.
 *
 * Errs on one side only: without a finding that is `narrowed` or `changed`, everything that fitted `before` fits
 * `after`.
 */
export function compareSchemas(before: JsonSchema, after: JsonSchema): readonly Finding[] {
  return compareWithin(before, after, before, after);
}

/** The same for two schemas that stand in larger documents. */
export function compareWithin(
  before: unknown,
  after: unknown,
  oldDocument: JsonSchema,
  newDocument: JsonSchema,
): readonly Finding[] {
  return compare(before, after, createComparison(oldDocument, newDocument));
}
