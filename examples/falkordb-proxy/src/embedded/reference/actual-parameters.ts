/**
 * What the shipped backend does with `params`: text for text, one name after the other, strings and comments
 * included. A known defect of that backend, kept here so that tests meet it.
 */
export function substituteParameters(query: string, params: Readonly<Record<string, unknown>>): string {
  let text = query;
  for (const [name, value] of Object.entries(params)) {
    // The name as a pattern and the value as a replacement pattern: both are part of the defect.
    text = text.replace(new RegExp(`\\$${name}\\b`, 'g'), literal(value));
  }
  return text;
}

function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return quote(JSON.stringify(value));
  return String(value);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
