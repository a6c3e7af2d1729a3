import type { Note } from '../notes.js';
import type { ImportedEndpoint, ImportedMap, ImportedScheme } from './imported-map.js';

/** Which of the accepted ways each endpoint is called in. */
export interface ChosenSecurity {
  /** The way of most endpoints: schemes that are sent together. `undefined` when none is needed, or none can be. */
  readonly usual: readonly ImportedScheme[] | undefined;
  /** What one endpoint does otherwise: other schemes, an empty list for none; `undefined` for the usual way. */
  readonly otherwise: (endpoint: ImportedEndpoint) => readonly ImportedScheme[] | undefined;
  readonly notes: readonly Note[];
}

/** Of ways accepted equally often, the one that is least to set up; a key rather not in a URL. */
const EFFORT: readonly ImportedScheme['kind'][] = ['apiKey', 'bearer', 'basic', 'oauth2', 'openIdConnect', 'other'];
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const QUERY_NAME = /^(?=.*\S)[^\p{Cc}\p{Surrogate}]+$/u;
const CLIENT_HEADERS = /^(host|connection|content-length|transfer-encoding|keep-alive|upgrade|te|trailer|expect)$/i;

/** Why a scheme cannot be written as a credential; `undefined` when it can. */
export function inexpressible(scheme: ImportedScheme): string | undefined {
  if (scheme.kind === 'other') return scheme.detail;
  if (scheme.kind !== 'apiKey') return undefined;
  if (scheme.in === 'query') return QUERY_NAME.test(scheme.parameter) ? undefined : 'its parameter has no usable name';
  if (!HEADER_NAME.test(scheme.parameter)) return 'its parameter is no name that HTTP can carry';
  return scheme.in === 'header' && CLIENT_HEADERS.test(scheme.parameter)
    ? 'this header belongs to the HTTP client'
    : undefined;
}

function effortOf(scheme: ImportedScheme): number {
  return 1 + EFFORT.indexOf(scheme.kind) + (scheme.kind === 'apiKey' && scheme.in === 'query' ? 0.5 : 0);
}

function keyOf(way: readonly string[]): string {
  return JSON.stringify([...new Set(way)].sort());
}

/** How many endpoints accept each way, anonymous access left out; by first appearance. */
function countWays(endpoints: readonly ImportedEndpoint[], works: (way: readonly string[]) => boolean) {
  const counts = new Map<string, { readonly way: readonly string[]; count: number }>();
  for (const { security } of endpoints) {
    for (const way of security) {
      if (way.length === 0 || !works(way)) continue;
      const known = counts.get(keyOf(way)) ?? { way, count: 0 };
      known.count += 1;
      counts.set(keyOf(way), known);
    }
  }
  return counts;
}

function noteOf(scheme: ImportedScheme, reason: string): Note {
  return {
    code: 'scheme-not-expressible',
    severity: 'warning',
    place: `#/components/securitySchemes/${scheme.name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    message: `cannot be written as a credential: ${reason}.`,
    fix: 'Write a credential of your own: a function `(target) => { target.headers[…] = … }`.',
  };
}

interface Ways {
  readonly resolve: (way: readonly string[]) => readonly ImportedScheme[];
  readonly works: (way: readonly string[]) => boolean;
}

function waysOf(schemes: readonly ImportedScheme[]): Ways {
  const byName = new Map(schemes.map((scheme) => [scheme.name, scheme]));
  return {
    resolve: (way) => [...new Set(way)].flatMap((name) => byName.get(name) ?? []),
    works: (way) =>
      way.every((name) => {
        const scheme = byName.get(name);
        return scheme !== undefined && inexpressible(scheme) === undefined;
      }),
  };
}

/** The ways in use, the most accepted first. */
function rankWays(endpoints: readonly ImportedEndpoint[], { resolve, works }: Ways) {
  const effort = (way: readonly string[]) => resolve(way).reduce((sum, scheme) => sum + effortOf(scheme), 0);
  return [...countWays(endpoints, works).values()].sort(
    (left, right) => right.count - left.count || effort(left.way) - effort(right.way),
  );
}

/** Names of schemes that some endpoint cannot do without, though they cannot be written. */
function stuckWith(endpoints: readonly ImportedEndpoint[], { works }: Ways): ReadonlySet<string> {
  const stuck = endpoints.filter(({ security }) => security.length > 0 && !security.some(works));
  return new Set(stuck.flatMap(({ security }) => security.flat()));
}

/** Chooses, of the ways that endpoints accept, those that need the fewest credentials. */
export function chooseSecurity({ endpoints, schemes }: ImportedMap): ChosenSecurity {
  const ways = waysOf(schemes);
  const ranked = rankWays(endpoints, ways);
  const [usual] = ranked;
  const stuck = stuckWith(endpoints, ways);
  return {
    usual: usual && ways.resolve(usual.way),
    otherwise({ security }) {
      if (usual === undefined) return undefined;
      const keys = new Set(security.map(keyOf));
      const best = ranked.find(({ way }) => keys.has(keyOf(way)));
      if (best) return best === usual ? undefined : ways.resolve(best.way);
      return security.length === 0 || security.some((way) => way.length === 0) ? [] : undefined;
    },
    notes: schemes.flatMap((scheme) => {
      const reason = inexpressible(scheme);
      return reason !== undefined && stuck.has(scheme.name) ? [noteOf(scheme, reason)] : [];
    }),
  };
}
