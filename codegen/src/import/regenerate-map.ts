import { GenerateError } from '../notes.js';
import type { ImportedMap } from '../openapi/imported-map.js';
import { type EmittedMap, emitMap } from './emit-map.js';
import { lockPath, parseLock } from './map-lock.js';
import { type MergeMapOptions, mergeMap } from './merge-map.js';

/** What is on the disk already; `undefined` for a file that is not there. */
export interface ExistingMap {
  readonly text: string | undefined;
  readonly lock: string | undefined;
}

export interface RegenerateOptions extends MergeMapOptions {
  /** Writes the map anew and drops every edit. Default false. */
  readonly force?: boolean;
}

/**
 * Writes a map for the first time, or merges into the one that is there.
 *
 * @throws GenerateError `map-lock-missing` for a map without its lock, and whatever `parseLock` and `mergeMap` throw.
 */
export function regenerateMap(existing: ExistingMap, imported: ImportedMap, options: RegenerateOptions): EmittedMap {
  const { text, lock } = existing;
  if (text === undefined || options.force === true) return emitMap(imported, options);
  if (lock !== undefined) return mergeMap(text, parseLock(lock, lockPath(options.out)), imported, options);
  throw new GenerateError('The endpoint map exists already, so nothing was written', [
    {
      code: 'map-lock-missing',
      severity: 'error',
      place: options.out,
      message: `has no ${lockPath(options.out)} beside it, so that edits cannot be told from generated text.`,
      fix: 'Take the lock from version control again, choose another --out, or write anew with --force.',
    },
  ]);
}
