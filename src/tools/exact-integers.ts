import type { ReadEndpoint } from '../endpoints/read-endpoints.js';

/**
 * Whether integers that a double cannot hold are kept, as decimal strings. They are where they end as text, and where
 * the schema speaks of `int64`; elsewhere the schema or the `format` of the endpoint expects a number.
 */
export function keepsExactIntegers({ endpoint, response }: ReadEndpoint): boolean {
  if (endpoint.format) return false;
  return response === undefined || JSON.stringify(response).includes('"format":"int64"');
}
