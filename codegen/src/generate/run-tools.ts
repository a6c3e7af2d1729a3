import { extname, relative, sep } from 'node:path';
import type { ResolvedTools } from '../config/resolve-config.js';
import { diffTools } from '../diff/diff-tools.js';
import type { CodeModule } from '../emit/emit-input.js';
import { emitTools } from '../emit/emit-tools.js';
import { GenerateError, type Note } from '../notes.js';
import { displayPath } from '../source/location.js';
import { readSource } from '../source/read-source.js';
import type { ReadSource, SourceCode, SourceOptions } from '../source/source.js';
import { applyPlan } from '../write/apply-plan.js';
import { checkOut } from '../write/check-out.js';
import { withLock } from '../write/lock.js';
import {
  MANIFEST,
  type Manifest,
  makeManifest,
  manifestText,
  recordTools,
  type ToolRecord,
} from '../write/manifest.js';
import { isStale, type Plan, planFiles } from '../write/plan.js';
import { readFiles, readManifest } from '../write/read-disk.js';
import type { TargetResult } from './result.js';
import type { RunOptions } from './run-options.js';
import { projectPath } from './source-name.js';

/** A target whose source was read and whose files are ready, in memory. */
export interface PreparedTools {
  readonly target: ResolvedTools;
  readonly texts: ReadonlyMap<string, string>;
  readonly tools: readonly ToolRecord[];
  readonly notes: readonly Note[];
  readonly inputs: readonly string[];
}

/** A target that is done. */
export interface Done {
  readonly result: TargetResult;
  /** The map as it is now, or would be. */
  readonly map?: { readonly file: string; readonly text: string };
  readonly notes: readonly Note[];
  readonly inputs: readonly string[];
}

const ENDINGS: Readonly<Record<string, string>> = {
  '.ts': '.js',
  '.tsx': '.js',
  '.mts': '.mjs',
  '.cts': '.cjs',
  '.jsx': '.js',
};

function specifierFor(file: string, out: string, importExtension: ResolvedTools['importExtension']): string {
  const way = relative(out, file).split(sep).join('/');
  const ending = extname(way);
  const base = way.slice(0, way.length - ending.length);
  const local = base.startsWith('.') ? base : `./${base}`;
  if (importExtension === '' && (ending === '.ts' || ending === '.js')) return local;
  return `${local}${importExtension === '.ts' ? ending : (ENDINGS[ending] ?? ending)}`;
}

function codeModule({ file, exportName }: SourceCode, { out, importExtension }: ResolvedTools): CodeModule {
  return { specifier: specifierFor(file, out, importExtension), exportName };
}

function sourceOptions(target: ResolvedTools, { signal, strict }: RunOptions, text?: string): SourceOptions {
  const openapi = { ...target.openapi, ...(strict && { strict }), ...(signal && { signal }) };
  const base = { outputMismatch: target.outputMismatch, openapi, ...(text !== undefined && { text }) };
  return target.export === undefined ? base : { ...base, export: target.export };
}

function emit(read: ReadSource, target: ResolvedTools): ReadonlyMap<string, string> {
  const { outputMismatch, importExtension } = target;
  const base = { models: read.models, source: projectPath(target.source, target.out), outputMismatch, importExtension };
  return emitTools(read.code ? { ...base, code: codeModule(read.code, target) } : base);
}

/**
 * Reads the source and emits the files, without touching the output.
 *
 * @param text The source, where it is a map that has not been written.
 */
export async function prepareTools(target: ResolvedTools, options: RunOptions, text?: string): Promise<PreparedTools> {
  const { cwd, progress } = options;
  progress(`reading ${displayPath(target.source, cwd)}`);
  const read = await readSource(target.source, cwd, sourceOptions(target, options, text));
  progress(`generating ${read.models.length} tools`);
  const tools = recordTools(read.models);
  const files = emit(read, target);
  const texts = new Map(files).set(MANIFEST, manifestText(makeManifest(files, tools)));
  return { target, texts, tools, notes: read.notes, inputs: read.files };
}

/** A plan, with what it was made from. */
interface Planned {
  readonly plan: Plan;
  readonly last: Manifest | undefined;
}

async function makePlan(out: string, texts: ReadonlyMap<string, string>, force: boolean): Promise<Planned> {
  const last = await readManifest(out);
  const paths = new Set([...texts.keys(), ...Object.keys(last?.files ?? {})]);
  const disk = await readFiles(out, [...paths]);
  return { plan: planFiles({ wanted: texts, disk, manifest: last, force }), last };
}

function withFolder(notes: readonly Note[], folder: string): Note[] {
  return notes.map((note) => ({ ...note, place: `${folder}/${note.place}` }));
}

function describe({ target, tools }: PreparedTools, { plan, last }: Planned, cwd: string): TargetResult {
  const changed = plan.files.flatMap(({ path, action }) => (action === 'unchanged' ? [] : [{ path, action }]));
  return {
    kind: 'tools',
    source: displayPath(target.source, cwd),
    out: displayPath(target.out, cwd),
    tools: tools.length,
    stale: isStale(plan),
    files: changed,
    unchanged: plan.files.length - changed.length,
    changes: last ? diffTools(last.tools, tools) : [],
    edited: plan.files.filter(({ edited }) => edited).map(({ path }) => path),
    missing: plan.missing,
    first: last === undefined,
  };
}

/**
 * Plans, and writes if asked to.
 *
 * @throws GenerateError with codes that start with `out-`.
 */
export async function finishTools(prepared: PreparedTools, options: RunOptions): Promise<Done> {
  const { target, texts, inputs } = prepared;
  const { cwd, write, force, progress } = options;
  const folder = displayPath(target.out, cwd);
  const out = await checkOut(target.out, cwd);
  const work = async (): Promise<Planned> => {
    const planned = await makePlan(out, texts, force);
    const errors = planned.plan.notes.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new GenerateError('Nothing was written', withFolder(errors, folder));
    if (write && isStale(planned.plan)) await applyPlan(out, planned.plan, texts, planned.last);
    return planned;
  };
  progress(`${write ? 'writing' : 'comparing'} ${folder}`);
  const planned = write ? await withLock(out, work) : await work();
  const notes = [...prepared.notes, ...withFolder(planned.plan.notes, folder)];
  return { result: describe(prepared, planned, cwd), notes, inputs };
}
