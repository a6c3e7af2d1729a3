import type { EndpointMap } from 'mcp-rest-proxy';
import { isPlainObject, suggestName } from 'mcp-rest-proxy/codegen';
import { GenerateError, type Note } from '../notes.js';

/** The export of a module that is the map. */
export interface PickedExport {
  readonly exportName: string;
  readonly map: EndpointMap;
}

function looksLikeEndpoint(value: unknown): boolean {
  return isPlainObject(value) && (typeof value.path === 'string' || typeof value.method === 'string');
}

/** True for what is meant to be a map; whether it is a sound one is for the library to say. */
function looksLikeMap(value: unknown): value is EndpointMap {
  if (!isPlainObject(value)) return false;
  const endpoints = Object.values(value);
  return endpoints.length > 0 && endpoints.every(isPlainObject) && endpoints.some(looksLikeEndpoint);
}

/** The export that is meant to be a map, but has no endpoint yet. */
function emptyMap(all: ReadonlyMap<string, unknown>): string | undefined {
  const empty = [...all].filter(([, value]) => isPlainObject(value) && Object.keys(value).length === 0);
  return (empty.find(([name]) => name === 'default' || name === 'endpoints') ?? empty[0])?.[0];
}

function refuse(code: string, place: string, message: string, fix: string): GenerateError {
  const note: Note = { code, severity: 'error', place, message, fix };
  return new GenerateError(`${place} cannot be used`, [note]);
}

function exportsOf(module: unknown): ReadonlyMap<string, unknown> {
  if (typeof module !== 'object' || module === null) return new Map([['default', module]]);
  return new Map(Object.keys(module).map((name) => [name, Reflect.get(module, name)]));
}

function pickNamed(all: ReadonlyMap<string, unknown>, name: string, place: string): PickedExport {
  if (!all.has(name)) {
    const fix = suggestName(name, [...all.keys()]);
    throw refuse('source-export-missing', place, `has no export "${name}".`, fix);
  }
  const map = all.get(name);
  // An empty map is a map, if somebody says so.
  if (isPlainObject(map) && Object.values(map).every(isPlainObject))
    return { exportName: name, map: map as EndpointMap };
  throw refuse(
    'source-no-map',
    place,
    `export "${name}" is not an endpoint map.`,
    'Export an object of endpoints by tool name.',
  );
}

/**
 * Finds the map among the exports of a module: the named one, else the default one, else the only one that is a map.
 *
 * @throws GenerateError `source-export-missing`, `source-no-map` or `source-several-maps`.
 */
export function pickExport(module: unknown, name: string | undefined, place: string): PickedExport {
  const all = exportsOf(module);
  if (name !== undefined) return pickNamed(all, name, place);
  const maps = [...all].flatMap(([exportName, map]) => (looksLikeMap(map) ? [{ exportName, map }] : []));
  const chosen = maps.find(({ exportName }) => exportName === 'default') ?? maps[0];
  if (!chosen) {
    const empty = emptyMap(all);
    if (empty !== undefined) {
      const fix = `Add an endpoint to it; or, to have no tools, say --export ${empty}.`;
      throw refuse('source-no-map', place, `exports "${empty}", which is empty: there is no endpoint in it.`, fix);
    }
    const names = [...all.keys()].join(', ');
    const message = `exports no endpoint map${names === '' ? '' : ` (exports: ${names})`}.`;
    throw refuse('source-no-map', place, message, 'Export one: export const endpoints = defineEndpoints({ … })');
  }
  if (maps.length === 1 || chosen.exportName === 'default') return chosen;
  const names = maps.map(({ exportName }) => exportName).join(', ');
  throw refuse('source-several-maps', place, `exports several endpoint maps: ${names}.`, 'Name one with --export.');
}
