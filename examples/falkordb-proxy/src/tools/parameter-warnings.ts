import type { Parameters } from './cypher/header.js';
import { memberPlace } from './cypher/literal.js';

/**
 * Warns of integers in parameters that JSON cannot carry exactly: digits may have been lost before the proxy saw them.
 */
export function warnOfParameters(parameters: Parameters): string[] {
  const places = Object.entries(parameters).flatMap(([name, value]) =>
    findUnsafe(value, memberPlace('parameters', name)),
  );
  if (places.length === 0) return [];
  return [
    `Integers beyond 2^53 lose digits on their way here: ${places.slice(0, 3).join(', ')}. ` +
      'Send them as text and use toInteger($name).',
  ];
}

function findUnsafe(value: unknown, place: string): string[] {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? [place] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => findUnsafe(member, memberPlace(place, key)));
}
