import { readFile, stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { failure, reasonOf } from './failure.js';
import { MAX_BYTES } from './fetch-text.js';

/** A file as people call it: relative to where they are, if it is below. */
export function shownFile(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') || path === '' ? file : path.split(sep).join('/');
}

/**
 * Reads a text file of at most 50 MB.
 *
 * @throws GenerateError
 */
export async function readTextFile(file: string): Promise<string> {
  const place = shownFile(file);
  try {
    if ((await stat(file)).size <= MAX_BYTES) return await readFile(file, 'utf8');
  } catch (error) {
    throw failure('unreadable-file', place, `It cannot be read: ${reasonOf(error)}.`, 'Check the path.', error);
  }
  throw failure('document-too-large', place, `It is larger than ${MAX_BYTES / 1024 / 1024} MB.`);
}
