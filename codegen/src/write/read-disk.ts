import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GenerateError, type Note } from '../notes.js';
import { isWithin, resolveReal } from './check-out.js';
import { fileNote, systemCode } from './file-error.js';
import { MANIFEST, type Manifest, parseManifest } from './manifest.js';
import type { FilesOnDisk } from './plan.js';
import { isSafePath } from './safe-path.js';

const TOGETHER = 32;

/**
 * The text of one file; `undefined` when it is not there.
 *
 * @throws GenerateError `out-unreadable` or `out-foreign-file` (a folder in place of a file).
 */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    if (!(await lstat(file)).isDirectory()) return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new GenerateError('The output cannot be read', [fileNote('out-unreadable', file, 'cannot be read', error)]);
  }
  const note = fileNote('out-foreign-file', file, 'is a folder', Object.assign(new Error(), { code: 'EISDIR' }));
  throw new GenerateError('The output cannot be read', [note]);
}

/** Folders below the output folder must not lead out of it by a link. */
async function checkFolders(out: string, paths: readonly string[]): Promise<void> {
  const notes: Note[] = [];
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    const real = await resolveReal(join(out, folder));
    if (isWithin(real, out)) continue;
    notes.push({
      code: 'out-escapes',
      severity: 'error',
      place: join(out, folder),
      message: `is a link to ${real}, outside the output folder.`,
      fix: 'Remove the link.',
    });
  }
  if (notes.length > 0) throw new GenerateError('Nothing was written', notes);
}

/**
 * What is there of the given files below `out`, a real path. Reads only.
 *
 * @throws GenerateError `out-unreadable`, `out-foreign-file` (a folder in place of a file) or `out-escapes`.
 */
export async function readFiles(out: string, paths: readonly string[]): Promise<FilesOnDisk> {
  const safe = paths.filter(isSafePath);
  await checkFolders(out, safe);
  const found = new Map<string, string>();
  for (let start = 0; start < safe.length; start += TOGETHER) {
    const batch = safe.slice(start, start + TOGETHER);
    const texts = await Promise.all(batch.map((path) => readIfThere(join(out, path))));
    batch.forEach((path, index) => {
      const text = texts[index];
      if (text !== undefined) found.set(path, text);
    });
  }
  return found;
}

/** The manifest of the last run; `undefined` when there is none, or a file of that name which is not one. */
export async function readManifest(out: string): Promise<Manifest | undefined> {
  const text = (await readFiles(out, [MANIFEST])).get(MANIFEST);
  return text === undefined ? undefined : parseManifest(text);
}
