import type { Report } from '../problems.js';
import { isPlainObject, type JsonSchema } from '../schema.js';
import { walkSchema } from './map-schema.js';
import { unescapeToken } from './pointer.js';

/** The subschema a local `$ref` (`#`, `#/$defs/x`) points to, or `undefined`. */
export function resolveReference(root: JsonSchema, reference: string): JsonSchema | undefined {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let current: unknown = root;
  for (const token of reference.slice(2).split('/').map(unescapeToken)) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, token)) return undefined;
    current = Reflect.get(current, token);
  }
  return isPlainObject(current) ? current : current === true ? {} : undefined;
}

/** What a subschema stands for: itself, or where its `$ref`s lead in the end. */
export function dereference(root: JsonSchema, schema: JsonSchema): JsonSchema {
  let current = schema;
  for (let hops = 0; typeof current.$ref === 'string' && hops < 10; hops += 1) {
    const target = resolveReference(root, current.$ref);
    if (!target) return current;
    current = target;
  }
  return current;
}

/** A `$ref` and the place of the subschema that holds it. */
export interface Reference {
  readonly reference: string;
  /** JSON Pointer. */
  readonly pointer: string;
}

/** Every `$ref` in a schema. */
export function listReferences(schema: JsonSchema): Reference[] {
  const found: Reference[] = [];
  walkSchema(schema, (subschema, pointer) => {
    if (typeof subschema.$ref === 'string') found.push({ reference: subschema.$ref, pointer });
  });
  return found;
}

const PLAIN = /^#(\/\$defs\/[^/]+)?$/;

function schemasIn(schema: JsonSchema): ReadonlySet<JsonSchema> {
  const found = new Set<JsonSchema>();
  walkSchema(schema, (subschema) => found.add(subschema));
  return found;
}

/** Tells whether a reference leads to where a schema stands, not into an annotation: what stands there was not checked. */
function createPlaces(schema: JsonSchema): (reference: string, target: JsonSchema) => boolean {
  let known: ReadonlySet<JsonSchema> | undefined;
  return (reference, target) => {
    if (PLAIN.test(reference) || Object.keys(target).length === 0) return true;
    known ??= schemasIn(schema);
    return known.has(target);
  };
}

/** Reports references of a schema that leave it (nothing is ever fetched), lead nowhere, or to what is no schema. */
export function checkReferences(
  schema: JsonSchema,
  references: readonly Reference[],
  place: string,
  report: Report,
): void {
  const leadsToSchema = createPlaces(schema);
  for (const { reference, pointer } of references) {
    const at = `${place}${pointer.replaceAll('/', '.')}`;
    if (!reference.startsWith('#')) {
      report(at, `has the $ref ${JSON.stringify(reference)} outside the schema; it is never fetched.`, 'Use $defs.');
      continue;
    }
    const target = resolveReference(schema, reference);
    if (/%(?![0-9A-Fa-f]{2})/.test(reference)) {
      report(at, `has the $ref ${JSON.stringify(reference)}, whose "%" must be written "%25".`);
    } else if (!target) report(at, `has the $ref ${JSON.stringify(reference)}, which leads nowhere.`);
    else if (!leadsToSchema(reference, target)) {
      const fix = 'Put what it names below $defs.';
      report(at, `has the $ref ${JSON.stringify(reference)}, which leads to no schema.`, fix);
    }
  }
}

/** A schema whose root is a bare reference, with the reference replaced by what it points to. */
export function resolveRoot(schema: JsonSchema): JsonSchema {
  let current = schema;
  for (let hops = 0; typeof current.$ref === 'string' && hops < 10; hops += 1) {
    const { $ref, ...rest } = current;
    const target = resolveReference(schema, $ref);
    if (!target || target === schema) return current;
    current = { ...target, ...rest };
  }
  return current;
}
