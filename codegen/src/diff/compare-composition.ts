import type { JsonSchema } from 'mcp-rest-proxy';
import { type Compare, propertiesOf, requiredOf } from './compare-objects.js';
import { typesOf, valuesOf } from './compare-scalars.js';
import { type Comparison, resolve, reverse } from './comparison.js';
import { type Finding, loses } from './finding.js';
import { jsonEqual } from './json-equal.js';

function listOf(schema: JsonSchema, keyword: string): readonly unknown[] | undefined {
  const value = schema[keyword];
  return Array.isArray(value) ? value : undefined;
}

/** `allOf`: what is still asked must be asked no harder; what is asked besides is new. */
export function compareConditions(
  before: JsonSchema,
  after: JsonSchema,
  comparison: Comparison,
  compare: Compare,
): Finding[] {
  const [old, now] = [listOf(before, 'allOf') ?? [], listOf(after, 'allOf') ?? []];
  const more: Finding[] = now.length > old.length ? [{ effect: 'narrowed', reason: 'has further conditions' }] : [];
  const fewer: Finding[] = now.length < old.length ? [{ effect: 'widened', reason: 'has fewer conditions' }] : [];
  const paired = now.slice(0, old.length).flatMap((schema, index) => compare(old[index], schema, comparison));
  return [...paired, ...more, ...fewer];
}

function fits(before: unknown, after: unknown, comparison: Comparison, compare: Compare): boolean {
  return !compare(before, after, comparison).some(loses);
}

function compareAnyOf(before: JsonSchema, after: JsonSchema, comparison: Comparison, compare: Compare): Finding[] {
  const [old, now] = [listOf(before, 'anyOf'), listOf(after, 'anyOf')];
  if (!now) return old ? [{ effect: 'widened', reason: 'is no longer one of several alternatives' }] : [];
  if (!old) {
    const one = now.some((branch) => fits(before, branch, comparison, compare));
    return [
      one
        ? { effect: 'widened', reason: 'has alternatives now' }
        : { effect: 'narrowed', reason: 'must be one of several alternatives now' },
    ];
  }
  const lost = old.filter((branch) => !now.some((other) => fits(branch, other, comparison, compare)));
  if (lost.length > 0) {
    const [only] = old.length === 1 && now.length === 1 ? [compare(old[0], now[0], comparison)] : [];
    return only ? [...only] : [{ effect: 'changed', reason: `${lost.length} of its alternatives changed or went` }];
  }
  const back = reverse(comparison);
  const gained = now.some((branch) => !old.some((other) => fits(branch, other, back, compare)));
  return gained ? [{ effect: 'widened', reason: 'has further alternatives' }] : [];
}

function noneShared(left: readonly unknown[] | undefined, right: readonly unknown[] | undefined): boolean {
  if (!left || !right) return false;
  return !left.some((value) => right.some((other) => jsonEqual(value, other)));
}

function asKeywords(schema: unknown): JsonSchema {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? { ...schema } : {};
}

function isObjectType(schema: JsonSchema): boolean {
  return schema.type === 'object';
}

/** True only when no value can fit both: other types, other listed values, or another value of one needed property. */
function areDisjoint(left: JsonSchema, right: JsonSchema): boolean {
  const [types, others] = [typesOf(left), typesOf(right)];
  const numeric = (list: readonly string[]) => list.map((type) => (type === 'integer' ? 'number' : type));
  if (noneShared(numeric(types), numeric(others)) || noneShared(valuesOf(left), valuesOf(right))) return true;
  if (!isObjectType(left) || !isObjectType(right)) return false;
  const shared = requiredOf(left).filter((name) => requiredOf(right).includes(name));
  return shared.some((name) =>
    noneShared(valuesOf(asKeywords(propertiesOf(left).get(name))), valuesOf(asKeywords(propertiesOf(right).get(name)))),
  );
}

/** `oneOf` counts: a wider alternative can make another one's values fit twice. */
function compareOneOf(before: JsonSchema, after: JsonSchema, comparison: Comparison, compare: Compare): Finding[] {
  const [old, now] = [listOf(before, 'oneOf'), listOf(after, 'oneOf')];
  if (!now) return old ? [{ effect: 'widened', reason: 'is no longer one of several alternatives' }] : [];
  if (!old) return [{ effect: 'narrowed', reason: 'must be exactly one of several alternatives now' }];
  const back = reverse(comparison);
  const same = old.every(
    (branch, index) =>
      index < now.length && fits(branch, now[index], comparison, compare) && fits(now[index], branch, back, compare),
  );
  if (!same) return [{ effect: 'changed', reason: 'its alternatives changed' }];
  const added = now.slice(old.length).map((branch) => resolve(branch, comparison.after));
  const kept = now.slice(0, old.length).map((branch) => resolve(branch, comparison.after));
  if (added.length === 0) return [];
  const apart = added.every((branch) => !branch || kept.every((other) => !other || areDisjoint(branch, other)));
  return [{ effect: apart ? 'widened' : 'changed', reason: 'has further alternatives' }];
}

/** What of `anyOf` and `oneOf` changed. */
export function compareAlternatives(
  before: JsonSchema,
  after: JsonSchema,
  comparison: Comparison,
  compare: Compare,
): Finding[] {
  return [...compareAnyOf(before, after, comparison, compare), ...compareOneOf(before, after, comparison, compare)];
}

/** `not`: the less is ruled out, the more fits. */
export function compareNegation(
  before: JsonSchema,
  after: JsonSchema,
  comparison: Comparison,
  compare: Compare,
): Finding[] {
  if (!('not' in after)) return 'not' in before ? [{ effect: 'widened', reason: 'rules nothing out any more' }] : [];
  if (!('not' in before)) return [{ effect: 'narrowed', reason: 'rules values out now' }];
  if (!fits(after.not, before.not, reverse(comparison), compare)) {
    return [{ effect: 'changed', reason: 'what it rules out changed' }];
  }
  const same = fits(before.not, after.not, comparison, compare);
  return same ? [] : [{ effect: 'widened', reason: 'rules fewer values out' }];
}
