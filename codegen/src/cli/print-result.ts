import type { Change } from '../diff/change.js';
import type { ChangedFile, GenerateResult, TargetResult } from '../generate/result.js';
import type { Console } from './console.js';

/** Whether files were written, compared, or would have been written. */
export type Mode = 'write' | 'check' | 'dry-run';

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function countChanges(changes: readonly Change[]): string {
  const breaking = changes.filter((change) => change.breaking).length;
  return `${plural(changes.length, 'change')}, ${breaking === 0 ? 'none' : breaking} breaking`;
}

/** Changes below the tools they are about. */
function changeLines(changes: readonly Change[], { colors }: Console): string[] {
  const byTool = new Map<string, Change[]>();
  for (const change of changes) byTool.set(change.tool, [...(byTool.get(change.tool) ?? []), change]);
  return [...byTool].flatMap(([tool, list]) => [
    `  ${colors.bold(tool)}`,
    ...list.map(({ breaking, message }) =>
      breaking ? `    ${colors.red('breaking')}  ${message}` : `              ${message}`,
    ),
  ]);
}

const VERBS = { create: 'create', update: 'update', delete: 'delete', keep: 'keep' } as const;

function fileLines(files: readonly ChangedFile[]): string[] {
  return files.map(({ path, action }) => `  ${VERBS[action]}  ${path}`);
}

function countFiles({ files, unchanged }: TargetResult): string {
  const count = (action: ChangedFile['action']) => files.filter((file) => file.action === action).length;
  const written = count('create') + count('update');
  const parts = [
    ...(written > 0 ? [`${plural(written, 'file')} written`] : []),
    ...(count('delete') > 0 ? [`${count('delete')} deleted`] : []),
    ...(unchanged > 0 ? [`${unchanged} as before`] : []),
  ];
  return parts.join(', ');
}

function nameOf({ kind, tools, source }: TargetResult): string {
  return `${plural(tools, kind === 'map' ? 'endpoint' : 'tool')} from ${source}`;
}

function writtenLines(target: TargetResult, console: Console): string[] {
  const { colors } = console;
  const head = `${colors.green('✓')} ${colors.bold(target.out)}: ${nameOf(target)} (${countFiles(target)})`;
  if (target.changes.length === 0) return [head];
  return [head, `  ${countChanges(target.changes)}:`, ...changeLines(target.changes, console)];
}

/** Why the output is stale though no tool changed. */
function otherReason({ kind, first, changes, edited, missing, out }: TargetResult): string[] {
  if (first) return [`  ${out} has not been generated yet.`];
  if (changes.length > 0 || kind === 'map') return [];
  if (edited.length > 0 || missing.length > 0) return ['  No tool changed.'];
  return ['  No tool changed; how they are written did: the map in ways that callers do not see, or the generator.'];
}

function staleLines(target: TargetResult, console: Console): string[] {
  const { colors } = console;
  const { out, changes, edited, missing, files } = target;
  const count = changes.length > 0 ? `: ${countChanges(changes)}` : '';
  return [
    `${colors.red('✗')} ${colors.bold(out)} is stale${count}`,
    ...changeLines(changes, console),
    ...otherReason(target),
    ...edited.map((path) => `  edited by hand: ${path}`),
    ...missing.map((path) => `  missing: ${path}`),
    ...(target.kind === 'map' && !target.first ? fileLines(files) : []),
  ];
}

function plannedLines(target: TargetResult, console: Console): string[] {
  const { colors } = console;
  const { out, files, unchanged, changes } = target;
  return [
    `${colors.bold(out)}: ${nameOf(target)}; ${files.length === 0 ? 'nothing to do' : 'would'}`,
    ...fileLines(files),
    ...(unchanged > 0 ? [`  and leave ${plural(unchanged, 'file')} as before`] : []),
    ...(changes.length > 0 ? [`  ${countChanges(changes)}:`, ...changeLines(changes, console)] : []),
  ];
}

function linesOf(target: TargetResult, mode: Mode, console: Console): string[] {
  if (mode === 'dry-run') return plannedLines(target, console);
  if (mode === 'write') return writtenLines(target, console);
  if (target.stale) return staleLines(target, console);
  return [`${console.colors.green('✓')} ${console.colors.bold(target.out)} is up to date (${nameOf(target)})`];
}

/** Tells people what became of a run. */
export function printResult(result: GenerateResult, mode: Mode, console: Console): void {
  for (const target of result.targets) console.out(linesOf(target, mode, console).join('\n'));
  if (mode === 'check' && result.stale) console.out('To bring it up to date, run the same command without --check.');
}
