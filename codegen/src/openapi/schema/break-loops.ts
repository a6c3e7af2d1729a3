import type { NoteBook } from '../note-book.js';
import type { Definition } from './definitions.js';
import { type Draft, inPlaceOf } from './draft.js';

const BASE = ['type', 'properties', 'required', 'description', 'additionalProperties', 'items', 'enum', 'format'];

interface Visit {
  readonly definition: Definition;
  readonly holders: Draft[];
}

/** Subschemas that hand the very same value on to a definition. */
function holdersIn(schema: Draft): Draft[] {
  const found: Draft[] = [];
  const queue = [schema];
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (typeof next.$ref === 'string') found.push(next);
    queue.push(...inPlaceOf(next));
  }
  return found;
}

/** What the definition says itself stands in for the reference to it. */
function cut(holder: Draft, target: Definition, notes: NoteBook): void {
  delete holder.$ref;
  for (const keyword of BASE) {
    const value = target.schema[keyword];
    if (value !== undefined && holder[keyword] === undefined) holder[keyword] = value;
  }
  notes.warn(
    'reference-loop',
    target.pointer,
    'The schema refers to itself for one and the same value; there it was taken without its alternatives.',
    'Take the reference back to it out of allOf, anyOf or oneOf.',
  );
}

/**
 * Ends loops of schemas that all judge the same value (`Pet` is one of `Cat`, and `Cat` is all of `Pet`): validators
 * would never return. Lists and trees of themselves are no such loops.
 */
export function breakLoops(all: ReadonlyMap<string, Definition>, notes: NoteBook): void {
  const done = new Set<string>();
  const open = new Set<string>();
  for (const root of all.values()) {
    const stack: Visit[] = [];
    const enter = (definition: Definition) => {
      open.add(definition.key);
      stack.push({ definition, holders: holdersIn(definition.schema) });
    };
    if (!done.has(root.key)) enter(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const holder = top.holders.pop();
      const target = typeof holder?.$ref === 'string' ? all.get(holder.$ref) : undefined;
      if (holder && target && open.has(target.key)) cut(holder, target, notes);
      else if (target && !done.has(target.key)) enter(target);
      if (holder) continue;
      open.delete(top.definition.key);
      done.add(top.definition.key);
      stack.pop();
    }
  }
}
