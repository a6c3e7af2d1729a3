import type { Severity } from '../notes.js';
import { commentText } from '../print/comment.js';
import type { MapShape } from './map-shape.js';
import type { TextEdits } from './text-edits.js';

/** A note whose place is known once all edits are made. */
export interface PendingNote {
  readonly code: string;
  readonly severity: Severity;
  /** An offset in the text as it was, or a place in the map for what has no line yet. */
  readonly at: number | string;
  readonly message: string;
  readonly fix: string;
}

/** What every step of a merge works with. */
export interface MergeContext {
  readonly shape: MapShape;
  readonly edits: TextEdits;
  readonly notes: PendingNote[];
  /** Names from the package that inserted text needs. */
  readonly uses: Set<string>;
  /** True when a person asked for the document's version of a place, such as `endpoints.get_order.query`. */
  readonly isTaken: (place: string) => boolean;
}

/** Which places are to be taken from the document: each with everything below it. */
export function takenPlaces(places: readonly string[]): (place: string) => boolean {
  const taken = new Set(places);
  if (taken.size === 0) return () => false;
  return (place) => {
    for (let at = place; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) if (taken.has(at)) return true;
    return false;
  };
}

/** Tells that a person and the document changed the same thing. */
export function noteConflict(context: MergeContext, at: number, place: string, documentSays: string | undefined): void {
  const says = documentSays === undefined ? 'no longer has it' : `now says: ${commentText(documentSays, 160)}`;
  context.notes.push({
    code: 'map-edit-conflict',
    severity: 'warning',
    at,
    message: `${place} was edited here and changed in the document. The edit is kept; the document ${says}.`,
    fix: `To take the document's, run again with --take ${place}.`,
  });
}
