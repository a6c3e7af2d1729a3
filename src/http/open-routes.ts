import type { AuthRoute } from '../auth/strategy.js';

/** Finds who serves a path to everybody: the route of exactly that path, or else the nearest one above it. */
export type FindOpenRoute = (path: string) => AuthRoute['handle'] | undefined;

export function createOpenRoutes(routes: readonly AuthRoute[]): FindOpenRoute {
  const exact = new Map(routes.map(({ path, handle }) => [path, handle]));
  const above = routes
    .filter(({ below }) => below === true)
    .map(({ path, handle }) => ({ prefix: path.endsWith('/') ? path : `${path}/`, handle }))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  return (path) => exact.get(path) ?? above.find(({ prefix }) => path.startsWith(prefix))?.handle;
}
