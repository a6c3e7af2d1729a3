import { quote } from './quote.js';

/** Text that is code, and trusted: an identifier or a call that the generator itself made up. */
export class Code {
  constructor(readonly text: string) {}
}

/** An object whose properties are spread where it stands; the name of its property is not written. */
export class Spread extends Code {}

function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return 'Number.NaN';
  if (!Number.isFinite(value)) return `Number.${value > 0 ? 'POSITIVE' : 'NEGATIVE'}_INFINITY`;
  return Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e');
}

/** A literal of data that is neither a list nor an object. */
export function scalarLiteral(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Spread) return `...${value.text}`;
  return value instanceof Code ? value.text : String(value);
}
