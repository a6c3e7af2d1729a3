import type { Note } from '../notes.js';
import type { ImportedMap } from '../openapi/imported-map.js';
import type { MapLock } from './map-lock.js';
import { lockOf, printMap } from './print-map.js';
import { type EmitMapOptions, readPieces } from './read-pieces.js';

/** A map as text, with what a later import needs to tell edits from generated text. */
export interface EmittedMap {
  readonly text: string;
  readonly lock: MapLock;
  /** What could not be written. Notes of the import itself are in `ImportedMap.notes`. */
  readonly notes: readonly Note[];
}

/**
 * Writes an imported document as a TypeScript endpoint map, to be read and edited. Nothing in the document can break
 * out of the string or comment it is written into; equal documents give equal text.
 */
export function emitMap(imported: ImportedMap, options: EmitMapOptions): EmittedMap {
  const pieces = readPieces(imported, options);
  return { text: printMap(pieces), lock: lockOf(pieces), notes: pieces.notes };
}
