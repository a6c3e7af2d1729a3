import { GenerateError, type Note } from '../notes.js';
import type { Console } from './console.js';
import { EXIT, exitCodeFor } from './exit-codes.js';
import { type JsonReport, jsonReport } from './json.js';
import { printNotes } from './print-notes.js';

/** A failure as notes: what nobody foresaw is a bug, and told as one. */
function notesOf(error: unknown): readonly Note[] {
  if (error instanceof GenerateError) return error.notes;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    {
      code: 'internal-error',
      severity: 'error',
      place: 'generate-tools',
      message: `failed unexpectedly: ${message}`,
      fix: 'This is a bug in generate-tools; please report it with this text.',
    },
  ];
}

/** Tells a failure. @returns the exit code. */
export function tellFailure(error: unknown, command: JsonReport['command'], json: boolean, console: Console): number {
  const notes = notesOf(error);
  const exitCode = error instanceof GenerateError ? exitCodeFor(notes) : EXIT.bug;
  if (json) {
    console.out(jsonReport(command, exitCode, notes, {}));
    return exitCode;
  }
  printNotes(notes, console);
  const errors = notes.filter(({ severity }) => severity === 'error').length;
  const summary = error instanceof GenerateError ? (error.message.split(':\n')[0] ?? '') : 'Nothing more was done';
  console.error(`${console.errorColors.red('✗')} ${summary} (${errors === 1 ? '1 mistake' : `${errors} mistakes`}).`);
  return exitCode;
}
