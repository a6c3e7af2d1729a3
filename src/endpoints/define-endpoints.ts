import type { DefinedEndpoint, TypedEndpoint } from './argument-types.js';
import type { EndpointMap } from './endpoint.js';
import type { CheckedEndpoints } from './path-parameters.js';
import { readEndpoints } from './read-endpoints.js';
import type { Schema } from './schema.js';

/**
 * Checks an endpoint map, at once and whole, and returns it as it is. Path parameters are checked by the compiler too:
 * `params` without a name of `path`, or with one too many, does not compile, nor does a misspelt key.
 *
 * @throws EndpointError with every mistake in the map, each with its place.
 * @throws MissingPeerError when a schema needs a converter that is not installed.
 */
export function defineEndpoints<const Map extends EndpointMap>(endpoints: Map & CheckedEndpoints<Map>): Map {
  readEndpoints(endpoints);
  return endpoints;
}

/**
 * Types the hooks of one endpoint: `call.arguments` gets the types of its schemas, merged by argument name.
 * For use inside a map; returns the endpoint as it is.
 */
export function defineEndpoint<
  const Path extends string,
  const Params extends Schema | undefined = undefined,
  const Query extends Schema | undefined = undefined,
  const Headers extends Schema | undefined = undefined,
  const Body extends Schema | undefined = undefined,
  const OptionalBody extends boolean = false,
>(endpoint: TypedEndpoint<Path, Params, Query, Headers, Body, OptionalBody>): DefinedEndpoint<Path, Params> {
  return endpoint as unknown as DefinedEndpoint<Path, Params>;
}
