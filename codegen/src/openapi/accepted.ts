import { defineEndpoints, type Endpoint, EndpointError, type JsonSchema } from 'mcp-rest-proxy';
import { entriesOf, isObject } from './json.js';

const REFERENCE = '#/$defs/';

function namesIn(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) namesIn(item, found);
  if (!isObject(value)) return;
  if (typeof value.$ref === 'string' && value.$ref.startsWith(REFERENCE)) found.add(value.$ref.slice(REFERENCE.length));
  for (const item of Object.values(value)) namesIn(item, found);
}

/** Those definitions that a value refers to, directly or not, in their own order. */
export function pickDefinitions(
  value: unknown,
  definitions: Readonly<Record<string, JsonSchema>>,
): Readonly<Record<string, JsonSchema>> {
  const names = new Set<string>();
  namesIn(value, names);
  // A set takes in what is added while it is walked.
  for (const name of names) namesIn(Object.hasOwn(definitions, name) ? definitions[name] : undefined, names);
  const own = [...names].filter((name) => Object.hasOwn(definitions, name)).sort();
  return Object.fromEntries(own.map((name) => [name, definitions[name] ?? {}]));
}

function withOwnDefinitions(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const $defs = pickDefinitions(schema, definitions);
  return Object.keys($defs).length > 0 ? { ...schema, $defs } : schema;
}

/** Why the library would refuse an endpoint, or `undefined`: nothing is imported that would stop a whole map. */
export function whyRefused(
  name: string,
  endpoint: Endpoint,
  definitions: Readonly<Record<string, JsonSchema>>,
): string | undefined {
  const entries = entriesOf(endpoint).map(([key, value]) => [
    key,
    ['params', 'query', 'headers', 'body', 'response'].includes(key) && isObject(value)
      ? withOwnDefinitions(value, definitions)
      : value,
  ]);
  try {
    defineEndpoints({ [name]: Object.fromEntries(entries) as Endpoint });
    return undefined;
  } catch (error) {
    if (!(error instanceof EndpointError)) return error instanceof Error ? error.message : String(error);
    const [first] = error.problems;
    return first === undefined ? error.message : `${first.place} ${first.message}`;
  }
}
