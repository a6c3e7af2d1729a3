import { GenerateError } from '../notes.js';

const MAX_DEPTH = 500;
const MAX_VALUES = 40_000_000;

/**
 * Refuses documents that no reader should walk: too deep, or, through shared or circular objects, without end.
 *
 * @throws GenerateError
 */
export function checkDocumentSize(document: unknown, place: string): void {
  const refuse = (message: string, fix: string): never => {
    throw new GenerateError('The document cannot be read', [
      { code: 'document-too-large', severity: 'error', place, message, fix },
    ]);
  };
  let values = 0;
  let level: unknown[] = [document];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      refuse(
        `It is nested more than ${MAX_DEPTH} levels deep, or contains itself.`,
        'Give it with its $refs unresolved.',
      );
    }
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      for (const child of Object.values(item)) {
        values += 1;
        if (typeof child === 'object' && child !== null) next.push(child);
      }
      if (values > MAX_VALUES)
        refuse(`It has more than ${MAX_VALUES} values.`, 'Split it, or give it with its $refs unresolved.');
    }
    level = next;
  }
}
