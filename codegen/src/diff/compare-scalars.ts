import type { Finding } from './finding.js';
import { jsonEqual } from './json-equal.js';

type Keywords = Readonly<Record<string, unknown>>;

const SIMPLE_TYPES = ['null', 'boolean', 'object', 'array', 'number', 'string'];

/** All types a schema allows; `integer` counts as its own, below `number`. */
export function typesOf(schema: Keywords): readonly string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.filter((name) => typeof name === 'string') : SIMPLE_TYPES;
}

function allows(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function showTypes(schema: Keywords): string {
  return schema.type === undefined ? 'any type' : typesOf(schema).join(' or ');
}

/** What of `type` changed. */
export function compareTypes(before: Keywords, after: Keywords): Finding[] {
  const [old, now] = [typesOf(before), typesOf(after)];
  const lost = old.some((type) => !allows(now, type));
  const gained = now.some((type) => !allows(old, type));
  if (!lost && !gained) return [];
  const effect = lost && gained ? 'changed' : lost ? 'narrowed' : 'widened';
  return [{ effect, reason: `${showTypes(before)} became ${showTypes(after)}` }];
}

/** The values a schema lists, by `enum` or `const`; `undefined` when it lists none. */
export function valuesOf(schema: Keywords): readonly unknown[] | undefined {
  const { enum: list } = schema;
  if (!('const' in schema)) return Array.isArray(list) ? list : undefined;
  const allowed = !Array.isArray(list) || list.some((value) => jsonEqual(value, schema.const));
  return allowed ? [schema.const] : [];
}

function without(list: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  return list.filter((value) => !others.some((other) => jsonEqual(value, other)));
}

function listValues(values: readonly unknown[]): string {
  const shown = values.slice(0, 5).map(show).join(', ');
  return values.length > 5 ? `${shown} and ${values.length - 5} more` : shown;
}

function compareLists(old: readonly unknown[], now: readonly unknown[]): Finding[] {
  const [lost, gained] = [without(old, now), without(now, old)];
  if (lost.length === 0 && gained.length === 0) return [];
  const effect = lost.length > 0 && gained.length > 0 ? 'changed' : lost.length > 0 ? 'narrowed' : 'widened';
  const parts = [
    ...(lost.length > 0 ? [`no longer ${listValues(lost)}`] : []),
    ...(gained.length > 0 ? [`now also ${listValues(gained)}`] : []),
  ];
  return [{ effect, reason: parts.join('; ') }];
}

/** What of `enum` and `const` changed. */
export function compareValues(before: Keywords, after: Keywords): Finding[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (old && now) return compareLists(old, now);
  if (now) return [{ effect: 'narrowed', reason: `now only ${listValues(now)}` }];
  return old ? [{ effect: 'widened', reason: `no longer only ${listValues(old)}` }] : [];
}

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

function compareLimit(keyword: string, before: unknown, after: unknown, isUpper: boolean): Finding[] {
  if (jsonEqual(before, after)) return [];
  const reason = `${keyword} ${before === undefined ? 'is now' : `went from ${show(before)} to`} ${show(after)}`;
  if (after === undefined) return [{ effect: 'widened', reason: `${keyword} ${show(before)} is gone` }];
  if (before === undefined) return [{ effect: 'narrowed', reason }];
  if (typeof before !== 'number' || typeof after !== 'number') return [{ effect: 'changed', reason }];
  return [{ effect: isUpper === after < before ? 'narrowed' : 'widened', reason }];
}

/** What of limits to numbers, lengths and counts changed. */
export function compareLimits(before: Keywords, after: Keywords): Finding[] {
  return [
    ...LOWER.flatMap((keyword) => compareLimit(keyword, before[keyword], after[keyword], false)),
    ...UPPER.flatMap((keyword) => compareLimit(keyword, before[keyword], after[keyword], true)),
  ];
}

/** Keywords that only ever take values away; any other value of them is another rule. */
const RULES = ['pattern', 'format', 'multipleOf', 'contentEncoding', 'contentMediaType'];

function isMultiple(before: unknown, after: unknown): boolean {
  return [before, after].every(Number.isInteger) && Number(after) !== 0 && Number(before) % Number(after) === 0;
}

function compareRule(keyword: string, before: unknown, after: unknown): Finding[] {
  if (jsonEqual(before, after)) return [];
  if (after === undefined) return [{ effect: 'widened', reason: `${keyword} ${show(before)} is gone` }];
  if (before === undefined) return [{ effect: 'narrowed', reason: `${keyword} is now ${show(after)}` }];
  const looser = keyword === 'multipleOf' && isMultiple(before, after);
  return [{ effect: looser ? 'widened' : 'changed', reason: `${keyword} went from ${show(before)} to ${show(after)}` }];
}

function compareUnique(before: Keywords, after: Keywords): Finding[] {
  const [old, now] = [before.uniqueItems === true, after.uniqueItems === true];
  if (old === now) return [];
  return [{ effect: now ? 'narrowed' : 'widened', reason: now ? 'items must now differ' : 'items may now repeat' }];
}

/** What of patterns, formats and the like changed. */
export function compareRules(before: Keywords, after: Keywords): Finding[] {
  return [
    ...RULES.flatMap((keyword) => compareRule(keyword, before[keyword], after[keyword])),
    ...compareUnique(before, after),
  ];
}
