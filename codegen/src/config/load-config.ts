import { existsSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { GenerateError, type Note } from '../notes.js';
import { createModuleLoader } from '../source/load-module.js';
import { displayPath } from '../source/location.js';
import { moduleError } from '../source/module-error.js';
import { parseDocument } from '../source/parse-document.js';
import { readText } from '../source/read-text.js';
import { defineConfig } from './config.js';
import { type ResolvedTarget, resolveConfig } from './resolve-config.js';

/** Names of config files, in the order they are looked for. */
export const CONFIG_NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `generate-tools.config.${ending}`);

/** A config that was read. */
export interface LoadedConfig {
  readonly targets: readonly ResolvedTarget[];
  /** The config and what it imports: what `--watch` watches besides the sources. */
  readonly files: readonly string[];
}

function failure(code: string, place: string, message: string, fix: string): GenerateError {
  return new GenerateError('The configuration cannot be used', [{ code, severity: 'error', place, message, fix }]);
}

/** Mistakes in a config file are mistakes of the configuration, whatever kind of file it is. */
function asConfigError(error: GenerateError): GenerateError {
  const notes = error.notes.map((note): Note => ({ ...note, code: note.code.replace(/^source-/, 'config-') }));
  return new GenerateError('The configuration cannot be used', notes, { cause: error });
}

async function loadModule(file: string, cwd: string): Promise<{ value: unknown; files: readonly string[] }> {
  // `npx generate-tools` installs nothing that a config could import.
  const loader = createModuleLoader({ 'generate-tools': { defineConfig } });
  try {
    const { value: module, files } = await loader.load(file);
    const value: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, 'default') : undefined;
    if (value !== undefined) return { value, files };
  } catch (error) {
    throw moduleError(error, file, loader.touched, cwd);
  }
  const fix = 'End it with: export default defineConfig({ … })';
  throw failure('config-invalid', displayPath(file, cwd), 'has no default export.', fix);
}

async function loadValue(file: string, cwd: string): Promise<{ value: unknown; files: readonly string[] }> {
  const place = displayPath(file, cwd);
  if (extname(file) !== '.json') return loadModule(file, cwd);
  return { value: parseDocument(await readText(file, place), place, 'json').data, files: [file] };
}

/**
 * The config file that is used: the one named, else the first of `CONFIG_NAMES` in the current folder.
 *
 * @throws GenerateError `config-not-found` when the named one is not there, or there is none.
 */
export function findConfig(cwd: string, named: string | undefined): string {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (existsSync(file)) return file;
    throw failure('config-not-found', displayPath(file, cwd), 'is not there.', 'Name another --config.');
  }
  const found = CONFIG_NAMES.map((name) => join(cwd, name)).find((file) => existsSync(file));
  if (found !== undefined) return found;
  const fix = 'Name a source: generate-tools endpoints.ts --out src/generated. Or start with: generate-tools init';
  throw failure('config-not-found', 'generate-tools.config.ts', 'is not in this folder, and no source was named.', fix);
}

/**
 * Reads and checks a config file; places in it are relative to its folder.
 *
 * @throws GenerateError with codes that start with `config-`.
 */
export async function loadConfig(file: string, cwd: string): Promise<LoadedConfig> {
  try {
    const { value, files } = await loadValue(file, cwd);
    return { targets: resolveConfig(value, dirname(file), displayPath(file, cwd), 'npx generate-tools'), files };
  } catch (error) {
    throw error instanceof GenerateError ? asConfigError(error) : error;
  }
}
