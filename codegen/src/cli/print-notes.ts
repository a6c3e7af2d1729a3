import type { Note } from '../notes.js';
import type { Console } from './console.js';

/** One note, for people. */
function noteText({ code, severity, place, message, fix }: Note, { errorColors: colors }: Console): string {
  const label = severity === 'error' ? colors.red('error') : colors.yellow('warning');
  const first = `${label} ${colors.bold(place)}: ${message} ${colors.dim(`[${code}]`)}`;
  return fix === undefined ? first : `${first}\n  ${colors.cyan('fix')} ${fix}`;
}

/** How many warnings of one code are told one by one; large documents have hundreds alike. */
const MOST_ALIKE = 10;

/** Prints notes: every error, and of warnings that are alike the first ones. */
export function printNotes(notes: readonly Note[], console: Console): void {
  const counts = new Map<string, number>();
  for (const note of notes) {
    const count = (counts.get(note.code) ?? 0) + 1;
    counts.set(note.code, count);
    if (note.severity === 'error' || count <= MOST_ALIKE) console.error(noteText(note, console));
  }
  const errors = new Set(notes.filter(({ severity }) => severity === 'error').map(({ code }) => code));
  for (const [code, count] of counts) {
    if (errors.has(code) || count <= MOST_ALIKE) continue;
    console.error(
      `${console.errorColors.yellow('warning')} and ${count - MOST_ALIKE} more of ${code} (all of them: --json)`,
    );
  }
}
