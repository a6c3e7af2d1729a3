import { type KeywordCxt, Name } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { callRef } from 'ajv/dist/vocabularies/core/ref.js';
import { isPlainObject, type JsonSchema } from '../schema.js';
import { mapSchema } from './map-schema.js';
import { unescapeToken } from './pointer.js';

const DEFINITION = /^#\/\$defs\/([^/]+)$/;

/** Checks that the code around a compiled check has already: names of functions, by definition. */
export type ChecksElsewhere = ReadonlyMap<string, string>;

/** A schema whose references to some definitions are calls. */
export interface LinkedSchema {
  readonly schema: JsonSchema;
  /** Keyword that calls the function it names. The schema as it was does not hold it anywhere. */
  readonly keyword: string;
}

function isReadable(token: string): boolean {
  try {
    decodeURIComponent(token);
    return true;
  } catch {
    return false;
  }
}

/** Looks up the definition that a `$ref` names as a whole. A reference that cannot be read is left to the compiler. */
function atReference<Value>(definitions: ReadonlyMap<string, Value>, reference: unknown): Value | undefined {
  const token = typeof reference === 'string' ? DEFINITION.exec(reference)?.[1] : undefined;
  return token !== undefined && isReadable(token) ? definitions.get(unescapeToken(token)) : undefined;
}

function freeKeyword(schema: JsonSchema): string {
  const text = JSON.stringify(schema);
  let keyword = '$checkedElsewhere';
  while (text.includes(keyword)) keyword += '_';
  return keyword;
}

/** Every `$ref`, also where the compiler finds it only by way of another. */
function referencesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === '$ref' && typeof child === 'string' ? [child] : referencesIn(child),
  );
}

/** Without the definitions that nothing refers to any more. */
function withoutLinked(schema: JsonSchema, elsewhere: ChecksElsewhere): JsonSchema {
  const { $defs, ...root } = schema;
  if (!isPlainObject($defs)) return schema;
  const own = new Map(Object.entries($defs).filter(([name]) => !elsewhere.has(name)));
  const rest = { ...root, $defs: Object.fromEntries(own) };
  return referencesIn(rest).every((reference) => atReference(own, reference) !== undefined) ? rest : schema;
}

/** Puts calls in place of references to definitions that have a check elsewhere. */
export function linkChecks(schema: JsonSchema, elsewhere: ChecksElsewhere): LinkedSchema {
  const keyword = freeKeyword(schema);
  if (elsewhere.size === 0) return { schema, keyword };
  const linked = mapSchema(schema, (subschema) => {
    const { $ref, ...rest } = subschema;
    const name = atReference(elsewhere, $ref);
    return name === undefined ? subschema : { [keyword]: name, ...rest };
  });
  return { schema: withoutLinked(linked, elsewhere), keyword };
}

/**
 * Teaches a compiler the calls of a linked schema. They take the place of `$ref`, also in the order of mismatches. Gives
 * the functions that the code calls, once it is compiled.
 */
export function addCalls(ajv: Ajv2020, keyword: string): ReadonlySet<string> {
  const calls = new Set<string>();
  const code = (context: KeywordCxt): void => {
    const name = String(context.schema);
    calls.add(name);
    callRef(context, new Name(name));
  };
  ajv.addKeyword({ keyword, schemaType: 'string', before: '$ref', code });
  return calls;
}
