import { type JsonObject, member } from '../json.js';
import type { NoteBook } from '../note-book.js';
import type { Draft } from './draft.js';

const COUNTS: readonly (readonly [string, string])[] = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
];

function readNumber(raw: JsonObject, name: string): number | undefined {
  const value = member(raw, name);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function readCount(raw: JsonObject, name: string): number | undefined {
  const value = readNumber(raw, name);
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Booleans beside `minimum` until OpenAPI 3.0, numbers of their own since. */
function readBounds(raw: JsonObject): Draft {
  const [minimum, maximum] = [readNumber(raw, 'minimum'), readNumber(raw, 'maximum')];
  const above = member(raw, 'exclusiveMinimum') === true ? minimum : readNumber(raw, 'exclusiveMinimum');
  const below = member(raw, 'exclusiveMaximum') === true ? maximum : readNumber(raw, 'exclusiveMaximum');
  const low = (above ?? Number.NEGATIVE_INFINITY) >= (minimum ?? Number.NEGATIVE_INFINITY) ? above : undefined;
  const high = (below ?? Number.POSITIVE_INFINITY) <= (maximum ?? Number.POSITIVE_INFINITY) ? below : undefined;
  return {
    ...(low === undefined ? { minimum } : { exclusiveMinimum: low }),
    ...(high === undefined ? { maximum } : { exclusiveMaximum: high }),
  };
}

function isCrossed(low: unknown, high: unknown, strictly: boolean): boolean {
  return typeof low === 'number' && typeof high === 'number' && (low > high || (strictly && low === high));
}

function isImpossible({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Draft): boolean {
  const strictly = exclusiveMinimum !== undefined || exclusiveMaximum !== undefined;
  return isCrossed(exclusiveMinimum ?? minimum, exclusiveMaximum ?? maximum, strictly);
}

/** Bounds of numbers, lengths and counts; those that nothing can meet are left out with a note. */
export function readLimits(raw: JsonObject, pointer: string, notes: NoteBook): Draft {
  const limits: Draft = {};
  const bounds = readBounds(raw);
  const note = (what: string) =>
    notes.warn('mended-limit', pointer, `Nothing can meet ${what}; they were left out.`, 'Correct the limits.');
  if (isImpossible(bounds)) note('minimum and maximum together');
  else Object.assign(limits, bounds);
  for (const [least, most] of COUNTS) {
    const [low, high] = [readCount(raw, least), readCount(raw, most)];
    if (isCrossed(low, high, false)) note(`${least} and ${most} together`);
    else Object.assign(limits, { [least]: low, [most]: high });
  }
  const multipleOf = readNumber(raw, 'multipleOf');
  if (multipleOf !== undefined && multipleOf > 0) limits.multipleOf = multipleOf;
  if (member(raw, 'uniqueItems') === true) limits.uniqueItems = true;
  return limits;
}
