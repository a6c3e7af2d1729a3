import { isObject, type JsonObject, pointerTo, textMember } from './json.js';
import type { NoteBook } from './note-book.js';

const MAX_HOPS = 30;

/** A value and where it stands, once its references are followed. */
export interface Located {
  readonly value: JsonObject;
  readonly pointer: string;
}

/** Looks things up in one document. */
export interface References {
  /** The value at a JSON pointer in a fragment (`#/components/…`), or `undefined`. */
  at(pointer: string): unknown;
  /** Follows `$ref`s of a parameter, body, response or path item; what leads nowhere is noted and gives `undefined`. */
  follow(value: unknown, pointer: string): Located | undefined;
}

function decodeToken(token: string): string {
  let text = token;
  try {
    text = decodeURIComponent(token);
  } catch {
    // Not percent-encoded after all.
  }
  return text.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** One spelling for each pointer: percent-encoding and needless escapes undone. `undefined` outside the document. */
export function canonicalPointer(reference: string): string | undefined {
  if (reference === '#' || reference === '#/') return '#';
  if (!reference.startsWith('#/')) return undefined;
  return pointerTo('#', ...reference.slice(2).split('/').map(decodeToken));
}

function child(value: unknown, token: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
  return Reflect.get(value, token);
}

function createLookup(document: JsonObject): (pointer: string) => unknown {
  const known = new Map<string, unknown>();
  return (pointer) => {
    if (known.has(pointer)) return known.get(pointer);
    const tokens = pointer.slice(2).split('/').map(decodeToken);
    const found = pointer === '#' ? document : tokens.reduce<unknown>(child, document);
    known.set(pointer, found);
    return found;
  };
}

/** Why a reference cannot be followed, as a note's words. */
export function explainReference(reference: string): string {
  return reference.startsWith('#')
    ? `The $ref ${JSON.stringify(reference)} leads nowhere.`
    : `The $ref ${JSON.stringify(reference)} is outside the document and was not read.`;
}

/** Starts looking things up in a document. */
export function createReferences(document: JsonObject, notes: NoteBook): References {
  const at = createLookup(document);
  const follow = (value: unknown, pointer: string): Located | undefined => {
    let current: Located | undefined = isObject(value) ? { value, pointer } : undefined;
    for (let hops = 0; current !== undefined; hops += 1) {
      const reference = textMember(current.value, '$ref');
      if (reference === undefined) return current;
      const target = hops < MAX_HOPS ? canonicalPointer(reference) : undefined;
      const found: unknown = target === undefined ? undefined : at(target);
      if (!isObject(found)) {
        const code = reference.startsWith('#') ? 'dead-reference' : 'outside-reference';
        notes.warn(code, pointer, explainReference(reference), 'Correct the $ref, or take it out.');
        return undefined;
      }
      current = { value: found, pointer: target ?? pointer };
    }
    return undefined;
  };
  return { at, follow };
}
