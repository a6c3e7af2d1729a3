import { compileTools, type Endpoint, type JsonSchema, type ToolDefinition, withDefinitions } from 'mcp-rest-proxy';
import { buildToolModels } from 'mcp-rest-proxy/codegen';
import { importDocument } from '../../../../codegen/src/openapi/import-document.js';
import type { ImportOptions } from '../../../../codegen/src/openapi/import-options.js';
import type { ImportedEndpoint, ImportedMap } from '../../../../codegen/src/openapi/imported-map.js';

export const PLACE = 'api.yaml';

/** A document with one operation, `POST /things/{id}` unless `path` and `method` say otherwise. */
export function documentWith(
  operation: object,
  { path = '/things', method = 'post', ...rest }: { path?: string; method?: string; [key: string]: unknown } = {},
): object {
  return { openapi: '3.0.3', info: { title: 'T', version: '1' }, paths: { [path]: { [method]: operation } }, ...rest };
}

/** Imports it and has the library compile every tool: whatever is imported must be accepted. */
export function importAccepted(document: unknown, options: ImportOptions = {}): ImportedMap {
  const map = importDocument(document, PLACE, options);
  compileTools(endpointsOf(map), { backend: { baseUrl: 'https://api.example.com' } });
  return map;
}

export function endpointsOf(map: ImportedMap): Readonly<Record<string, Endpoint>> {
  return withDefinitions(
    map.definitions,
    Object.fromEntries(map.endpoints.map(({ name, endpoint }) => [name, endpoint])),
  );
}

/** What hosts are shown, by tool name. */
export function definitionsOf(map: ImportedMap): Readonly<Record<string, ToolDefinition>> {
  return Object.fromEntries(buildToolModels(endpointsOf(map)).map(({ name, definition }) => [name, definition]));
}

/** The one endpoint of a document. */
export function onlyEndpoint(map: ImportedMap): ImportedEndpoint {
  const [first] = map.endpoints;
  if (!first || map.endpoints.length > 1) throw new Error(`There are ${map.endpoints.length} endpoints.`);
  return first;
}

/** Code and place of every note, the document's own name left off. */
export function notesOf(map: ImportedMap): string[] {
  return map.notes.map(({ code, place }) => `${code} ${place.slice(PLACE.length)}`);
}

/** One schema, imported as the property `value` of a JSON body. */
export function bodySchema(
  schema: unknown,
  rest: Record<string, unknown> = {},
): { json: JsonSchema; map: ImportedMap } {
  const content = { 'application/json': { schema: { type: 'object', properties: { value: schema } } } };
  const map = importAccepted(documentWith({ requestBody: { required: true, content } }, rest));
  const body = onlyEndpoint(map).endpoint.body as { properties: { value: JsonSchema } };
  return { json: body.properties.value, map };
}
