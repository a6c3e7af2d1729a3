import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { GenerateError } from '../notes.js';

/** The real path of something that may not be there yet: links on the way are followed. */
export async function resolveReal(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await resolveReal(parent), basename(path));
  }
}

/** True when `path` is `folder` or below it. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && way !== path);
}

function refusal(out: string, cwd: string, home: string): string | undefined {
  if (isWithin(cwd, out)) return out === cwd ? 'is the current folder' : 'holds the current folder';
  if (isWithin(home, out)) return out === home ? 'is your home folder' : 'holds your home folder';
  const reserved = out.split(sep).find((name) => name === '.git' || name === 'node_modules');
  return reserved === undefined ? undefined : `is inside ${reserved}`;
}

/**
 * The real path of the output folder; it need not exist.
 *
 * @throws GenerateError `out-unsafe` for the root, the current and the home folder and what holds them, and for
 * anything inside `.git` and `node_modules`.
 */
export async function checkOut(out: string, cwd: string): Promise<string> {
  const real = await resolveReal(out);
  const reason = refusal(real, await resolveReal(cwd), await resolveReal(homedir()));
  if (reason === undefined) return real;
  const note = {
    code: 'out-unsafe',
    severity: 'error',
    place: out,
    message: `${reason}, which is no place for generated files.`,
    fix: 'Name a folder of its own, such as --out src/generated.',
  } as const;
  throw new GenerateError('Nothing was written', [note]);
}
