import { runTargets } from '../generate/generate.js';
import type { GenerateResult } from '../generate/result.js';
import type { RunOptions } from '../generate/run-options.js';
import { importGraph } from '../source/import-graph.js';
import { isUrl } from '../source/location.js';
import type { Console } from './console.js';
import { EXIT } from './exit-codes.js';
import { tellFailure } from './fail.js';
import type { GenerateFlags } from './flags.js';
import { findTargets, type GivenTargets } from './given-targets.js';
import { jsonReport } from './json.js';
import { printNotes } from './print-notes.js';
import { type Mode, printResult } from './print-result.js';

export function modeOf({ check, dryRun }: GenerateFlags): Mode {
  if (check) return 'check';
  return dryRun ? 'dry-run' : 'write';
}

function runOptions(flags: GenerateFlags, console: Console, signal: AbortSignal | undefined): RunOptions {
  return {
    cwd: console.cwd,
    write: modeOf(flags) === 'write',
    force: flags.force ?? false,
    strict: flags.strict ?? false,
    take: flags.take ?? [],
    progress: (step) => console.progress(step),
    signal,
  };
}

function tell(result: GenerateResult, flags: GenerateFlags, console: Console): number {
  const mode = modeOf(flags);
  const exitCode = mode === 'check' && result.stale ? EXIT.stale : EXIT.ok;
  if (flags.json) {
    const { stale, targets } = result;
    console.out(jsonReport('generate', exitCode, result.notes, { mode, stale, targets }, flags.watch ? 0 : 2));
    return exitCode;
  }
  printNotes(result.notes, console);
  printResult(result, mode, console);
  return exitCode;
}

/** What one run read, whether or not it came to an end. */
export interface RunOutcome {
  readonly exitCode: number;
  /** Sources and configs. Absolute paths. */
  readonly files: readonly string[];
}

/** Generates, checks or lists once, and tells about it; nothing is thrown. */
export async function runOnce(
  source: string | undefined,
  flags: GenerateFlags,
  console: Console,
  signal?: AbortSignal,
): Promise<RunOutcome> {
  let given: GivenTargets | undefined;
  try {
    given = await findTargets(source, flags, console.cwd);
    const result = await runTargets(given.targets, runOptions(flags, console, signal));
    return { exitCode: tell(result, flags, console), files: [...given.files, ...result.inputs] };
  } catch (error) {
    const exitCode = tellFailure(error, 'generate', flags.json ?? false, console);
    const sources = given?.targets.flatMap(({ source: file }) => (isUrl(file) ? [] : importGraph(file))) ?? [];
    return { exitCode, files: [...(given?.files ?? []), ...sources] };
  }
}
