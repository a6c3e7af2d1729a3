import { defined, isObject, type JsonObject, listMember, member, pointerTo, textMember } from '../json.js';
import { addSentence, cleanText, shorten } from '../text.js';
import { readComposition } from './composition.js';
import type { Draft } from './draft.js';
import { readLimits } from './limits.js';
import { readObjectKeywords } from './object-keywords.js';
import { readPattern } from './pattern.js';
import { readTypes, typeKeyword } from './types.js';
import { readDefault, readEnum, readExamples, shown } from './values.js';
import type { Place, Workshop } from './workshop.js';

/** Deepest nesting written out in one schema; deeper parts are left open. */
const MAX_DEPTH = 22;
const MAX_DESCRIPTION = 600;
const UNSUPPORTED = ['$dynamicRef', '$recursiveRef', 'unevaluatedItems', 'unevaluatedProperties'];

function fold(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function describe(raw: JsonObject, place: Place): Draft {
  const description = textMember(raw, 'description');
  const title = textMember(raw, 'title');
  const isNews = title !== undefined && fold(title) !== fold(place.property ?? '');
  return defined({
    title: isNews ? shorten(cleanText(title), 100) || undefined : undefined,
    description: description === undefined ? undefined : shorten(cleanText(description), MAX_DESCRIPTION) || undefined,
    deprecated: member(raw, 'deprecated') === true || undefined,
  });
}

/** Where the server fills in a default by itself, telling it is enough, and safer than sending it. */
function tellDefault(draft: Draft, value: unknown, place: Place): void {
  if (value === undefined || place.direction === 'response') return;
  if (place.keepDefault) draft.default = value;
  else draft.description = addSentence(textMember(draft, 'description'), `Default: ${shown(value)}.`);
}

function tellDiscriminator(raw: JsonObject, draft: Draft): void {
  const discriminator = member(raw, 'discriminator');
  const name = typeof discriminator === 'string' ? discriminator : textMember(discriminator, 'propertyName');
  if (name === undefined || !Array.isArray(draft.anyOf)) return;
  const mapping = member(discriminator, 'mapping');
  const values = isObject(mapping) ? Object.keys(mapping).slice(0, 30) : [];
  const list = values.length > 0 ? `: ${values.join(', ')}` : '';
  draft.description = addSentence(textMember(draft, 'description'), shorten(`Told apart by "${name}"${list}.`, 400));
}

function readEncoding(raw: JsonObject, types: readonly string[]): Draft {
  if (!types.includes('string')) return {};
  const format = textMember(raw, 'format');
  const encoding =
    textMember(raw, 'contentEncoding') ?? (format === 'byte' || format === 'base64' ? 'base64' : undefined);
  return defined({ contentEncoding: encoding, contentMediaType: textMember(raw, 'contentMediaType') });
}

function readArray(raw: JsonObject, types: readonly string[], place: Place, workshop: Workshop): Draft {
  const { pointer } = place;
  const below = (name: string | number, of: unknown, base = pointer): Draft =>
    workshop.convert(of, { ...place, pointer: pointerTo(base, name), depth: place.depth + 1, property: '' });
  const items = member(raw, 'items');
  const listed = Array.isArray(items) ? items : listMember(raw, 'prefixItems');
  const tuple = listed.map((item, index) => below(index, item, pointerTo(pointer, 'prefixItems')));
  const rest = Array.isArray(items) ? member(raw, 'additionalItems') : items;
  const contains = member(raw, 'contains');
  if (!types.includes('array') && items === undefined && listed.length === 0 && contains === undefined) return {};
  return defined({
    prefixItems: tuple.length > 0 ? tuple : undefined,
    items: rest === undefined ? (tuple.length > 0 ? undefined : {}) : below('items', rest),
    contains: contains === undefined ? undefined : below('contains', contains),
  });
}

function noteUnsupported(raw: JsonObject, place: Place, workshop: Workshop): void {
  for (const keyword of UNSUPPORTED.filter((name) => member(raw, name) !== undefined)) {
    workshop.notes.warn('dropped-keyword', place.pointer, `${keyword} cannot be kept in a tool's schema.`);
  }
}

/** `nullable` without a type beside it: null, or all the rest. */
function orNull(draft: Draft): Draft {
  const { title, description, deprecated, default: standard, examples, ...rest } = draft;
  if (Object.keys(rest).length === 0) return draft;
  const annotations = defined({ title, description, deprecated, default: standard, examples });
  if (Object.keys(rest).length === 1 && Array.isArray(rest.anyOf)) {
    return { ...annotations, anyOf: [...rest.anyOf, { type: 'null' }] };
  }
  return { ...annotations, anyOf: [rest, { type: 'null' }] };
}

function convertReference(raw: JsonObject, reference: string, place: Place, workshop: Workshop): Draft {
  const annotations = describe(raw, place);
  const target = workshop.reference(reference, place);
  if (!target) return annotations;
  const { $ref: _, ...siblings } = raw;
  const isNullable = member(raw, 'nullable') === true || member(raw, 'x-nullable') === true;
  if (isNullable) return orNull({ ...annotations, ...target });
  if (workshop.bareReferences) return { ...annotations, ...target };
  return { ...convertOwn(siblings, { ...place, depth: place.depth + 1 }, workshop), ...target };
}

function convertOwn(raw: JsonObject, place: Place, workshop: Workshop): Draft {
  const { notes } = workshop;
  const { types, nullable } = readTypes(raw, place.pointer, notes);
  const values = readEnum(raw, types, nullable || types.includes('null'), place.pointer, notes);
  const format = textMember(raw, 'format');
  noteUnsupported(raw, place, workshop);
  const own: Draft = defined({
    ...describe(raw, place),
    type: typeKeyword(types),
    enum: values,
    const: member(raw, 'const'),
    format: format === 'binary' && place.direction === 'response' ? undefined : format,
    ...readLimits(raw, place.pointer, notes),
    pattern: readPattern(member(raw, 'pattern'), place.pointer, notes),
    ...readEncoding(raw, types),
    ...readArray(raw, types, place, workshop),
    ...readObjectKeywords(raw, place, workshop),
  });
  const draft = readComposition(raw, own, place, workshop);
  if (place.direction === 'request') {
    const examples = readExamples(raw, types);
    if (examples && values === undefined) draft.examples = examples;
  }
  tellDefault(draft, readDefault(raw, types, values, place.pointer, notes), place);
  tellDiscriminator(raw, draft);
  return nullable && types.length === 0 ? orNull(draft) : draft;
}

/** One schema of any dialect of OpenAPI as JSON Schema 2020-12. What cannot be kept is noted and left open. */
export function convertSchema(raw: unknown, place: Place, workshop: Workshop): Draft {
  if (raw === true || raw === undefined) return {};
  if (raw === false) return { not: {} };
  const { notes } = workshop;
  if (!isObject(raw)) {
    notes.warn('bad-schema', place.pointer, 'This is no schema; anything was allowed instead.', 'Correct the schema.');
    return {};
  }
  if (place.depth > MAX_DEPTH) {
    const message = `The schema is nested more than ${MAX_DEPTH} levels deep; what is below was left open.`;
    notes.warn('schema-too-deep', place.pointer, message, 'Move the inner schemas into components.');
    return {};
  }
  const reference = member(raw, '$ref');
  if (typeof reference === 'string') return convertReference(raw, reference, place, workshop);
  return convertOwn(raw, place, workshop);
}
