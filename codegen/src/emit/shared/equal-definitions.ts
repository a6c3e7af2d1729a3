import { isPlainObject } from 'mcp-rest-proxy/codegen';
import { checkData, NotDataError } from '../../print/check-data.js';
import { referredDefinitions } from './definition-references.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** A definition as text, and the definitions it refers to. */
interface DefinitionText {
  readonly text: string;
  readonly references: ReadonlySet<string | undefined>;
}

/** Definitions by name, each as text. What is not data has none. */
export type DefinitionTexts = ReadonlyMap<string, DefinitionText>;

/** JSON writes these as `null`. */
function refuseUnwritable(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`JSON cannot hold ${value}.`);
  return value;
}

function textOf(definition: JsonSchema): string | undefined {
  try {
    checkData(definition);
    return JSON.stringify(definition, refuseUnwritable);
  } catch (error) {
    if (error instanceof NotDataError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Reads definitions; those of the same text are read for references once. */
export function createTextReader(): (definitions: JsonSchema) => DefinitionTexts {
  const known = new Map<string, DefinitionText>();
  return (definitions) => {
    const texts = new Map<string, DefinitionText>();
    for (const [name, definition] of Object.entries(definitions)) {
      const text = isPlainObject(definition) ? textOf(definition) : undefined;
      if (text === undefined) continue;
      const read = known.get(text) ?? { text, references: referredDefinitions(definition) };
      known.set(text, read);
      texts.set(name, read);
    }
    return texts;
  };
}

/**
 * Names of definitions that mean the same here and there: equal in themselves, and referring only to such. Schemas
 * must be canonical.
 */
export function equalDefinitions(here: DefinitionTexts, there: DefinitionTexts): ReadonlySet<string> {
  const equal = new Set([...here.keys()].filter((name) => here.get(name)?.text === there.get(name)?.text));
  const refersOnlyToEqual = (name: string): boolean =>
    [...(here.get(name)?.references ?? [])].every((reference) => reference !== undefined && equal.has(reference));
  for (let before = -1; before !== equal.size; ) {
    before = equal.size;
    for (const name of [...equal]) if (!refersOnlyToEqual(name)) equal.delete(name);
  }
  return equal;
}
