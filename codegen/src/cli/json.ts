import type { Note } from '../notes.js';

/** Version of all that `--json` prints; grows with changes that readers must know about. */
const FORMAT = 1;

/** What every command prints with `--json`, one document on one line in watch mode. */
export interface JsonReport {
  readonly format: typeof FORMAT;
  readonly command: 'generate' | 'init' | 'stats';
  readonly ok: boolean;
  readonly exitCode: number;
  readonly notes: readonly Note[];
}

/** The text of a report; `rest` is what the command has to say. */
export function jsonReport(
  command: JsonReport['command'],
  exitCode: number,
  notes: readonly Note[],
  rest: Readonly<Record<string, unknown>>,
  indent = 2,
): string {
  const report: JsonReport = { format: FORMAT, command, ok: exitCode === 0, exitCode, notes };
  return JSON.stringify({ ...report, ...rest }, null, indent);
}
