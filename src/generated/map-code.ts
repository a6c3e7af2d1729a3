import type { EndpointMap } from '../endpoints/endpoint.js';
import { isStandardSchema, type StandardSchema } from '../endpoints/schema.js';
import type { SectionName } from '../endpoints/sections.js';
import { ConfigurationError } from '../errors.js';
import type { ToolHooks } from './generated-tool.js';

function outdated(place: string, message: string): ConfigurationError {
  const problem = { place, message, fix: 'Run: npx generate-tools' };
  return new ConfigurationError([problem], 'The generated tools do not fit their endpoint map any more');
}

function endpointOf(endpoints: EndpointMap, name: string): EndpointMap[string] {
  const endpoint = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined;
  if (endpoint) return endpoint;
  throw outdated(`endpoints.${name}`, 'is not in the map.');
}

/**
 * The functions of one endpoint, for a generated tool.
 *
 * @throws ConfigurationError when the map no longer has the endpoint.
 */
export function hooksOf(endpoints: EndpointMap, name: string): ToolHooks {
  const { request, format, mapError, credential } = endpointOf(endpoints, name);
  return {
    ...(request && { request }),
    ...(format && { format }),
    ...(mapError && { mapError }),
    ...(credential && { credential }),
  };
}

/**
 * The schema that checks one section of an endpoint, for a generated tool.
 *
 * @throws ConfigurationError when the map no longer has the endpoint, or no Standard Schema there.
 */
export function schemaOf(endpoints: EndpointMap, name: string, section: SectionName): StandardSchema {
  const schema = endpointOf(endpoints, name)[section];
  if (isStandardSchema(schema)) return schema;
  throw outdated(`endpoints.${name}.${section}`, 'is not a Standard Schema, as it was when the tools were generated.');
}
