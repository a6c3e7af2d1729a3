import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const SPECIFIER = /\b(?:from|import|require)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;
const ENDINGS = ['', '.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];
/** Beyond so many files nobody edits them by hand. */
const MOST_FILES = 1000;

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/**
 * What a relative import names on disk: `./a.js` is `a.ts` where there is no `a.js`. While there is neither, both are
 * waited for.
 */
function locate(specifier: string, importer: string): readonly string[] {
  const path = resolve(dirname(importer), specifier);
  const source = path.replace(/\.([mc]?)js$/, '.$1ts');
  const found = [...ENDINGS.map((ending) => `${path}${ending}`), source].find(isFile);
  return found === undefined ? [path, source] : [found];
}

function importsOf(file: string): string[] {
  try {
    const matches = readFileSync(file, 'utf8').matchAll(SPECIFIER);
    return [...matches].flatMap(([, , specifier = '']) => locate(specifier, file));
  } catch {
    return [];
  }
}

/**
 * A module and all that it imports by relative paths, directly or not. Read from the text, so that files are known
 * even of modules that cannot be loaded; imports made up at run time are not seen.
 */
export function importGraph(file: string): readonly string[] {
  const found = new Set([file]);
  for (const each of found) {
    if (found.size > MOST_FILES || each.includes('/node_modules/')) continue;
    for (const next of importsOf(each)) found.add(next);
  }
  return [...found];
}
