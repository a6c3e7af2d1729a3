import type { Note } from '../notes.js';

/** Takes one note about a place in the document, given as a JSON pointer (`#/paths/…`). */
export type TakeNote = (code: string, pointer: string, message: string, fix?: string) => void;

/** Notes in the making: one for each code and place. */
export interface NoteBook {
  readonly warn: TakeNote;
  list(): readonly Note[];
}

/** Starts an empty list. `place` is the document's file or URL; pointers are appended to it. */
export function createNoteBook(place: string, strict: boolean): NoteBook {
  const notes = new Map<string, Note>();
  const severity = strict ? 'error' : 'warning';
  const warn: TakeNote = (code, pointer, message, fix) => {
    const key = `${code} ${pointer}`;
    if (notes.has(key)) return;
    const base = { code, severity, place: `${place}${pointer}`, message } as const;
    notes.set(key, fix === undefined ? base : { ...base, fix });
  };
  return { warn, list: () => [...notes.values()] };
}
