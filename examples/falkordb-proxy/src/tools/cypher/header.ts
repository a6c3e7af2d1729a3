import { memberPlace, type WriteValue, writeLiteral, writeName } from './literal.js';

/** Cypher parameters by name, as a caller gives them. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * Writes FalkorDB's own parameter header, `CYPHER name="Bob" n=3 `, to be put in front of the query.
 * Values are literals of FalkorDB's grammar, so none can become query text; the first definition of a name wins, so
 * the query cannot redefine them. Without parameters the header is empty.
 */
export function writeHeader(parameters: Parameters, write: WriteValue = writeLiteral): string {
  const definitions = Object.entries(parameters).map(([name, value]) => {
    const place = memberPlace('parameters', name);
    return `${writeName(name, place)}=${write(value, place, 0)}`;
  });
  return definitions.length === 0 ? '' : `CYPHER ${definitions.join(' ')} `;
}
