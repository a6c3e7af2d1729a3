import { inspect } from 'node:util';
import type { Problem } from '../errors.js';

/** What is wrong with a secret that is to be sent in a header. The secret itself is never part of a message. */
export function secretProblem(place: string, value: unknown): Problem | undefined {
  if (typeof value !== 'string') return { place, message: `It is not a string but ${kindOf(value)}.` };
  if (value.trim() === '') return { place, message: 'It is empty.', fix: 'Set it, or use noCredential().' };
  if (value !== value.trim()) return { place, message: 'It starts or ends with white space.', fix: 'Trim it.' };
  if (/^[\x20-\x7e\xa0-\xff]*$/.test(value)) return undefined;
  return {
    place,
    message: 'It has a line break, a control character or one beyond latin-1, which no header can carry.',
  };
}

function kindOf(value: unknown): string {
  return value === null || value === undefined ? inspect(value) : `of type ${typeof value}`;
}
