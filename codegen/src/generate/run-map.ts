import { basename, dirname } from 'node:path';
import type { ResolvedMap } from '../config/resolve-config.js';
import type { EmittedMap } from '../import/emit-map.js';
import { layOutLock, lockPath, printLock } from '../import/map-lock.js';
import { type ExistingMap, regenerateMap } from '../import/regenerate-map.js';
import { GenerateError, type Note } from '../notes.js';
import type { ImportedMap } from '../openapi/imported-map.js';
import { readOpenApi } from '../openapi/index.js';
import { displayPath } from '../source/location.js';
import { normaliseLineEnds } from '../write/digest.js';
import { fileNote } from '../write/file-error.js';
import { withLock } from '../write/lock.js';
import { readIfThere } from '../write/read-disk.js';
import { writeWhole } from '../write/write-file.js';
import { CONFIG_COMMAND, importCommand } from './import-command.js';
import type { ChangedFile, TargetResult } from './result.js';
import type { RunOptions } from './run-options.js';
import type { Done } from './run-tools.js';
import { projectPath } from './source-name.js';

/** A document that was imported, merged in memory with what is on the disk. */
export interface PreparedMap {
  readonly target: ResolvedMap;
  readonly imported: ImportedMap;
  readonly existing: ExistingMap;
  readonly emitted: EmittedMap;
  readonly notes: readonly Note[];
}

async function readExisting({ out }: ResolvedMap): Promise<ExistingMap> {
  const [text, lock] = await Promise.all([readIfThere(out), readIfThere(lockPath(out))]);
  return { text, lock };
}

/**
 * The command of a map that a config makes: importing it once by hand must not make it stale to the config.
 * `undefined` for other maps, and for those that are written anew.
 */
function commandOfConfig({ text }: ExistingMap, force: boolean): string | undefined {
  const [head = ''] = /^(?:\/\/[^\n]*\n)*/.exec(normaliseLineEnds(text ?? '')) ?? [];
  return !force && head.split('\n').includes(`//   ${CONFIG_COMMAND}`) ? CONFIG_COMMAND : undefined;
}

function regenerate(
  target: ResolvedMap,
  existing: ExistingMap,
  imported: ImportedMap,
  options: RunOptions,
): EmittedMap {
  const { cwd, force, take } = options;
  const { source, out, command } = target;
  const emitted = regenerateMap(existing, imported, {
    source: projectPath(source, out),
    out: displayPath(out, cwd),
    command: command ?? commandOfConfig(existing, force) ?? importCommand(target),
    force,
    take,
  });
  const errors = emitted.notes.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new GenerateError('Nothing was written', errors);
  return emitted;
}

/** Reads the document and merges, without touching the map. */
export async function prepareMap(target: ResolvedMap, options: RunOptions): Promise<PreparedMap> {
  const { cwd, progress, signal, strict } = options;
  progress(`reading ${displayPath(target.source, cwd)}`);
  const imported = await readOpenApi(target.source, {
    ...target.openapi,
    ...(strict && { strict }),
    ...(signal && { signal }),
  });
  progress(`merging ${imported.endpoints.length} endpoints into ${displayPath(target.out, cwd)}`);
  const existing = await readExisting(target);
  const emitted = regenerate(target, existing, imported, options);
  return { target, imported, existing, emitted, notes: [...imported.notes, ...emitted.notes] };
}

/** The two files of a map: itself, and the memory of what was generated. */
function filesOf({ out }: ResolvedMap, emitted: EmittedMap, existing: ExistingMap) {
  const lock = existing.lock === undefined ? undefined : layOutLock(existing.lock);
  return [
    { path: out, text: emitted.text, present: existing.text },
    { path: lockPath(out), text: printLock(emitted.lock), present: lock },
  ];
}

function actionFor(text: string, present: string | undefined): 'create' | 'update' | 'unchanged' {
  if (present === undefined) return 'create';
  return normaliseLineEnds(present) === normaliseLineEnds(text) ? 'unchanged' : 'update';
}

async function writeFiles(files: ReturnType<typeof filesOf>): Promise<void> {
  // The map first: with an older lock beside it, the next run finds it edited to what the document says, and goes on.
  for (const { path, text, present } of files) {
    if (actionFor(text, present) === 'unchanged') continue;
    await writeWhole(path, text).catch((error: unknown) => {
      throw new GenerateError('The map could not be written', [
        fileNote('out-unwritable', path, 'cannot be written', error),
      ]);
    });
  }
}

function describe({ target, imported }: PreparedMap, files: ReturnType<typeof filesOf>, cwd: string): TargetResult {
  const actions = files.map(({ path, text, present }) => ({ path: basename(path), action: actionFor(text, present) }));
  const changed = actions.flatMap(({ path, action }): ChangedFile[] =>
    action === 'unchanged' ? [] : [{ path, action }],
  );
  return {
    kind: 'map',
    source: displayPath(target.source, cwd),
    out: displayPath(target.out, cwd),
    tools: imported.endpoints.length,
    stale: changed.length > 0,
    files: changed,
    unchanged: actions.length - changed.length,
    changes: [],
    edited: [],
    missing: [],
    first: files[0]?.present === undefined,
  };
}

/** Writes the map if asked to. Somebody may have edited it meanwhile: then it is merged again. */
export async function finishMap(prepared: PreparedMap, options: RunOptions): Promise<Done> {
  const { target, imported } = prepared;
  const { cwd, write, progress } = options;
  const inputs = imported.files ?? [];
  let files = filesOf(target, prepared.emitted, prepared.existing);
  let { notes } = prepared;
  if (write) {
    progress(`writing ${displayPath(target.out, cwd)}`);
    await withLock(dirname(target.out), async () => {
      const existing = await readExisting(target);
      if (existing.text !== prepared.existing.text || existing.lock !== prepared.existing.lock) {
        const emitted = regenerate(target, existing, imported, options);
        files = filesOf(target, emitted, existing);
        notes = [...imported.notes, ...emitted.notes];
      }
      await writeFiles(files);
    });
  }
  const map = { file: target.out, text: files[0]?.text ?? '' };
  return { result: describe(prepared, files, cwd), map, notes, inputs };
}
