import { isObject, type JsonObject, listMember, member, pointerTo } from '../json.js';
import type { Draft } from './draft.js';
import type { Place, Workshop } from './workshop.js';

const ANNOTATIONS = ['title', 'description', 'deprecated', 'default', 'examples'];

function membersOf(raw: JsonObject, keyword: string, place: Place, workshop: Workshop): Draft[] {
  return listMember(raw, keyword).map((schema, index) =>
    workshop.convert(schema, {
      ...place,
      pointer: pointerTo(place.pointer, keyword, index),
      depth: place.depth + 1,
      property: '',
      keepDefault: false,
    }),
  );
}

function isEmpty(draft: Draft): boolean {
  return Object.keys(draft).every((keyword) => ANNOTATIONS.includes(keyword));
}

/** One schema for what is really a single alternative, where nothing is said twice. */
function collapse(own: Draft, only: Draft): Draft | undefined {
  const said = Object.keys(own).filter((keyword) => !ANNOTATIONS.includes(keyword));
  const isBare = said.every((keyword) => keyword === 'type' && own.type === 'object');
  return isBare ? { ...(typeof only.$ref === 'string' ? {} : own), ...only, ...annotationsOf(own) } : undefined;
}

function annotationsOf(draft: Draft): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([keyword]) => ANNOTATIONS.includes(keyword)));
}

function conditional(raw: JsonObject, place: Place, workshop: Workshop): Draft {
  const branches: Draft = {};
  for (const keyword of ['not', 'if', 'then', 'else']) {
    const schema = member(raw, keyword);
    if (!isObject(schema)) continue;
    const pointer = pointerTo(place.pointer, keyword);
    branches[keyword] = workshop.convert(schema, { ...place, pointer, depth: place.depth + 1, keepDefault: false });
  }
  if (branches.if === undefined) {
    delete branches.then;
    delete branches.else;
  }
  return branches;
}

/**
 * Adds `allOf`, `anyOf`, `oneOf`, `not` and `if` to a schema. `oneOf` becomes `anyOf`: hosts know it better, and real
 * alternatives overlap more often than their authors meant.
 */
export function readComposition(raw: JsonObject, own: Draft, place: Place, workshop: Workshop): Draft {
  const all = membersOf(raw, 'allOf', place, workshop).filter((draft) => !isEmpty(draft));
  const any = membersOf(raw, 'anyOf', place, workshop);
  const one = membersOf(raw, 'oneOf', place, workshop);
  const alternatives = [any, one].filter((list) => list.length > 0 && !list.some(isEmpty));
  let draft: Draft = { ...own, ...conditional(raw, place, workshop) };
  const [first, second] = alternatives;
  if (second) all.push({ anyOf: second });
  if (first) {
    const [only] = first;
    const merged = first.length === 1 && only ? collapse(draft, only) : undefined;
    draft = merged ?? { ...draft, anyOf: first };
  }
  if (all.length === 0) return draft;
  const [only] = all;
  const merged = all.length === 1 && only ? collapse(draft, only) : undefined;
  return merged ?? { ...draft, allOf: all };
}
