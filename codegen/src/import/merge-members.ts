import type { Piece } from './map-pieces.js';
import type { Entry, ObjectShape, Span } from './map-shape.js';
import { type MergeContext, noteConflict } from './merge-context.js';

/** What becomes of one member. */
export type Decision = 'keep' | 'replace' | 'remove' | 'insert' | 'absent' | 'conflict';

/**
 * Decides by three versions: as generated last, as it stands in the file, and as the document has it now.
 *
 * @param taken True when the document's is wanted whatever was edited.
 */
export function decide(
  was: string | undefined,
  now: string | undefined,
  next: string | undefined,
  taken: boolean,
): Decision {
  if (now === next) return now === undefined ? 'absent' : 'keep';
  const edited = now !== was && !taken;
  if (next === undefined) return was === undefined ? 'keep' : edited ? 'conflict' : 'remove';
  if (!edited) return now === undefined ? 'insert' : 'replace';
  if (was !== next) return 'conflict';
  return now === undefined ? 'absent' : 'keep';
}

/** Writes new members into an object, each behind the one it follows. */
export interface Inserter {
  /** `after` is the member before it; `undefined` puts it first. The text has no comma. */
  insert(text: string, after: Entry | undefined): void;
  /** To be called last: gives a brace that stood on the line of the opening one a line of its own. */
  finish(): void;
}

/** Members of one object stand on lines of their own, `indent` columns in. */
export function createInserter({ shape, edits }: MergeContext, object: ObjectShape, indent: number): Inserter {
  const commas = new Set<Entry>();
  const pad = ' '.repeat(indent);
  const inside = shape.text.slice(object.open, object.span.end - 1);
  let closes = false;
  return {
    insert(text, after) {
      if (after !== undefined && !after.hasComma && !commas.has(after)) {
        commas.add(after);
        edits.insert(after.end, ',');
      }
      edits.insert(after?.lineEnd ?? object.open, `\n${pad}${text},`);
      closes = object.entries.length === 0 && !inside.includes('\n');
    },
    finish() {
      if (closes) edits.insert(object.span.end - 1, `\n${' '.repeat(indent - 2)}`);
    },
  };
}

/** A member with its doc comment and comma; the whole of its lines when nothing else stands on them. */
export function wholeMember(text: string, entry: Entry): Span {
  const start = entry.doc?.start ?? entry.start;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', entry.lineEnd);
  const alone =
    text.slice(lineStart, start).trim() === '' && lineEnd >= 0 && text.slice(entry.lineEnd, lineEnd).trim() === '';
  return alone ? { start: lineStart, end: lineEnd + 1 } : { start, end: entry.lineEnd };
}

interface Members {
  readonly object: ObjectShape;
  readonly indent: number;
  /** Hashes as generated last, by name. */
  readonly was: ReadonlyMap<string, string>;
  readonly next: readonly Piece[];
  /** Where the object is in the map: `endpoints.get_order`. */
  readonly place: string;
  /** Where a note about a member that is not there points to. */
  readonly at: number;
}

/** Members of an object by name; of two with one name, the later counts, as it does for JavaScript. */
export function entriesByName(object: ObjectShape): ReadonlyMap<string, Entry> {
  return new Map(object.entries.flatMap((entry) => (entry.name === undefined ? [] : [[entry.name, entry] as const])));
}

/** Merges the properties of one endpoint. */
export function mergeMembers(context: MergeContext, members: Members): void {
  const { object, was, next, place, at } = members;
  const { edits, shape, uses, isTaken } = context;
  const entries = entriesByName(object);
  const inserter = createInserter(context, object, members.indent);
  let anchor: Entry | undefined;
  for (const piece of next) {
    const entry = entries.get(piece.name);
    const path = `${place}.${piece.name}`;
    const decision = decide(was.get(piece.name), entry?.mark, piece.mark, isTaken(path));
    if (decision === 'conflict') noteConflict(context, entry?.start ?? at, path, piece.text);
    if (decision === 'insert') inserter.insert(piece.text, anchor);
    if (decision === 'replace' && entry) edits.replace(entry, piece.text);
    if (decision === 'insert' || decision === 'replace') for (const name of piece.uses) uses.add(name);
    anchor = entry ?? anchor;
  }
  inserter.finish();
  const named = new Set(next.map(({ name }) => name));
  for (const [name, entry] of entries) {
    if (named.has(name)) continue;
    const decision = decide(was.get(name), entry.mark, undefined, isTaken(`${place}.${name}`));
    const mixed =
      decision === 'remove' && (entry.hasComments || entry.doc !== undefined) && !isTaken(`${place}.${name}`);
    if (decision === 'conflict' || mixed) noteConflict(context, entry.start, `${place}.${name}`, undefined);
    else if (decision === 'remove') edits.replace(wholeMember(shape.text, entry), '');
  }
}
