import { propertyKey } from '../print/quote.js';
import type { LockedEndpoint } from './map-lock.js';
import type { EndpointPieces } from './map-pieces.js';
import type { Entry } from './map-shape.js';
import { type Match, matchEndpoints } from './match-endpoints.js';
import { type MergeContext, noteConflict } from './merge-context.js';
import { createInserter, decide, mergeMembers, wholeMember } from './merge-members.js';
import { lockEndpoint, printEndpoint } from './print-map.js';

const MAX_NAME = 64;

/** What is done about one endpoint. */
type Step = 'keep' | 'merge' | 'remove' | 'insert' | 'move' | 'absent';

interface Plan extends Match {
  readonly step: Step;
}

function placeOf({ entry, next, was }: Match): string {
  return `endpoints.${entry?.name ?? next?.name ?? was?.name ?? ''}`;
}

/** True when a person has changed anything about it. */
function isEdited({ entry, was }: Match): boolean {
  if (entry?.object === undefined || was === undefined) return true;
  if (entry.hasComments || entry.object.hasTail || entry.name !== was.name || entry.doc?.mark !== was.doc) return true;
  const marks = new Map(Object.entries(was.properties));
  const { entries } = entry.object;
  return (
    entries.length !== marks.size ||
    entries.some(({ name, mark, hasComments, doc }) => hasComments || doc || marks.get(name ?? '') !== mark)
  );
}

function stepFor(match: Match, { isTaken }: MergeContext): Step {
  const { was, entry, next, moved } = match;
  const taken = isTaken(placeOf(match));
  if (entry === undefined) {
    if (next === undefined) return 'absent';
    return was === undefined || taken ? 'insert' : 'absent';
  }
  if (next === undefined) return was !== undefined && (taken || !isEdited(match)) ? 'remove' : 'keep';
  if (moved && !isEdited(match)) return 'move';
  return entry.object === undefined ? 'keep' : 'merge';
}

function noteEndpoint({ notes }: MergeContext, code: string, at: number | string, message: string, fix: string): void {
  notes.push({ code, severity: 'warning', at, message, fix });
}

/** What has to be said about an endpoint that is not simply merged. */
function noteStep(context: MergeContext, plan: Plan): void {
  const { step, was, entry, next, key } = plan;
  const place = placeOf(plan);
  const takeIt = `To take the document's, run again with --take ${place}.`;
  if (step === 'keep' && entry && !next) {
    const message = `${place} (${key}) was edited here, and is gone from the document. It is kept as your own.`;
    noteEndpoint(context, 'map-endpoint-gone', entry.start, message, 'Delete it if the API no longer has it.');
  } else if (step === 'keep' && entry && next) {
    const changed =
      was === undefined || JSON.stringify(was.properties) !== JSON.stringify(lockEndpoint(next).properties);
    if (changed) noteConflict(context, entry.start, place, next.properties.map(({ text }) => text).join(', '));
  } else if (step === 'absent' && was && next && !was.deleted) {
    const message = `${place} (${key}) was deleted from the map, and stays deleted.`;
    noteEndpoint(context, 'map-endpoint-deleted', context.shape.endpoints.statement.start, message, takeIt);
  }
}

/** Tool names of the result: those that stay are kept, new ones make way. */
function chooseNames(context: MergeContext, plans: readonly Plan[]): ReadonlyMap<string, string> {
  const renamed = new Map<string, EndpointPieces>();
  const leaving = new Set<Entry>();
  for (const { step, entry, was, next, key } of plans) {
    const follows = step === 'merge' && next && entry?.name === was?.name && was?.name !== next.name;
    if (step === 'insert' || step === 'move' || follows) if (next) renamed.set(key, next);
    if (entry && (step === 'remove' || step === 'move' || follows)) leaving.add(entry);
  }
  const { entries } = context.shape.endpoints.object;
  const taken = new Set(entries.filter((entry) => !leaving.has(entry)).map(({ name }) => name));
  const names = new Map<string, string>();
  for (const [key, { name }] of renamed) {
    let free = name;
    for (let count = 2; taken.has(free); count += 1) free = `${name.slice(0, MAX_NAME - 4)}_${count}`;
    taken.add(free);
    names.set(key, free);
    if (free === name) continue;
    const message = `The document's ${name} (${key}) is called ${free} here, since the map has a ${name} already.`;
    noteEndpoint(context, 'map-name-taken', `endpoints.${free}`, message, 'Rename either of them as you like.');
  }
  return names;
}

