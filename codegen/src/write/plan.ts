import type { Note } from '../notes.js';
import { digest, normaliseLineEnds } from './digest.js';
import { byCodeUnit, MANIFEST, type Manifest } from './manifest.js';
import { isSafePath } from './safe-path.js';

/** What becomes of one file. `keep`: ours once, no longer wanted, but edited by hand. */
export type FileAction = 'create' | 'update' | 'delete' | 'keep' | 'unchanged';

/** One file of a plan. */
export interface PlannedFile {
  /** Below the output folder, with `/`. */
  readonly path: string;
  readonly action: FileAction;
  /** True when somebody changed the file since it was written. */
  readonly edited: boolean;
}

/** What there is on disk, of the files a plan is about: text by path; absent when there is no such file. */
export type FilesOnDisk = ReadonlyMap<string, string>;

export interface PlanInput {
  /** All that is to be there afterwards, the manifest included. */
  readonly wanted: ReadonlyMap<string, string>;
  readonly disk: FilesOnDisk;
  /** Of the last run, if there was one. */
  readonly manifest: Manifest | undefined;
  /** Overwrites files that were written by somebody else. Default false. */
  readonly force?: boolean;
}

/** What a run is going to do, and what it must not. */
export interface Plan {
  /** Sorted by path. */
  readonly files: readonly PlannedFile[];
  /** Listed in the manifest, wanted, and gone from the disk. */
  readonly missing: readonly string[];
  readonly notes: readonly Note[];
}

/** Hashes of the last run; names that differ only in case are one file on many machines. */
function createHashes(manifest: Manifest | undefined): (path: string) => string | undefined {
  const files = new Map(Object.entries(manifest?.files ?? {}));
  const folded = new Map([...files].map(([path, hash]) => [path.toLowerCase(), hash]));
  return (path) => files.get(path) ?? folded.get(path.toLowerCase());
}

function foreign(path: string): Note {
  return {
    code: 'out-foreign-file',
    severity: 'error',
    place: path,
    message: 'is there already, and was not written by generate-tools.',
    fix: 'Move it, choose another --out, or overwrite it with --force.',
  };
}

function planWanted(path: string, text: string, input: PlanInput, hash: string | undefined): PlannedFile | Note {
  const present = input.disk.get(path);
  if (present === undefined) return { path, action: 'create', edited: false };
  const ours = path === MANIFEST ? input.manifest !== undefined : hash !== undefined;
  const edited = ours && path !== MANIFEST && digest(present) !== hash;
  if (normaliseLineEnds(present) === text) return { path, action: 'unchanged', edited: false };
  return ours || input.force ? { path, action: 'update', edited } : foreign(path);
}

function planObsolete(path: string, hash: string, disk: FilesOnDisk): PlannedFile | undefined {
  const present = disk.get(path);
  if (present === undefined) return undefined;
  const edited = digest(present) !== hash;
  return { path, action: edited ? 'keep' : 'delete', edited };
}

function describeEdited({ path, action }: PlannedFile): Note {
  const kept = action === 'keep';
  return {
    code: kept ? 'out-edited-kept' : 'out-edited-overwritten',
    severity: 'warning',
    place: path,
    message: kept
      ? 'is no longer generated, but was edited by hand, so it stays.'
      : 'was edited by hand; generating writes it anew.',
    fix: kept ? 'Delete it once nothing in it is needed.' : 'Change the endpoint map rather than the generated code.',
  };
}

function checkPaths(paths: readonly string[]): Note[] {
  return paths
    .filter((path) => !isSafePath(path))
    .map((path) => ({
      code: 'out-unsafe-path',
      severity: 'error',
      place: JSON.stringify(path),
      message: 'is no path below the output folder.',
    }));
}

function isNote(value: PlannedFile | Note): value is Note {
  return 'code' in value;
}

function isFile(value: PlannedFile | Note): value is PlannedFile {
  return !isNote(value);
}

/**
 * Works out what a run does, without touching anything. Notes of severity `error` mean that nothing may be written;
 * their places are below the output folder.
 */
export function planFiles(input: PlanInput): Plan {
  const { wanted, disk, manifest } = input;
  const hashOf = createHashes(manifest);
  const results = [...wanted].map(([path, text]) => planWanted(path, text, input, hashOf(path)));
  const obsolete = Object.entries(manifest?.files ?? {}).flatMap(([path, hash]) =>
    wanted.has(path) ? [] : (planObsolete(path, hash, disk) ?? []),
  );
  const files = [...results.filter(isFile), ...obsolete].sort((left, right) => byCodeUnit(left.path, right.path));
  const missing = files.filter(({ path, action }) => action === 'create' && manifest?.files[path] !== undefined);
  return {
    files,
    missing: missing.map(({ path }) => path),
    notes: [
      ...checkPaths([...wanted.keys()]),
      ...results.filter(isNote),
      ...files.filter(({ edited }) => edited).map(describeEdited),
    ],
  };
}

/** True when the output is not what it should be. */
export function isStale(plan: Plan): boolean {
  return plan.files.some(({ action }) => action === 'create' || action === 'update' || action === 'delete');
}
