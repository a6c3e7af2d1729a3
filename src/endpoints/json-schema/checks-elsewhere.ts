import { type KeywordCxt, Name } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { callRef } from 'ajv/dist/vocabularies/core/ref.js';
import type { JsonSchema } from '../schema.js';
import { withNeededDefinitions } from './embed.js';
import { mapSchema, walkSchema } from './map-schema.js';
import { unescapeToken } from './pointer.js';

const KEYWORD = '$checkedElsewhere';
const DEFINITION = /^#\/\$defs\/([^/]+)$/;

/** Checks that the code around a compiled check has already: names of functions, by definition. */
export type ChecksElsewhere = ReadonlyMap<string, string>;

/** A schema whose references to some definitions call a function. */
export interface LinkedSchema {
  readonly schema: JsonSchema;
  /** The functions it calls, sorted. */
  readonly calls: readonly string[];
}

/** Puts calls in place of references to definitions that have a check elsewhere; leaves out what nothing refers to then. */
export function linkChecks(schema: JsonSchema, elsewhere: ChecksElsewhere): LinkedSchema {
  const all = mapSchema(schema, (subschema) => {
    const { $ref, [KEYWORD]: _, ...rest } = subschema;
    const token = typeof $ref === 'string' ? DEFINITION.exec($ref)?.[1] : undefined;
    const name = token === undefined ? undefined : elsewhere.get(unescapeToken(token));
    if (name !== undefined) return { [KEYWORD]: name, ...rest };
    return $ref === undefined ? rest : { $ref, ...rest };
  });
  const needed = withNeededDefinitions(all);
  const calls = new Set<string>();
  walkSchema(needed, ({ [KEYWORD]: name }) => {
    if (typeof name === 'string') calls.add(name);
  });
  return { schema: needed, calls: [...calls].sort() };
}

/** Teaches a compiler the calls that `linkChecks` puts in. They take the place of `$ref`, also in the order of mismatches. */
export function addCalls(ajv: Ajv2020): void {
  ajv.addKeyword({
    keyword: KEYWORD,
    schemaType: 'string',
    before: '$ref',
    code: (context: KeywordCxt) => callRef(context, new Name(String(context.schema))),
  });
}
