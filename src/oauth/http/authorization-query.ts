/** A name the library does not know, so that it answers `unsupported_response_mode` by way of the query. */
const UNSUPPORTED = 'unsupported';

const MODE = 'response_mode';

/**
 * The query of an authorization request as the library is to see it: answers go into the query and nowhere else.
 * Asked for another mode, the library would deliver even the refusal by that mode (T026).
 */
export function normaliseAuthorizationQuery(search: string): string {
  const query = new URLSearchParams(search);
  const modes = query.getAll(MODE);
  if (modes.every((mode) => mode === 'query')) return search;
  query.delete(MODE);
  for (const mode of modes) query.append(MODE, mode === 'query' ? mode : UNSUPPORTED);
  return `?${query}`;
}
