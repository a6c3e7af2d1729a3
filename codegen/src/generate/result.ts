import type { Change } from '../diff/change.js';
import type { Note } from '../notes.js';
import type { FileAction } from '../write/plan.js';

/** One file that is not as it was. */
export interface ChangedFile {
  /** Below the output folder, with `/`; for a map, its own name. */
  readonly path: string;
  /** What was done, or would be. `keep`: no longer wanted, but edited by hand. */
  readonly action: Exclude<FileAction, 'unchanged'>;
}

/** What became of one target. */
export interface TargetResult {
  readonly kind: 'tools' | 'map';
  /** Relative to the current folder, or a URL. */
  readonly source: string;
  /** Relative to the current folder. */
  readonly out: string;
  /** How many tools there are. */
  readonly tools: number;
  /** True when the output was not what the source asks for; it is now, if it was written. */
  readonly stale: boolean;
  /** Sorted by path; what stays as it is, is left out. */
  readonly files: readonly ChangedFile[];
  /** How many files stay as they are. */
  readonly unchanged: number;
  /** Against the last generation. Empty for maps, and the first time. */
  readonly changes: readonly Change[];
  /** Generated files that somebody edited by hand. */
  readonly edited: readonly string[];
  /** Generated files that somebody deleted. */
  readonly missing: readonly string[];
  /** True when there was no generation before. */
  readonly first: boolean;
}

/** What became of a run. */
export interface GenerateResult {
  readonly targets: readonly TargetResult[];
  /** True when any target was stale. */
  readonly stale: boolean;
  /** Warnings; errors are thrown. */
  readonly notes: readonly Note[];
  /** Every file that was read, where known. Absolute paths. */
  readonly inputs: readonly string[];
}
