import { resolve } from 'node:path';
import type { GenerateConfig } from '../config/config.js';
import { type ResolvedTarget, type ResolvedTools, resolveGiven } from '../config/resolve-config.js';
import { GenerateError, type Note } from '../notes.js';
import type { GenerateResult } from './result.js';
import { finishMap, prepareMap } from './run-map.js';
import type { RunOptions } from './run-options.js';
import { type Done, finishTools, prepareTools } from './run-tools.js';

/** How `generate` runs. */
export interface GenerateOptions {
  /** False to see what would be written, and what changed, without writing. Default true. */
  readonly write?: boolean;
  /** Overwrites files in the way that somebody else wrote. Default false. */
  readonly force?: boolean;
  /** Makes every warning an error. Default false. */
  readonly strict?: boolean;
  /**
   * Places in an imported map whose edits are given up for what the document says: `endpoints.get_order.query`.
   * Default: none.
   */
  readonly take?: readonly string[];
  /** Folder that places in the config are relative to. Default: the current folder. */
  readonly cwd?: string;
  /** Told what is being done. */
  readonly progress?: (step: string) => void;
  /** Ends the reading of a URL. */
  readonly signal?: AbortSignal;
}

/** Does something for each, and throws all mistakes at once rather than the first. */
async function collect<Item, Value>(items: readonly Item[], work: (item: Item) => Promise<Value>): Promise<Value[]> {
  const values: Value[] = [];
  const errors: GenerateError[] = [];
  for (const item of items) {
    try {
      values.push(await work(item));
    } catch (error) {
      if (!(error instanceof GenerateError)) throw error;
      errors.push(error);
    }
  }
  const [first, ...others] = errors;
  if (!first) return values;
  if (others.length === 0) throw first;
  const notes = errors.flatMap((error) => error.notes);
  throw new GenerateError('Nothing was written', notes, { cause: new AggregateError(errors) });
}

/** With `strict`, warnings stop the work before anything is written. */
function refuseWarnings(prepared: readonly { readonly notes: readonly Note[] }[], strict: boolean): void {
  const notes = strict ? prepared.flatMap((each) => each.notes) : [];
  if (notes.length === 0) return;
  const errors = notes.map((note): Note => ({ ...note, severity: 'error' }));
  throw new GenerateError('With --strict, warnings are errors', errors);
}

/** Every source is read before anything is written. */
async function runStage<Target extends ResolvedTarget, Prepared extends { readonly notes: readonly Note[] }>(
  targets: readonly Target[],
  options: RunOptions,
  prepare: (target: Target, options: RunOptions) => Promise<Prepared>,
  finish: (prepared: Prepared, options: RunOptions) => Promise<Done>,
): Promise<Done[]> {
  const prepared = await collect(targets, (target) => prepare(target, options));
  refuseWarnings(prepared, options.strict);
  return collect(prepared, (each) => finish(each, options));
}

/** The text of a map that this run made, but did not write. */
function unwritten(target: ResolvedTools, maps: readonly Done[], { write }: RunOptions): string | undefined {
  return write ? undefined : maps.find(({ map, result }) => result.stale && map?.file === target.source)?.map?.text;
}

/** Runs resolved targets: maps first, then tools, each stage whole or not at all. */
export async function runTargets(targets: readonly ResolvedTarget[], options: RunOptions): Promise<GenerateResult> {
  const maps = await runStage(
    targets.filter((target) => target.kind === 'map'),
    options,
    prepareMap,
    finishMap,
  );
  const tools = targets.filter((target) => target.kind === 'tools');
  const prepare = (target: ResolvedTools) => prepareTools(target, options, unwritten(target, maps, options));
  const done = [...maps, ...(await runStage(tools, options, prepare, finishTools))];
  return {
    targets: done.map(({ result }) => result),
    stale: done.some(({ result }) => result.stale),
    notes: done.flatMap(({ notes }) => notes),
    inputs: [...new Set(done.flatMap(({ inputs }) => inputs))],
  };
}

/**
 * Generates what the config says, and tells what changed.
 *
 * @throws GenerateError with every mistake at once; then nothing was written, unless its notes start with `out-`.
 */
export async function generate(config: GenerateConfig, options: GenerateOptions = {}): Promise<GenerateResult> {
  const cwd = resolve(options.cwd ?? process.cwd());
  return runTargets(resolveGiven(config, cwd), {
    cwd,
    write: options.write ?? true,
    force: options.force ?? false,
    strict: options.strict ?? false,
    take: options.take ?? [],
    progress: options.progress ?? (() => undefined),
    signal: options.signal,
  });
}
