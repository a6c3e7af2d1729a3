/**
 * FalkorDB's own way to bind values: `CYPHER name=literal … query`. The values are never query text.
 *
 * @throws TypeError for what cannot be written: NUL, NaN, infinities, a backtick in a name.
 */
export function withParameters(query: string, parameters: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${nameOf(name)}=${literal(value)}`);
  return pairs.length === 0 ? query : `CYPHER ${pairs.join(' ')} ${query}`;
}

function literal(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numeral(value);
  if (typeof value === 'string') return `"${whole(value).replace(/["\\]/g, '\\$&')}"`;
  if (Array.isArray(value)) return `[${value.map(literal).join(',')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([name, item]) => `${nameOf(name)}:${literal(item)}`)
      .join(',')}}`;
  }
  throw new TypeError(`A value of type ${typeof value} cannot be a parameter.`);
}

/** Digits beyond a 64-bit integer would be clamped silently; with an exponent they are a float. */
function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('NaN and infinities cannot be parameters.');
  return Number.isInteger(value) && Math.abs(value) >= 2 ** 63 ? value.toExponential() : String(value);
}

function nameOf(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  if (name.includes('`')) throw new TypeError('A parameter name cannot contain a backtick.');
  return `\`${whole(name)}\``;
}

function whole(text: string): string {
  if (text.includes('\0')) throw new TypeError('A parameter cannot contain the character NUL.');
  return text;
}
