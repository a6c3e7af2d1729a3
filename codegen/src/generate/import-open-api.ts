import { basename, resolve } from 'node:path';
import type { OpenApiOptions } from '../config/config.js';
import { resolveGiven } from '../config/resolve-config.js';
import { emitMap } from '../import/emit-map.js';
import { GenerateError, type Note } from '../notes.js';
import { readOpenApi } from '../openapi/index.js';
import { displayPath } from '../source/location.js';
import { importCommand } from './import-command.js';

/** An OpenAPI document as an endpoint map. */
export interface ImportedSource {
  /** TypeScript, as `generate-tools --from` writes it the first time. */
  readonly text: string;
  /** How many endpoints there are. */
  readonly endpoints: number;
  /** What could not be expressed. */
  readonly notes: readonly Note[];
}

/**
 * Imports an OpenAPI document as an endpoint map in TypeScript, without writing it anywhere. To keep a map on disk up
 * to date with its document, use `generate({ from, out })`.
 *
 * @param location File or URL.
 * @throws GenerateError with every mistake at once.
 */
export async function importOpenApi(
  location: string,
  options: OpenApiOptions & { readonly signal?: AbortSignal } = {},
): Promise<ImportedSource> {
  const { signal, ...openapi } = options;
  const cwd = process.cwd();
  const out = resolve(cwd, 'endpoints.ts');
  const [target] = resolveGiven({ from: location, out, ...openapi }, cwd);
  if (target?.kind !== 'map') throw new GenerateError('This is no OpenAPI document', []);
  const imported = await readOpenApi(target.source, signal ? { ...openapi, signal } : openapi);
  const { text, notes } = emitMap(imported, {
    source: displayPath(target.source, cwd),
    out: basename(out),
    command: importCommand(target),
  });
  return { text, endpoints: imported.endpoints.length, notes: [...imported.notes, ...notes] };
}
