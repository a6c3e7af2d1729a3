import { isPlainObject } from 'mcp-rest-proxy/codegen';
import { resolvePointer } from './definition-references.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** References that a schema is itself made of, rather than has inside its properties or items. */
function directReferences(schema: unknown): string[] {
  if (!isPlainObject(schema)) return [];
  const own = typeof schema.$ref === 'string' ? [schema.$ref] : [];
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => {
    const value = schema[keyword];
    return Array.isArray(value) ? value.flatMap(directReferences) : [];
  });
  return [...own, ...parts];
}

/** Whether a schema is, by way of references, made of itself: TypeScript refuses such a type. */
export function leadsBack(root: JsonSchema, from: string, schema: unknown): boolean {
  const seen = new Set<unknown>();
  const queue = [from];
  for (let reference = queue.pop(); reference !== undefined; reference = queue.pop()) {
    const target = resolvePointer(root, reference);
    if (target === schema) return true;
    if (seen.has(target)) continue;
    seen.add(target);
    queue.push(...directReferences(target));
  }
  return false;
}

/** Whether a part of a root schema is made of itself, as far as types can tell: not by way of `not`, `if` and their kind. */
export function isMadeOfItself(root: JsonSchema, schema: unknown): boolean {
  return directReferences(schema).some((reference) => leadsBack(root, reference, schema));
}
