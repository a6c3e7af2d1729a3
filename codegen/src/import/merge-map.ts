import type { Note } from '../notes.js';
import type { ImportedMap } from '../openapi/imported-map.js';
import type { EmittedMap } from './emit-map.js';
import { noteInheritedNames } from './inherited-names.js';
import type { MapLock } from './map-lock.js';
import { mergeBlocks, mergeHeader, mergeImports } from './merge-blocks.js';
import { type MergeContext, type PendingNote, takenPlaces } from './merge-context.js';
import { mergeDefinitions } from './merge-definitions.js';
import { mergeEndpoints } from './merge-endpoints.js';
import { lockOf } from './print-map.js';
import { checkSyntax, readMap } from './read-map.js';
import { type EmitMapOptions, readPieces } from './read-pieces.js';
import { createEdits, type EditedText, lastBefore } from './text-edits.js';

/** How a document is merged into a map that exists. */
export interface MergeMapOptions extends EmitMapOptions {
  /**
   * Places whose edits are given up for what the document says: `endpoints.get_order.query`, `endpoints.get_order`,
   * `definitions.Order`, `baseUrl`, `credential`. Also brings back what was deleted.
   */
  readonly take?: readonly string[];
}

/** `line:column` in a text. */
function lineAndColumn(text: string): (at: number) => string {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (at) => {
    const line = lastBefore(starts, at);
    return `${line + 1}:${at - (starts[line] ?? 0) + 1}`;
  };
}

function finishNotes(pending: readonly PendingNote[], { text, placeOf }: EditedText, file: string): readonly Note[] {
  const locate = lineAndColumn(text);
  return pending.map(({ at, ...note }) => ({
    ...note,
    place: typeof at === 'string' ? at : `${file}:${locate(placeOf(at))}`,
  }));
}

/**
 * Brings a map up to date with its document and keeps what a person edited: whatever was not edited follows the
 * document, whatever was stays, and where both changed a note says so. Code, comments and endpoints of a person's own
 * are not touched.
 *
 * @param existing The map as it stands.
 * @param lock What was generated last.
 * @throws GenerateError `map-syntax` or `map-not-recognised`, with the place.
 */
export function mergeMap(existing: string, lock: MapLock, imported: ImportedMap, options: MergeMapOptions): EmittedMap {
  const windows = existing.includes('\r\n');
  const shape = readMap(windows ? existing.replaceAll('\r\n', '\n') : existing, options.out);
  const pieces = readPieces(imported, options);
  const notes: PendingNote[] = [];
  const edits = createEdits(shape.text);
  const context: MergeContext = { shape, edits, notes, uses: new Set(), isTaken: takenPlaces(options.take ?? []) };
  mergeHeader(context, lock.header, pieces.header);
  const endpoints = mergeEndpoints(context, lock.endpoints, pieces.endpoints);
  mergeBlocks(context, new Map(Object.entries(lock.blocks)), pieces.blocks);
  mergeDefinitions(context, new Map(Object.entries(lock.definitions)), pieces.definitions);
  mergeImports(context, lock.imports);
  noteInheritedNames(context);
  const result = edits.apply();
  if (result.text !== shape.text) checkSyntax(result.text, options.out);
  return {
    text: windows ? result.text.replaceAll('\n', '\r\n') : result.text,
    lock: { ...lockOf(pieces), endpoints },
    notes: [...pieces.notes, ...finishNotes(notes, result, options.out)],
  };
}
