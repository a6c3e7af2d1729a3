import { defined, entriesOf, isObject, isTextList, type JsonObject, member, pointerTo } from '../json.js';
import { canonicalPointer } from '../references.js';
import type { Draft } from './draft.js';
import { readPattern } from './pattern.js';
import type { Place, Workshop } from './workshop.js';

/** Names that cannot be sent, or would reach more than data. */
export function isHostileName(name: string): boolean {
  return name === '__proto__' || /\p{Cs}/u.test(name);
}

/** True for a member that has no part in this direction. */
function isOneWay(raw: unknown, place: Place, { references }: Workshop): boolean {
  const flag = place.direction === 'request' ? 'readOnly' : 'writeOnly';
  if (member(raw, flag) === true) return true;
  const reference = member(raw, '$ref');
  const target = typeof reference === 'string' ? canonicalPointer(reference) : undefined;
  return target !== undefined && member(references.at(target), flag) === true;
}

interface Properties {
  readonly kept: Draft;
  readonly dropped: ReadonlySet<string>;
  /** Those that say `required: true` of themselves, as JSON Schema did long ago. */
  readonly required: readonly string[];
}

function readProperties(raw: JsonObject, place: Place, workshop: Workshop): Properties {
  const { notes } = workshop;
  const kept: [string, Draft][] = [];
  const dropped = new Set<string>();
  const required: string[] = [];
  for (const [name, property] of entriesOf(member(raw, 'properties'))) {
    const pointer = pointerTo(place.pointer, 'properties', name);
    if (isHostileName(name)) {
      notes.warn('hostile-name', pointer, 'No tool can carry a member of this name; it was left out.');
      dropped.add(name);
    } else if (isOneWay(property, place, workshop)) {
      place.onOneWay();
      dropped.add(name);
    } else {
      kept.push([name, workshop.convert(property, { ...place, pointer, depth: place.depth + 1, property: name })]);
      if (member(property, 'required') === true) required.push(name);
    }
  }
  return { kept: Object.fromEntries(kept), dropped, required };
}

function readRequired(raw: JsonObject, properties: Properties, place: Place, workshop: Workshop): string[] | undefined {
  const given = member(raw, 'required');
  const note = (message: string) =>
    workshop.notes.warn('mended-required', place.pointer, message, 'Make required a list of property names.');
  if (properties.required.length > 0) note('Properties say required: true of themselves; they were listed instead.');
  const isFlag = typeof given === 'boolean';
  if (given !== undefined && !isFlag && !isTextList(given))
    note('required is no list of names; what is no name was left out.');
  const listed = Array.isArray(given) ? given.filter((name) => typeof name === 'string') : [];
  const closed = member(raw, 'additionalProperties') === false && !Array.isArray(member(raw, 'allOf'));
  const names = [...new Set([...listed, ...properties.required])].filter(
    (name) =>
      !properties.dropped.has(name) && !isHostileName(name) && (!closed || Object.hasOwn(properties.kept, name)),
  );
  return names.length > 0 ? names : undefined;
}

function readPatternProperties(raw: JsonObject, place: Place, workshop: Workshop): { kept?: Draft; lost: boolean } {
  const given = entriesOf(member(raw, 'patternProperties'));
  if (given.length === 0) return { lost: false };
  const kept = given.flatMap(([name, schema]): [string, Draft][] => {
    const pointer = pointerTo(place.pointer, 'patternProperties', name);
    const pattern = readPattern(name, pointer, workshop.notes);
    if (pattern === undefined) return [];
    return [[pattern, workshop.convert(schema, { ...place, pointer, depth: place.depth + 1, property: '' })]];
  });
  const lost = kept.length < given.length;
  return kept.length > 0 ? { kept: Object.fromEntries(kept), lost } : { lost };
}

function readDependent(raw: JsonObject): Draft | undefined {
  const given = entriesOf(member(raw, 'dependentRequired')).filter(
    ([name, list]) => !isHostileName(name) && isTextList(list),
  );
  return given.length > 0
    ? Object.fromEntries(given.map(([name, list]) => [name, [...new Set(list as string[])]]))
    : undefined;
}

/** The keywords about members of objects. */
export function readObjectKeywords(raw: JsonObject, place: Place, workshop: Workshop): Draft {
  const sub = (keyword: string): Draft | undefined => {
    const schema = member(raw, keyword);
    if (!isObject(schema)) return undefined;
    return workshop.convert(schema, {
      ...place,
      pointer: pointerTo(place.pointer, keyword),
      depth: place.depth + 1,
      property: '',
    });
  };
  const properties = readProperties(raw, place, workshop);
  const patterns = readPatternProperties(raw, place, workshop);
  const additional = member(raw, 'additionalProperties');
  // What a lost pattern, or a member left out of requests or answers, would have let in must not be shut out.
  const mustBeOpen = patterns.lost || (place.direction === 'response' && properties.dropped.size > 0);
  return defined({
    properties: isObject(member(raw, 'properties')) ? properties.kept : undefined,
    required: readRequired(raw, properties, place, workshop),
    patternProperties: patterns.kept,
    additionalProperties: mustBeOpen ? undefined : additional === false ? false : sub('additionalProperties'),
    propertyNames: sub('propertyNames'),
    dependentRequired: readDependent(raw),
  });
}