function mergeDoc({ edits }: MergeContext, { entry, was, next }: Match): void {
  if (entry === undefined || next === undefined) return;
  const decision = decide(was?.doc, entry.doc?.mark, next.doc?.mark, false);
  if (decision === 'insert' && next.doc) edits.insert(entry.start, `${next.doc.text}\n  `);
  if (decision === 'replace' && next.doc && entry.doc) edits.replace(entry.doc, next.doc.text);
  if (decision === 'remove' && entry.doc) edits.replace({ start: entry.doc.start, end: entry.start }, '');
}

function mergeOne(context: MergeContext, plan: Plan, name: string | undefined): void {
  const { entry, was, next } = plan;
  if (entry?.object === undefined || next === undefined) return;
  if (name !== undefined && name !== entry.name) context.edits.replace(entry.nameSpan, propertyKey(name));
  mergeDoc(context, plan);
  mergeMembers(context, {
    object: entry.object,
    indent: 4,
    was: new Map(Object.entries(was?.properties ?? {})),
    next: next.properties,
    place: placeOf(plan),
    at: entry.start,
  });
}

/** True when all that is in the object leaves, and nothing comes. */
function emptied({ shape }: MergeContext, plans: readonly Plan[]): boolean {
  const { entries, hasTail } = shape.endpoints.object;
  const left = plans.filter(({ step }) => step === 'remove').length;
  return (
    entries.length > 0 &&
    left === entries.length &&
    !hasTail &&
    plans.every(({ step }) => step === 'remove' || step === 'absent')
  );
}

function carryOut(context: MergeContext, plans: readonly Plan[]): void {
  const { shape, edits, uses } = context;
  const { object } = shape.endpoints;
  if (emptied(context, plans)) {
    edits.replace(object.span, '{}');
    return;
  }
  const names = chooseNames(context, plans);
  const inserter = createInserter(context, object, 2);
  let anchor: Entry | undefined;
  for (const plan of plans) {
    const { step, entry, next, key } = plan;
    if (entry && (step === 'remove' || step === 'move')) edits.replace(wholeMember(shape.text, entry), '');
    else if (entry && next) anchor = entry;
    if (step === 'merge') mergeOne(context, plan, names.get(key));
    if (next && (step === 'insert' || step === 'move')) {
      inserter.insert(printEndpoint(next, names.get(key)), anchor);
      for (const { uses: used } of next.properties) for (const name of used) uses.add(name);
    }
  }
  inserter.finish();
}

function lockedAfter({ step, next, was, entry }: Plan): LockedEndpoint | undefined {
  if (next === undefined) return undefined;
  const deleted = step === 'absent' && entry === undefined && was !== undefined;
  return { ...lockEndpoint(next), ...(deleted && { deleted: true }) };
}

/**
 * Merges the endpoints: an edit is found by method and path, so that a renamed tool stays renamed.
 *
 * @returns What the lock says of them from now on.
 */
export function mergeEndpoints(
  context: MergeContext,
  was: Readonly<Record<string, LockedEndpoint>>,
  next: readonly EndpointPieces[],
): Readonly<Record<string, LockedEndpoint>> {
  const byKey = new Map(next.map((endpoint) => [endpoint.key, endpoint]));
  const order = new Map(next.map(({ key }, index) => [key, index]));
  const matches = matchEndpoints(context.shape, new Map(Object.entries(was)), byKey);
  const plans = matches
    .map((match) => ({ ...match, step: stepFor(match, context) }))
    .sort((left, right) => (order.get(left.key) ?? -1) - (order.get(right.key) ?? -1));
  for (const plan of plans) noteStep(context, plan);
  carryOut(context, plans);
  return Object.fromEntries(
    plans.flatMap((plan) => {
      const locked = lockedAfter(plan);
      return locked === undefined ? [] : [[plan.key, locked] as const];
    }),
  );
}
