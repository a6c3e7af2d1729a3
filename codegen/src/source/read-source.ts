import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type EndpointMap, endpointsFromJson } from 'mcp-rest-proxy';
import { buildToolModels, type ToolModel } from 'mcp-rest-proxy/codegen';
import { GenerateError, type Note } from '../notes.js';
import { chooseSecurity } from '../openapi/choose-security.js';
import type { ImportedMap } from '../openapi/imported-map.js';
import { readOpenApi } from '../openapi/index.js';
import { isMissingPeer, problemNotes, problemsOf } from './endpoint-problems.js';
import { createModuleLoader } from './load-module.js';
import { displayPath, isUrl } from './location.js';
import { moduleError } from './module-error.js';
import { type DocumentForm, parseDocument } from './parse-document.js';
import { pickExport } from './pick-export.js';
import { readText } from './read-text.js';
import type { ReadSource, SourceOptions } from './source.js';
import { kindOf, looksLikeOpenApi } from './source-kind.js';

/** What every way of reading is given. */
interface Reading {
  /** Absolute path, or URL. */
  readonly location: string;
  /** How it is named to people. */
  readonly place: string;
  readonly cwd: string;
  readonly options: SourceOptions;
}

function modelsOf(endpoints: EndpointMap, { outputMismatch }: SourceOptions): readonly ToolModel[] {
  return buildToolModels(endpoints, outputMismatch === undefined ? {} : { outputMismatch });
}

async function readModule({ location, place, cwd, options }: Reading): Promise<ReadSource> {
  if (options.text === undefined && !existsSync(location)) await readText(location, place);
  const loader = createModuleLoader();
  try {
    const { value, files } = await loader.load(location, options.text);
    const { exportName, map } = pickExport(value, options.export, place);
    return { endpoints: map, models: modelsOf(map, options), code: { file: location, exportName }, notes: [], files };
  } catch (error) {
    throw moduleError(error, location, loader.touched, cwd);
  }
}

/** A map that is data becomes tools; its mistakes are told with lines. */
function fromData(data: unknown, reading: Reading, locate: Parameters<typeof problemNotes>[2]): ReadSource {
  const { location, place, options } = reading;
  try {
    const endpoints = endpointsFromJson(data);
    return { endpoints, models: modelsOf(endpoints, options), notes: [], files: [location] };
  } catch (error) {
    const problems = problemsOf(error);
    if (problems)
      throw new GenerateError(`${place} cannot be used`, problemNotes(problems, place, locate), { cause: error });
    if (!isMissingPeer(error)) throw error;
    const note: Note = { code: 'source-missing-package', severity: 'error', place, message: error.message };
    throw new GenerateError(`${place} cannot be used`, [note], { cause: error });
  }
}

/** The endpoint map of an OpenAPI document, as data. */
function dataOf({ endpoints, definitions }: ImportedMap): unknown {
  return {
    endpoints: Object.fromEntries(endpoints.map(({ name, endpoint }) => [name, endpoint])),
    $defs: definitions,
  };
}

/** Data holds no credentials: what one endpoint alone is sent, or is not, only a map can say. */
function noteCredentials(imported: ImportedMap, { place, options }: Reading): readonly Note[] {
  const { usual, otherwise } = chooseSecurity(imported);
  const others = imported.endpoints.filter((endpoint) => otherwise(endpoint) !== undefined);
  const [first] = others;
  if (usual === undefined || first === undefined) return [];
  const names = others.slice(0, 3).map(({ name }) => name);
  const more = others.length > names.length ? ` and ${others.length - names.length} more` : '';
  return [
    {
      code: 'credential-for-all',
      severity: options.openapi?.strict === true ? 'error' : 'warning',
      place: `${place}${first.pointer}`,
      message: `is called with the credential of the other tools, though the document asks for none or another (${names.join(', ')}${more}).`,
      fix: 'Import the document into a map with --from first: there each endpoint has its own credential.',
    },
  ];
}

async function readImported(reading: Reading): Promise<ReadSource> {
  const imported = await readOpenApi(reading.location, reading.options.openapi ?? {});
  const notes = [...imported.notes, ...noteCredentials(imported, reading)];
  const errors = notes.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new GenerateError(`${reading.place} cannot be imported whole`, errors);
  const read = fromData(dataOf(imported), reading, () => undefined);
  return { ...read, notes, files: imported.files ?? [] };
}

async function readDocument(reading: Reading, form: DocumentForm): Promise<ReadSource> {
  const text = await readText(reading.location, reading.place);
  if (looksLikeOpenApi(text, form)) return readImported(reading);
  const document = parseDocument(text, reading.place, form);
  return fromData(document.data, reading, (place) => document.locate(place));
}

/**
 * Reads the tools of a TypeScript or JavaScript module, of a JSON or YAML map, or of an OpenAPI document. Modules are
 * loaded afresh at every call.
 *
 * @param location File, relative to `cwd`, or the URL of an OpenAPI document.
 * @throws GenerateError with every mistake, each with file and line where they are known.
 */
export async function readSource(location: string, cwd: string, options: SourceOptions = {}): Promise<ReadSource> {
  const absolute = isUrl(location) ? location : resolve(cwd, location);
  const place = displayPath(absolute, cwd);
  const reading = { location: absolute, place, cwd, options };
  const source = kindOf(location, place);
  if (source.kind === 'module') return readModule(reading);
  return source.kind === 'url' ? readImported(reading) : readDocument(reading, source.form);
}
