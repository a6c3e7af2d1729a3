import type { ParameterStyle } from '../endpoints/endpoint.js';
import { isPlainObject } from '../endpoints/schema.js';
import { hasLoneSurrogate } from '../text/surrogates.js';

/** Takes what is wrong with a value; it is then not sent. */
export type Complain = (message: string) => void;

/** A value without depth, as texts. */
export type FlatValue =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [name: string, text: string])[] };

const ILL_FORMED = 'must be well-formed Unicode text';

/** Text of a scalar; `undefined` for what has no single spelling: an object is never turned into text (T114). */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const isScalar = typeof value === 'boolean' || typeof value === 'bigint' || Number.isFinite(value);
  return isScalar ? String(value) : undefined;
}

/** Text of a scalar that can be sent as UTF-8. */
export function wellFormedText(value: unknown, what: string, complain: Complain): string | undefined {
  const text = scalarText(value);
  if (text === undefined) complain(what);
  else if (hasLoneSurrogate(text)) complain(ILL_FORMED);
  else return text;
  return undefined;
}

/** JSON text of a value. */
export function jsonText(value: unknown, complain: Complain): string | undefined {
  try {
    const text: unknown = JSON.stringify(value);
    if (typeof text === 'string') return text;
  } catch {
    // A cycle or a bigint: told below.
  }
  complain('cannot be written as JSON');
  return undefined;
}

/** Whether a member is sent: `null` is left out. */
export function present(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function flattenObject(value: Readonly<Record<string, unknown>>, complain: Complain): FlatValue | undefined {
  const entries: [string, string][] = [];
  for (const [name, item] of Object.entries(value).filter(([, member]) => present(member))) {
    const text = wellFormedText(item, 'must be an object of strings, numbers and booleans, no deeper', complain);
    if (text === undefined) return undefined;
    if (hasLoneSurrogate(name)) return void complain(ILL_FORMED);
    entries.push([name, text]);
  }
  return { kind: 'object', entries };
}

function flattenList(value: readonly unknown[], complain: Complain): FlatValue | undefined {
  const items: string[] = [];
  for (const item of value.filter(present)) {
    const text = wellFormedText(item, 'must be a list of strings, numbers and booleans, no deeper', complain);
    if (text === undefined) return undefined;
    items.push(text);
  }
  return { kind: 'list', items };
}

/** Texts of a scalar, of a list of scalars or of an object of scalars; `null` members are left out. */
export function flatten(value: unknown, complain: Complain): FlatValue | undefined {
  if (Array.isArray(value)) return flattenList(value, complain);
  if (isPlainObject(value)) return flattenObject(value, complain);
  const what = 'must be a string, number or boolean, or a list or an object of these';
  const text = wellFormedText(value, what, complain);
  return text === undefined ? undefined : { kind: 'scalar', text };
}

/** One text with separators; what holds a separator itself would be read as something else, and is refused. */
function joinTexts(texts: readonly string[], separator: string, complain: Complain): string | undefined {
  if (!texts.some((text) => text.includes(separator))) return texts.join(separator);
  complain(`must not contain ${JSON.stringify(separator)} in its items, since it separates them`);
  return undefined;
}

/** Joins a flat value: `a,b`, `name,value`, or exploded `name=value`. */
export function joinFlat(flat: FlatValue, separator: string, explode: boolean, complain: Complain): string | undefined {
  if (flat.kind === 'scalar') return flat.text;
  if (flat.kind === 'list') return joinTexts(flat.items, separator, complain);
  if (!explode) return joinTexts(flat.entries.flat(), separator, complain);
  if (flat.entries.some(([name]) => name.includes('='))) return void complain('must not contain "=" in its names');
  return joinTexts(
    flat.entries.map(([name, text]) => `${name}=${text}`),
    separator,
    complain,
  );
}

/** Text for a path segment or a header: style `simple` or `json`. `delimited`: its separators are not data. */
export function simpleText(
  value: unknown,
  { style, explode }: ParameterStyle,
  complain: Complain,
): { readonly text: string; readonly delimited: boolean } | undefined {
  if (style === 'json') {
    const text = jsonText(value, complain);
    return text === undefined ? undefined : { text, delimited: false };
  }
  const flat = flatten(value, complain);
  const text = flat && joinFlat(flat, ',', explode ?? false, complain);
  return text === undefined ? undefined : { text, delimited: flat?.kind !== 'scalar' };
}
