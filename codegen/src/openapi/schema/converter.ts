import { isObject, type JsonObject } from '../json.js';
import type { NoteBook } from '../note-book.js';
import { canonicalPointer, explainReference, type References } from '../references.js';
import { breakLoops } from './break-loops.js';
import { convertSchema } from './convert-schema.js';
import { type Definition, definitionKey } from './definitions.js';
import type { Direction, Draft } from './draft.js';
import type { Workshop } from './workshop.js';

/** Turns the schemas of a document into JSON Schema 2020-12, each definition once. */
export interface Converter {
  convert(raw: unknown, pointer: string, direction: Direction, keepDefault?: boolean): Draft;
  readonly definitions: ReadonlyMap<string, Definition>;
  /** To be called once, after the last schema. */
  finish(): void;
}

const ANYTHING: Definition['schema'] = {};

/** Starts converting the schemas of one document. */
export function createConverter(references: References, notes: NoteBook, bareReferences: boolean): Converter {
  const definitions = new Map<string, Definition>();
  const waiting: { definition: Definition; raw: JsonObject | boolean }[] = [];

  const workshop: Workshop = {
    notes,
    references,
    bareReferences,
    reference(reference, { pointer, direction }) {
      const target = canonicalPointer(reference);
      const raw = target === undefined ? undefined : references.at(target);
      if (target === undefined || !(isObject(raw) || typeof raw === 'boolean')) {
        const code = reference.startsWith('#') ? 'dead-reference' : 'outside-reference';
        notes.warn(code, pointer, explainReference(reference), 'Correct the $ref, or take it out.');
        return undefined;
      }
      const key = definitionKey(target, direction);
      if (!definitions.has(key)) {
        const definition = { key, pointer: target, direction, schema: ANYTHING, oneWay: false };
        definitions.set(key, definition);
        waiting.push({ definition, raw });
      }
      return { $ref: key };
    },
    convert: (raw, place) => convertSchema(raw, place, workshop),
  };

  const drain = (): void => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { definition, raw } = next;
      const { pointer, direction } = definition;
      const onOneWay = () => {
        definition.oneWay = true;
      };
      definition.schema = convertSchema(raw, { pointer, direction, depth: 0, onOneWay }, workshop);
    }
  };

  return {
    definitions,
    convert(raw, pointer, direction, keepDefault = false) {
      const draft = convertSchema(raw, { pointer, direction, depth: 0, keepDefault, onOneWay: () => {} }, workshop);
      drain();
      return draft;
    },
    finish: () => breakLoops(definitions, notes),
  };
}
