import type { Piece } from './map-pieces.js';
import type { Entry, ObjectShape, Statement } from './map-shape.js';
import { type MergeContext, noteConflict } from './merge-context.js';
import { createInserter, decide, entriesByName, wholeMember } from './merge-members.js';
import { printDefinitions } from './print-map.js';

/** Removes a top-level statement and the blank line before it. */
export function removeStatement({ shape, edits }: MergeContext, { start, end }: Statement): void {
  edits.replace({ start: shape.text.slice(0, start).trimEnd().length, end }, '');
}

function wrap({ shape, edits, uses }: MergeContext): void {
  const { object, call } = shape.endpoints;
  if (call) return;
  edits.insert(object.span.start, 'withDefinitions(definitions, ');
  edits.insert(object.span.end, ')');
  uses.add('withDefinitions');
}

function unwrap({ shape, edits }: MergeContext): void {
  const { object, call } = shape.endpoints;
  if (!call) return;
  const before = shape.text.slice(call.start, object.span.start).replace(/\s+/g, '');
  const after = shape.text.slice(object.span.end, call.end).replace(/\s+/g, '');
  if (before !== 'withDefinitions(definitions,' || (after !== ')' && after !== ',)')) return;
  edits.replace({ start: call.start, end: object.span.start }, '');
  edits.replace({ start: object.span.end, end: call.end }, '');
}

/** Of the definitions that are to go, those that something which stays still refers to, directly or not. */
function stillNeeded({ shape, edits }: MergeContext, leaving: ReadonlyMap<string, Entry>): ReadonlySet<string> {
  const holders = [...leaving].map(([name, { start, end }]) => ({ name, start, end }));
  const needs = new Map<string, string[]>();
  const queue: string[] = [];
  for (const { name, at } of leaving.size === 0 ? [] : shape.references) {
    if (!leaving.has(name) || edits.isGone(at)) continue;
    const holder = holders.find(({ start, end }) => at >= start && at < end);
    if (holder === undefined) queue.push(name);
    else needs.set(holder.name, [...(needs.get(holder.name) ?? []), name]);
  }
  const needed = new Set<string>();
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    queue.push(...(needs.get(name) ?? []));
  }
  return needed;
}

function noteDeleted({ notes }: MergeContext, at: number, name: string): void {
  notes.push({
    code: 'map-definition-deleted',
    severity: 'warning',
    at,
    message: `definitions.${name} was deleted from the map and changed in the document. It stays deleted.`,
    fix: `To take the document's, run again with --take definitions.${name}.`,
  });
}

function noteKept({ notes }: MergeContext, at: number, name: string): void {
  notes.push({
    code: 'map-definition-kept',
    severity: 'warning',
    at,
    message: `definitions.${name} is gone from the document, but an edit of yours refers to it. It is kept as your own.`,
    fix: 'Delete it once nothing refers to it.',
  });
}

/** Adds and replaces; gives back what is to go. */
function mergeEntries(
  context: MergeContext,
  object: ObjectShape,
  was: ReadonlyMap<string, string>,
  next: readonly Piece[],
) {
  const { edits, isTaken, shape } = context;
  const entries = entriesByName(object);
  const inserts: (readonly [text: string, after: Entry | undefined])[] = [];
  let anchor: Entry | undefined;
  for (const { name, mark, text } of next) {
    const entry = entries.get(name);
    const decision = decide(was.get(name), entry?.mark, mark, isTaken(`definitions.${name}`));
    if (decision === 'conflict' && entry) noteConflict(context, entry.start, `definitions.${name}`, text);
    if (decision === 'conflict' && !entry) noteDeleted(context, shape.definitions?.start ?? 0, name);
    if (decision === 'insert') inserts.push([text, anchor]);
    if (decision === 'replace' && entry) edits.replace(entry, text);
    anchor = entry ?? anchor;
  }
  const named = new Set(next.map(({ name }) => name));
  const leaving = new Map<string, Entry>();
  for (const [name, entry] of entries) {
    if (named.has(name)) continue;
    const decision = decide(was.get(name), entry.mark, undefined, isTaken(`definitions.${name}`));
    if (decision === 'conflict' || (decision === 'remove' && (entry.hasComments || entry.doc))) {
      noteConflict(context, entry.start, `definitions.${name}`, undefined);
    } else if (decision === 'remove') leaving.set(name, entry);
  }
  return { inserts, leaving };
}

/**
 * Merges the shared schemas. To be called when all other edits are known: a definition that an edit refers to stays.
 */
export function mergeDefinitions(
  context: MergeContext,
  was: ReadonlyMap<string, string>,
  next: readonly Piece[],
): void {
  const { shape, edits, uses } = context;
  const { definitions } = shape;
  if (definitions === undefined) {
    if (next.length === 0) return;
    edits.insert(shape.endpoints.statement.start, `${printDefinitions(next)}\n\n`);
    uses.add('JsonSchema');
    wrap(context);
    return;
  }
  const { object } = definitions;
  const { inserts, leaving } = mergeEntries(context, object, was, next);
  const needed = stillNeeded(context, leaving);
  if (leaving.size === object.entries.length && needed.size + inserts.length + next.length === 0 && !object.hasTail) {
    removeStatement(context, definitions);
    unwrap(context);
    return;
  }
  for (const [name, entry] of leaving) {
    if (needed.has(name)) noteKept(context, entry.start, name);
    else edits.replace(wholeMember(shape.text, entry), '');
  }
  const inserter = createInserter(context, object, 2);
  for (const [text, after] of inserts) inserter.insert(text, after);
  inserter.finish();
  if (was.size === 0 && next.length > 0) wrap(context);
}
