import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { emitMap } from '../../../codegen/src/import/emit-map.js';
import { parseLock, printLock } from '../../../codegen/src/import/map-lock.js';
import type { Entry } from '../../../codegen/src/import/map-shape.js';
import { mergeMap } from '../../../codegen/src/import/merge-map.js';
import { readMap } from '../../../codegen/src/import/read-map.js';
import type { Note } from '../../../codegen/src/notes.js';
import type { ImportedEndpoint, ImportedMap } from '../../../codegen/src/openapi/imported-map.js';
import { anyImportedMap, importedMaps, plainText } from './any-imported-map.js';
import { evaluateMap, syntaxMistakes } from './evaluate-map.js';
import { OPTIONS } from './orders-document.js';

const plainMap = importedMaps(plainText);

/** A later version of a document: some endpoints as they were, some as in another. */
const twoVersions = fc
  .tuple(plainMap, plainMap, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }))
  .map(([before, other, picks]): readonly [ImportedMap, ImportedMap] => {
    const endpoints = [...before.endpoints, ...other.endpoints].filter((_, index) => picks[index] ?? true);
    const byName = new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));
    const byKey = new Map([...byName.values()].map((one) => [`${one.endpoint.method} ${one.endpoint.path}`, one]));
    return [before, { ...other, endpoints: [...byKey.values()] }];
  });

test('a map merged with the document it was made of stays as it is', (t) => {
  fc.assert(
    fc.property(anyImportedMap, (imported) => {
      const { text, lock } = emitMap(imported, OPTIONS);
      const again = mergeMap(text, parseLock(printLock(lock), 'lock'), imported, OPTIONS);
      return again.text === text && printLock(again.lock) === printLock(lock);
    }),
    { numRuns: 40 },
  );
  t.pass();
});

test('a map nobody edited, merged with another document, is the map of that document', (t) => {
  fc.assert(
    fc.property(twoVersions, ([before, after]) => {
      const { text, lock } = emitMap(before, OPTIONS);
      const merged = mergeMap(text, lock, after, OPTIONS);
      const fresh = emitMap(after, OPTIONS);
      return merged.text === fresh.text && isDeepStrictEqual(merged.lock, fresh.lock);
    }),
    { numRuns: 80 },
  );
  t.pass();
});

/** Names that any object has are told at every merge. */
function isNews({ code }: Note): boolean {
  return code !== 'map-inherited-name';
}

interface Place {
  readonly endpoint: ImportedEndpoint;
  readonly property: Entry;
}

function placesIn(text: string, imported: ImportedMap): readonly Place[] {
  const { entries } = readMap(text, OPTIONS.out).endpoints.object;
  return imported.endpoints.flatMap((endpoint) => {
    const entry = entries.find(({ name }) => name === endpoint.name);
    const properties = entry?.object?.entries ?? [];
    return properties
      .filter(({ name = '' }) => !['method', 'path', 'credential'].includes(name))
      .map((property) => ({ endpoint, property }));
  });
}

/** Every property but one changed. */
function changedBut(imported: ImportedMap, name: string, property: string): ImportedMap {
  const endpoints = imported.endpoints.map((one) => {
    const data = Object.entries(one.endpoint).map(([key, value]) => {
      const fixed = ['method', 'path'].includes(key) || (one.name === name && key === property);
      return [key, fixed ? value : `changed ${key}`];
    });
    return { ...one, endpoint: { ...Object.fromEntries(data), retry: 'changed retry' } };
  });
  return { ...imported, title: 'Later', endpoints };
}

test('an edit of any property survives any change of the others', (t) => {
  fc.assert(
    fc.property(plainMap, fc.nat(), (before, pick) => {
      const { text, lock } = emitMap(before, OPTIONS);
      const places = placesIn(text, before);
      const place = places[pick % Math.max(1, places.length)];
      if (place?.property.name === undefined || place.property.name === 'retry') return true;
      const { name } = place.property;
      const edited = `${text.slice(0, place.property.start)}${name}: 'EDITED'${text.slice(place.property.end)}`;
      const after = changedBut(before, place.endpoint.name, name);
      const merged = mergeMap(edited, lock, after, OPTIONS);
      const expected = after.endpoints.map((one) => {
        const mine = one.name === place.endpoint.name ? { [name]: 'EDITED' } : {};
        return [one.name, { ...one.endpoint, ...mine }] as const;
      });
      const actual = Object.entries(evaluateMap(merged.text).endpoints).map(
        ([key, { credential: _, ...rest }]) => [key, rest] as const,
      );
      return (
        merged.notes.filter(isNews).length === emitMap(after, OPTIONS).notes.length &&
        isDeepStrictEqual(Object.fromEntries(actual), Object.fromEntries(expected))
      );
    }),
    { numRuns: 50 },
  );
  t.pass();
});

/** What people do to a file, roughly. */
const EDITS: readonly ((text: string, entry: Entry) => string)[] = [
  (text, { doc, start, lineEnd }) => text.slice(0, doc?.start ?? start) + text.slice(lineEnd),
  (text, { name, nameSpan }) =>
    name === undefined ? text : `${text.slice(0, nameSpan.start)}renamed${text.slice(nameSpan.end)}`,
  (text, { start }) => `${text.slice(0, start)}// Mine.\n  ${text.slice(start)}`,
  (text, { lineEnd }) => `${text.slice(0, lineEnd)} // Mine, too.${text.slice(lineEnd)}`,
  (text, { lineEnd }) =>
    `${text.slice(0, lineEnd)} mine: { method: 'GET', path: '/mine', description: 'Mine.' }, ${text.slice(lineEnd)}`,
  (text, { end }) => `${text.slice(0, end)}, ...others${text.slice(end)}`,
  (text, { object }) =>
    object === undefined
      ? text
      : `${text.slice(0, object.span.start)}satisfied(${text.slice(object.span.start, object.span.end)} as const)${text.slice(object.span.end)}`,
  (text, { object }) =>
    object === undefined
      ? text
      : text.slice(0, object.span.start) +
        text.slice(object.span.start, object.span.end).replaceAll(/\n\s+/g, ' ') +
        text.slice(object.span.end),
  (text, { object }) => {
    const [, second] = object?.entries ?? [];
    return second === undefined ? text : text.slice(0, second.start) + text.slice(second.lineEnd);
  },
  (text, { object }) => {
    const last = object?.entries.at(-1);
    return last === undefined ? text : `${text.slice(0, last.end)} /* last */ ${text.slice(last.lineEnd)}`;
  },
];

test('what comes out of a merge can be parsed, and merged again without a change, whatever was edited', (t) => {
  const picks = fc.array(fc.tuple(fc.nat({ max: EDITS.length - 1 }), fc.nat()), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(twoVersions, picks, ([before, after], edits) => {
      const { text, lock } = emitMap(before, OPTIONS);
      const edited = edits.reduce((current, [edit, at]) => {
        const { entries } = readMap(current, OPTIONS.out).endpoints.object;
        const entry = entries[at % Math.max(1, entries.length)];
        return entry === undefined ? current : (EDITS[edit]?.(current, entry) ?? current);
      }, text);
      if (syntaxMistakes(edited).length > 0) return true;
      const merged = mergeMap(edited, lock, after, OPTIONS);
      const again = mergeMap(merged.text, merged.lock, after, OPTIONS);
      return (
        syntaxMistakes(merged.text).length === 0 &&
        again.text === merged.text &&
        again.notes.filter(isNews).every(({ code }) => code === 'scheme-not-expressible')
      );
    }),
    { numRuns: 100 },
  );
  t.pass();
});
