import type { JsonSchema } from 'mcp-rest-proxy';
import { type DraftEndpoint, SECTIONS } from './build-endpoint.js';
import { compareText } from './json.js';
import { type Definition, nameDefinitions } from './schema/definitions.js';
import { keysIn, withNames } from './schema/draft.js';

/** The definitions in use, named, and what turns a draft endpoint into one that refers to them by name. */
export interface SharedDefinitions {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** The schemas of an endpoint, and the definitions each needs. */
  finish(schemas: DraftEndpoint['schemas']): Readonly<Record<string, JsonSchema>>;
}

function reachable(all: ReadonlyMap<string, Definition>, endpoints: readonly DraftEndpoint[]): string[] {
  const found = new Set<string>();
  for (const { schemas } of endpoints) {
    for (const section of SECTIONS) for (const key of keysIn(schemas[section] ?? {})) found.add(key);
  }
  // A set takes in what is added while it is walked.
  for (const key of found) for (const next of keysIn(all.get(key)?.schema ?? {})) found.add(next);
  return [...found].filter((key) => all.has(key));
}

/** Names what the endpoints need, directly or not. */
export function shareDefinitions(
  all: ReadonlyMap<string, Definition>,
  endpoints: readonly DraftEndpoint[],
): SharedDefinitions {
  const used = reachable(all, endpoints);
  const names = nameDefinitions(all, used);
  const byName = new Map<string, JsonSchema>();
  for (const key of used) {
    const name = names.get(key);
    if (name !== undefined && !byName.has(name)) byName.set(name, withNames(all.get(key)?.schema ?? {}, names));
  }
  const sorted = [...byName].sort(([left], [right]) => compareText(left, right));
  return {
    definitions: Object.fromEntries(sorted),
    finish: (schemas) =>
      Object.fromEntries(
        SECTIONS.flatMap((section): [string, JsonSchema][] => {
          const schema = schemas[section];
          return schema ? [[section, withNames(schema, names)]] : [];
        }),
      ),
  };
}
