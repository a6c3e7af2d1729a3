import type { EndpointMap } from './endpoint.js';
import { type SharedDefinitions, shareDefinitions } from './json-schema/share-definitions.js';
import { suggestName } from './nearest-name.js';
import { collectProblems, type Report } from './problems.js';
import { isPlainObject, isStandardSchema, type JsonSchema } from './schema.js';

const SCHEMA_KEYS = ['params', 'query', 'headers', 'body', 'response'] as const;

/** Takes every JSON Schema of a map that is not a Standard Schema, with its place. */
type SchemaVisitor = (schema: JsonSchema, place: string) => JsonSchema;

function mapEndpoint(endpoint: unknown, place: string, visit: SchemaVisitor): unknown {
  if (!isPlainObject(endpoint)) return endpoint;
  const changed = SCHEMA_KEYS.flatMap((key): [string, JsonSchema][] => {
    const schema = endpoint[key];
    if (!isPlainObject(schema) || isStandardSchema(schema)) return [];
    const visited = visit(schema, `${place}.${key}`);
    return visited === schema ? [] : [[key, visited]];
  });
  return changed.length > 0 ? { ...endpoint, ...Object.fromEntries(changed) } : endpoint;
}

function mapSchemas(endpoints: Readonly<Record<string, unknown>>, visit: SchemaVisitor): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(endpoints).map(([name, endpoint]) => [name, mapEndpoint(endpoint, `endpoints.${name}`, visit)]),
  );
}

/** Gives the JSON Schemas of what should be a map those definitions that they refer to, and reports nothing. */
export function attachDefinitions(
  definitions: Readonly<Record<string, unknown>>,
  endpoints: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const shared = shareDefinitions(definitions);
  return mapSchemas(endpoints, (schema) => shared.attach(schema));
}

function reportUnknown(
  { unknownIn, unknownInDefinitions }: SharedDefinitions,
  schemas: ReadonlyMap<string, JsonSchema>,
  names: readonly string[],
  report: Report,
): void {
  const note = (place: string, pointer: string, name: string): void =>
    report(
      `${place}${pointer.replaceAll('/', '.')}`,
      `refers to the definition ${JSON.stringify(name)}, which is not there.`,
      suggestName(name, names),
    );
  for (const [place, schema] of schemas) {
    for (const { name, pointer } of unknownIn(schema)) note(place, pointer, name);
  }
  for (const [owner, uses] of unknownInDefinitions()) {
    for (const { name, pointer } of uses) note(`definitions.${owner}`, pointer, name);
  }
}

/**
 * Gives every JSON Schema of a map exactly those shared definitions that it refers to as `#/$defs/<name>`, directly or
 * through other definitions. A schema's own `$defs` win; Standard Schemas and hooks are left as they are. The rest of
 * the map is not checked here: `defineEndpoints` and `compileTools` do that.
 *
 * @param definitions JSON Schemas by name (2020-12, as the `$defs` of a document); they may refer to each other.
 * @throws EndpointError with every reference to a definition that is not there, each with its place.
 */
export function withDefinitions<const Endpoints extends EndpointMap>(
  definitions: Readonly<Record<string, JsonSchema>>,
  endpoints: Endpoints,
): Endpoints {
  const { report, throwIfAny } = collectProblems();
  const shared = shareDefinitions(definitions);
  const schemas = new Map<string, JsonSchema>();
  const map = mapSchemas(endpoints, (schema, place) => {
    schemas.set(place, schema);
    return shared.attach(schema);
  });
  reportUnknown(shared, schemas, Object.keys(definitions), report);
  throwIfAny();
  return map as unknown as Endpoints;
}
