import type { ResolvedTarget } from '../config/resolve-config.js';
import { GenerateError, type Note } from '../notes.js';
import { displayPath } from '../source/location.js';
import { readSource } from '../source/read-source.js';
import { computeStats, type Stats } from '../stats/stats.js';
import type { Console } from './console.js';
import { EXIT } from './exit-codes.js';
import { tellFailure } from './fail.js';
import type { SourceFlags } from './flags.js';
import { findTargets } from './given-targets.js';
import { jsonReport } from './json.js';
import { printNotes } from './print-notes.js';
import { plural } from './print-result.js';

export interface StatsFlags extends SourceFlags {
  /** How many tools and pieces of advice are listed. */
  readonly top: number;
}

interface SourceStats extends Stats {
  readonly source: string;
}

/**
 * What is weighed: every source of tools once; and documents that become maps, unless their maps are among those: these
 * are what models see, since somebody may have edited them.
 */
function distinct(targets: readonly ResolvedTarget[]): readonly ResolvedTarget[] {
  const sources = new Set(targets.filter(({ kind }) => kind === 'tools').map(({ source }) => source));
  const wanted = targets.filter(({ kind, out }) => kind === 'tools' || !sources.has(out));
  return wanted.filter(({ source }, index) => wanted.findIndex((other) => other.source === source) === index);
}

async function statsOf(
  target: ResolvedTarget,
  flags: SourceFlags,
  cwd: string,
): Promise<[SourceStats, readonly Note[]]> {
  const { source, openapi } = target;
  const name = target.kind === 'tools' ? target.export : undefined;
  const base = { openapi: flags.strict ? { ...openapi, strict: true } : openapi };
  const { models, notes } = await readSource(source, cwd, name === undefined ? base : { ...base, export: name });
  return [{ source: displayPath(source, cwd), ...computeStats(models.map(({ definition }) => definition)) }, notes];
}

function row(cells: readonly (string | number)[]): string {
  const [tokens = '', bytes = '', args = '', name = ''] = cells.map(String);
  return `  ${tokens.padStart(8)}  ${bytes.padStart(9)}  ${args.padStart(9)}  ${name}`;
}

function print({ source, total, tools, advice }: SourceStats, top: number, { out, colors }: Console): void {
  out(
    `${colors.bold(source)}: ${plural(total.tools, 'tool')}, ${total.bytes} bytes, about ${total.tokens} tokens together`,
  );
  out(colors.dim('  Tokens are estimated: characters of the JSON in tools/list, divided by 4.'));
  out(colors.dim(row(['tokens', 'bytes', 'arguments', 'tool'])));
  for (const tool of tools.slice(0, top)) out(row([tool.tokens, tool.bytes, tool.arguments, tool.name]));
  if (tools.length > top) out(colors.dim(`  and ${tools.length - top} lighter ones (--top ${tools.length} shows all)`));
  if (advice.length === 0) return;
  out(colors.bold('Advice'));
  for (const { tool, message } of advice.slice(0, top))
    out(`  ${tool === undefined ? '' : `${colors.bold(tool)} `}${message}`);
  if (advice.length > top) out(colors.dim(`  and ${advice.length - top} more`));
}

/** Weighs the tools of a source, or of every source of the config. */
export async function runStats(source: string | undefined, flags: StatsFlags, console: Console): Promise<number> {
  const { json = false, top } = flags;
  try {
    const { targets } = await findTargets(source, flags, console.cwd, '.');
    const results: [SourceStats, readonly Note[]][] = [];
    for (const target of distinct(targets)) {
      console.progress(`reading ${displayPath(target.source, console.cwd)}`);
      results.push(await statsOf(target, flags, console.cwd));
    }
    const notes = results.flatMap(([, found]) => found);
    if (flags.strict && notes.length > 0)
      throw new GenerateError(
        'With --strict, warnings are errors',
        notes.map((note): Note => ({ ...note, severity: 'error' })),
      );
    if (json) console.out(jsonReport('stats', EXIT.ok, notes, { sources: results.map(([stats]) => stats) }));
    else {
      printNotes(notes, console);
      for (const [stats] of results) print(stats, top, console);
    }
    return EXIT.ok;
  } catch (error) {
    return tellFailure(error, 'stats', json, console);
  }
}
