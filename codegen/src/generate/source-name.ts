import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { isUrl, publicUrl } from '../source/location.js';

function projectOf(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : projectOf(parent);
}

/**
 * How generated code names a file: relative to the project that `out` is part of, so that it is the same wherever the
 * project lies and whoever generates, from whichever folder.
 */
export function projectPath(file: string, out: string): string {
  if (isUrl(file)) return publicUrl(file);
  const folder = dirname(out);
  const way = relative(projectOf(folder) ?? folder, file)
    .split(sep)
    .join('/');
  // On another drive there is no way; the absolute path would differ between machines.
  return isAbsolute(way) ? (file.split(sep).at(-1) ?? file) : way;
}
