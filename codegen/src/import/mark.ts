import { createHash } from 'node:crypto';
import { scalarLiteral } from '../print/scalar.js';

/**
 * What a piece of a map says, whatever its formatting: data in one spelling, code without its line breaks. Written to
 * the lock, so that an edit can be told from what was generated.
 */
export function hashOf(canonical: string): string {
  return createHash('sha256').update(canonical).digest('base64url').slice(0, 12);
}

/** Canonical form of data. The reader of source text comes to the same form. */
export function canonicalValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalValue).join()}]`;
  if (typeof value !== 'object' || value === null) return canonicalScalar(value);
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${members.map(([name, item]) => `${JSON.stringify(name)}:${canonicalValue(item)}`).join()}}`;
}

/** Canonical form of one string, number, boolean or `null`. */
export function canonicalScalar(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : scalarLiteral(value);
}

/** Canonical form of code and comments. */
export function canonicalCode(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
