/**
 * What the released backend does with its field `params`: it writes each value into the query text in place of every
 * `$name`, with a replacement in which `$` is special, one parameter after the other. Written from its description.
 */
export function substitute(query: string, params: Readonly<Record<string, unknown>>): string {
  let text = query;
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string' && value.length > 1000) throw new Error(`params.${name} is too long`);
    text = text.replace(new RegExp(`\\$${name}\\b`, 'g'), literal(value));
  }
  return text;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(member).join(', ')}]`;
  return member(value);
}

function member(value: unknown): string {
  if (typeof value === 'object' && value !== null) return quote(JSON.stringify(value));
  return typeof value === 'string' ? quote(value) : String(value);
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
