import type { OpenApiOptions } from '../config/config.js';
import type { ResolvedMap } from '../config/resolve-config.js';
import type { Filter } from '../openapi/import-options.js';
import { projectPath } from './source-name.js';

/** The command that does what the config says. */
export const CONFIG_COMMAND = 'npx generate-tools';

const SAFE = /^[A-Za-z0-9_./:@%+=,-]+$/;

function quote(text: string): string {
  return SAFE.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function filterFlags(side: 'include' | 'exclude', filter: Filter = {}): string[] {
  const { tags = [], paths = [], methods = [], operations = [] } = filter;
  const kinds = { tag: tags, path: paths, method: methods, operation: operations };
  return Object.entries(kinds).flatMap(([kind, list]) => list.flatMap((value) => [`--${side}-${kind}`, quote(value)]));
}

function flagsFor(options: OpenApiOptions): string[] {
  const { include, exclude, preset = [], naming, scopes, responses, maxDescription, maxSchemaSize } = options;
  return [
    ...filterFlags('include', include),
    ...filterFlags('exclude', exclude),
    ...[preset].flat().flatMap((name) => ['--preset', name]),
    ...(naming ? ['--naming', naming] : []),
    ...(scopes ? ['--scopes'] : []),
    ...(responses === false ? ['--no-responses'] : []),
    ...(maxDescription ? ['--max-description', String(maxDescription)] : []),
    ...(maxSchemaSize ? ['--max-schema-size', String(maxSchemaSize)] : []),
    ...(options.allowOutsideFiles ? ['--allow-outside-files'] : []),
  ];
}

/** The command that imports a map again, run in its project: no name in it is more than a word to a shell. */
export function importCommand({ source, out, openapi }: ResolvedMap): string {
  const places = ['--from', quote(projectPath(source, out)), '--out', quote(projectPath(out, out))];
  return [CONFIG_COMMAND, ...places, ...flagsFor(openapi)].join(' ');
}
