import type { Note } from '../notes.js';

/** The system's code of a failed file operation, or `undefined`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const FIXES: Readonly<Record<string, string>> = {
  EACCES: 'Check who may write there.',
  EPERM: 'Check who may write there.',
  EROFS: 'Choose an --out that can be written.',
  ENOSPC: 'Make room on the disk.',
  EISDIR: 'There is a folder of that name; move it away.',
  EEXIST: 'There is a file of that name; choose another --out.',
  ENOENT: 'Part of the path is a link that leads nowhere; remove it.',
  ELOOP: 'Part of the path is a link that leads to itself; remove it.',
  ENOTDIR: 'Part of the path is a file; choose another --out.',
};

/** A failed file operation as a note. */
export function fileNote(code: string, place: string, what: string, error: unknown): Note {
  const reason = systemCode(error) ?? (error instanceof Error ? error.message : String(error));
  const fix = FIXES[reason];
  const note: Note = { code, severity: 'error', place, message: `${what} (${reason}).` };
  return fix === undefined ? note : { ...note, fix };
}
