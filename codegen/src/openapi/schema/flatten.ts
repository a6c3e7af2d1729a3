import { isObject, isTextList, sameJson } from '../json.js';
import type { Definition } from './definitions.js';
import type { Draft } from './draft.js';
import { resolveDraft } from './kinds.js';

export interface MemberCounts {
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

/** An object schema whose members can be the arguments of a tool. */
export interface FlatObject {
  readonly properties: ReadonlyMap<string, Draft>;
  readonly required: readonly string[];
  readonly description?: string;
  /** How many members there must be at least and at most, where that says more than `properties` and `required`. */
  readonly counts: MemberCounts;
  /** True when alternatives of what is required were left out. */
  readonly loosened: boolean;
}

const MAX_DEPTH = 12;
const UNMERGEABLE = [
  'not',
  'if',
  'patternProperties',
  'propertyNames',
  'const',
  'enum',
  'items',
  'prefixItems',
  'contains',
];

function draftsIn(value: unknown): Draft[] {
  return Array.isArray(value) ? value.filter(isObject).map((item) => item as Draft) : [];
}

function mayBeObject({ type }: Draft): boolean {
  return type === undefined || type === 'object' || (Array.isArray(type) && type.includes('object'));
}

function onlyRequires(draft: Draft): boolean {
  return Object.keys(draft).every((keyword) => ['required', 'description', 'title', 'type'].includes(keyword));
}

/** `undefined` alternatives: cannot be flat. */
function readAlternatives(draft: Draft): { rest: Draft[]; loosened: boolean } | undefined {
  if (draft.anyOf === undefined) return { rest: [], loosened: false };
  const members = draftsIn(draft.anyOf).filter(({ type }) => type !== 'null');
  if (isObject(draft.properties) && members.every(onlyRequires)) return { rest: [], loosened: true };
  return members.length === 1 ? { rest: members, loosened: false } : undefined;
}

function countsOf({ minProperties, maxProperties }: Draft): MemberCounts {
  return {
    ...(typeof minProperties === 'number' && { minProperties }),
    ...(typeof maxProperties === 'number' && { maxProperties }),
  };
}

/** What all of them ask for. */
function narrowest(all: readonly MemberCounts[]): MemberCounts {
  const lows = all.flatMap(({ minProperties }) => minProperties ?? []);
  const highs = all.flatMap(({ maxProperties }) => maxProperties ?? []);
  return {
    ...(lows.length > 0 && { minProperties: Math.max(...lows) }),
    ...(highs.length > 0 && { maxProperties: Math.min(...highs) }),
  };
}

function ownPart(draft: Draft): FlatObject {
  const properties = new Map(Object.entries(isObject(draft.properties) ? draft.properties : {})) as Map<string, Draft>;
  const required = isTextList(draft.required) ? draft.required : [];
  // Which members others need is beyond a list of arguments.
  const base = { properties, required, counts: countsOf(draft), loosened: isObject(draft.dependentRequired) };
  return typeof draft.description === 'string' ? { ...base, description: draft.description } : base;
}

function both(left: Draft, right: Draft): Draft {
  if (sameJson(left, right) || Object.keys(right).length === 0) return left;
  return Object.keys(left).length === 0 ? right : { allOf: [left, right] };
}

function mergeParts(parts: readonly FlatObject[]): FlatObject {
  const properties = new Map<string, Draft>();
  for (const part of parts) {
    for (const [name, draft] of part.properties) {
      const earlier = properties.get(name);
      properties.set(name, earlier ? both(earlier, draft) : draft);
    }
  }
  const required = [...new Set(parts.flatMap((part) => part.required))];
  const description = parts.find((part) => part.description !== undefined)?.description;
  const counts = narrowest(parts.map((part) => part.counts));
  const base = { properties, required, counts, loosened: parts.some((part) => part.loosened) };
  return description === undefined ? base : { ...base, description };
}

function flattenPart(draft: Draft, all: ReadonlyMap<string, Definition>, depth: number): FlatObject | undefined {
  const own = resolveDraft(draft, all);
  const alternatives = readAlternatives(own);
  if (depth > MAX_DEPTH || !alternatives || !mayBeObject(own)) return undefined;
  if (isObject(own.additionalProperties) || UNMERGEABLE.some((keyword) => own[keyword] !== undefined)) return undefined;
  const parts = [...draftsIn(own.allOf), ...alternatives.rest].map((part) => flattenPart(part, all, depth + 1));
  const sound = parts.filter((part) => part !== undefined);
  if (sound.length < parts.length) return undefined;
  const merged = mergeParts([ownPart(own), ...sound]);
  return { ...merged, loosened: merged.loosened || alternatives.loosened };
}

function isFreeForm(draft: Draft, all: ReadonlyMap<string, Definition>): boolean {
  const { properties, additionalProperties } = resolveDraft(draft, all);
  return !(isObject(properties) && additionalProperties === false);
}

/** Counts that members left out of requests make impossible go as well. */
function tellingCounts({ counts, properties }: FlatObject, required: readonly string[]): MemberCounts {
  const { minProperties = 0, maxProperties = properties.size } = counts;
  if (minProperties > maxProperties || minProperties > properties.size || maxProperties < required.length) return {};
  return {
    ...(minProperties > required.length && { minProperties }),
    ...(maxProperties < properties.size && { maxProperties }),
  };
}

/** True where `null` is a value of it. */
function mayBeNull(draft: Draft, all: ReadonlyMap<string, Definition>, depth = 0): boolean {
  const { type, anyOf, allOf } = resolveDraft(draft, all);
  if (depth > MAX_DEPTH) return true;
  if (type !== undefined && type !== 'null' && !(Array.isArray(type) && type.includes('null'))) return false;
  const alternatives = draftsIn(anyOf);
  if (alternatives.length > 0 && !alternatives.some((branch) => mayBeNull(branch, all, depth + 1))) return false;
  return draftsIn(allOf).every((part) => mayBeNull(part, all, depth + 1));
}

/** An object made of others as one plain object, or the draft as it is where it is no such thing, or may be `null`. */
export function mergeObject(draft: Draft, all: ReadonlyMap<string, Definition>): Draft {
  const own = resolveDraft(draft, all);
  if ((own.allOf === undefined && own.anyOf === undefined) || mayBeNull(own, all)) return draft;
  const flat = flattenObject(own, all);
  if (!flat) return draft;
  const { title, description = flat.description } = own;
  return {
    type: 'object',
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    properties: Object.fromEntries(flat.properties),
    ...(flat.required.length > 0 && { required: flat.required }),
  };
}

/**
 * The members of an object schema with everything it is made of (`allOf`, references) merged, or `undefined` when it
 * is no plain object: alternatives, free names, or no members at all.
 */
export function flattenObject(draft: Draft, all: ReadonlyMap<string, Definition>): FlatObject | undefined {
  const flat = flattenPart(draft, all, 0);
  if (!flat || (flat.properties.size === 0 && isFreeForm(draft, all))) return undefined;
  const required = flat.required.filter((name) => flat.properties.has(name));
  return { ...flat, required, counts: tellingCounts(flat, required) };
}
