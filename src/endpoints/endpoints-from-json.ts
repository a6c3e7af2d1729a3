import { EndpointError, type Problem } from '../errors.js';
import { checkNullKeywords } from './check-null-keywords.js';
import type { EndpointMap } from './endpoint.js';
import { suggestName } from './nearest-name.js';
import { collectProblems } from './problems.js';
import { type ReadEndpoint, readEndpoints } from './read-endpoints.js';
import { isPlainObject, type JsonSchema } from './schema.js';
import { attachDefinitions } from './with-definitions.js';

const DOCUMENT_KEYS = ['$schema', '$defs', 'endpoints'];

function readDocument(data: unknown): { endpoints: Readonly<Record<string, unknown>>; $defs: JsonSchema } {
  const { report, throwIfAny } = collectProblems();
  if (!isPlainObject(data)) {
    throw new EndpointError([{ place: 'document', message: 'must be an object with the key "endpoints".' }]);
  }
  for (const key of Object.keys(data).filter((name) => !DOCUMENT_KEYS.includes(name))) {
    report(key, 'is not a known key of the document.', suggestName(key, DOCUMENT_KEYS));
  }
  const { endpoints, $defs = {} } = data;
  if (!isPlainObject(endpoints)) report('endpoints', 'must be an object of endpoints by tool name.');
  if (!isPlainObject($defs)) report('$defs', 'must be an object of JSON Schemas by name.');
  throwIfAny();
  return { endpoints: isPlainObject(endpoints) ? endpoints : {}, $defs: isPlainObject($defs) ? $defs : {} };
}

/** Reads the map; its mistakes come behind those found before. */
function readAll(map: Readonly<Record<string, unknown>>, before: readonly Problem[]): readonly ReadEndpoint[] {
  try {
    return readEndpoints(map, 'document');
  } catch (error) {
    throw error instanceof EndpointError ? new EndpointError([...before, ...error.problems]) : error;
  }
}

/**
 * Makes an endpoint map from parsed JSON or YAML: `{ "endpoints": { "<tool>": { … } }, "$defs": { … } }`. Schemas are
 * JSON Schema and may refer to `#/$defs/<name>` of the document. Hooks and credentials cannot be expressed here.
 *
 * @throws EndpointError with every mistake, each with its place and, for unknown keys, the nearest valid one.
 */
export function endpointsFromJson(data: unknown): EndpointMap {
  const { endpoints, $defs } = readDocument(data);
  const map = attachDefinitions($defs, endpoints);
  const nulls: Problem[] = [];
  checkNullKeywords(endpoints, $defs, (place, message, fix) => nulls.push({ place, message, ...(fix && { fix }) }));
  const read = readAll(map, nulls);
  if (nulls.length > 0) throw new EndpointError(nulls);
  return Object.fromEntries(read.map(({ name, endpoint }) => [name, endpoint]));
}
