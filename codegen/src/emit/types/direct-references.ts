import { isPlainObject } from 'mcp-rest-proxy/codegen';
import { resolvePointer } from './shared-definitions.js';

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
export function leadsBack(root: JsonSchema, from: string, to: string): boolean {
  const seen = new Set<string>();
  const queue = [from];
  for (let reference = queue.pop(); reference !== undefined; reference = queue.pop()) {
    if (reference === to) return true;
    if (seen.has(reference)) continue;
    seen.add(reference);
    queue.push(...directReferences(resolvePointer(root, reference)));
  }
  return false;
}
