import type { Report } from '../problems.js';
import { isPlainObject, type JsonSchema } from '../schema.js';
import { escapeToken } from './pointer.js';
import { checkJsonSchema } from './validator.js';

/** Definitions found to be valid JSON Schema: schemas that share them need not have them checked again. */
export type CheckedDefinitions = WeakSet<JsonSchema>;

function checkOnce(definition: JsonSchema, place: string, report: Report, checked: CheckedDefinitions): void {
  if (checked.has(definition)) return;
  let sound = true;
  checkJsonSchema(definition, place, (...problem) => {
    sound = false;
    report(...problem);
  });
  if (sound) checked.add(definition);
}

/** `checkJsonSchema`, for a schema whose definitions others may have as well. */
export function checkWithDefinitions(
  schema: JsonSchema,
  place: string,
  report: Report,
  checked: CheckedDefinitions,
): void {
  const { $defs, ...rest } = schema;
  const shared = Object.entries(isPlainObject($defs) ? $defs : {}).filter(([, definition]) =>
    isPlainObject(definition),
  );
  const kept = isPlainObject($defs)
    ? Object.fromEntries(Object.entries($defs).filter(([, definition]) => !isPlainObject(definition)))
    : $defs;
  checkJsonSchema(kept === undefined ? rest : { ...rest, $defs: kept }, place, report);
  for (const [name, definition] of shared) {
    if (isPlainObject(definition)) checkOnce(definition, `${place}.$defs.${escapeToken(name)}`, report, checked);
  }
}
