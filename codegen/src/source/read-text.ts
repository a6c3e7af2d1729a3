import { readFile } from 'node:fs/promises';
import { GenerateError, type Note } from '../notes.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there.',
  EISDIR: 'is a folder.',
  EACCES: 'may not be read.',
};

/**
 * The text of a source, without a byte order mark.
 *
 * @throws GenerateError `source-not-found` or `source-unreadable`.
 */
export async function readText(file: string, place: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const note: Note = {
      code: code === 'ENOENT' ? 'source-not-found' : 'source-unreadable',
      severity: 'error',
      place,
      message: REASONS[code] ?? `cannot be read (${code}).`,
      fix: 'Name a TypeScript or JavaScript module, a JSON or YAML map, or an OpenAPI document.',
    };
    throw new GenerateError(`${place} cannot be used`, [note], { cause: error });
  }
}
