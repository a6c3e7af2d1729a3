import type { MergeContext } from './merge-context.js';

/**
 * Tells of tools that a person gave the name of a member of every object: TypeScript takes that member for the type of
 * such a key, and then finds fault with what is right. The importer makes no such names.
 */
export function noteInheritedNames({ shape, edits, notes }: MergeContext): void {
  for (const { name = '', nameSpan, object, end } of shape.endpoints.object.entries) {
    const isPlain = object?.span.end === end && !edits.isGone(nameSpan.start);
    if (!isPlain || !(name in Object.prototype)) continue;
    notes.push({
      code: 'map-inherited-name',
      severity: 'warning',
      at: nameSpan.start,
      message: `${name} is a member of every object, so TypeScript does not take it for an endpoint.`,
      fix: 'Rename the tool, or write `satisfies Endpoint` behind its closing brace.',
    });
  }
}
